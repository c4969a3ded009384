"""Dates for everybody in the print list: what the planner reads of the tables, what it said on each day, and what is shown of it."""
