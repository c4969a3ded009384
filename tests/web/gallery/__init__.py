"""A page of every kind on the shell with invented data: what the screenshots and axe look at. No database."""
