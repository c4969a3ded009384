"""A virtual e-sign service: speaks v1 and v2 over HTTP, really signs, and fails on order. For demonstrations and tests."""
