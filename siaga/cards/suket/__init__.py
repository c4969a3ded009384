"""Suket: given, renewed in bulk, replaced, withdrawn; every one registered, gated by dated policy."""
