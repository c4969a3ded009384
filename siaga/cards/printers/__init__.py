"""Printers behind IPP: our client, and a virtual printer that holds a real IPP conversation."""
