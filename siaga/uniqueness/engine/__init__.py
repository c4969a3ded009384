"""The uniqueness engine: templates and names in, verdicts out. No Django, no database, no photographs.

`verdict.py` is the interface, `gallery.py` the first engine behind it (`cylinders.py` filters, `bozorth.py` compares,
`irises.py` and `names.py` add evidence, `decide.py` holds the thresholds).
"""
