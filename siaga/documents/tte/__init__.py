"""The e-sign service of local governments as this office speaks with it: v1 (multipart) and v2 (JSON), one interface."""
