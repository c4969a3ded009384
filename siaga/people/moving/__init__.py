"""Moves between offices: the SKPWNI, the arrival on it, and whose resident somebody is meanwhile."""
