"""Capture devices, each behind the same small adapter.

`device.py` says what a desk asks of a device (`CaptureDevice`), `registry.py` lists the adapters that ship, and
`simulated.py` is the one for training, tests and drills (with `ridges.py`, `impressions.py`, `simulated_irises.py`,
`portrait.py` behind it).

To plug in a real one, write one file here with a class that has the five members of `CaptureDevice`:

- `probe` opens the maker's driver or asks its local service, and raises `TemporaryFault` while that does not answer;
- `fingers`, `irises` and `verify` return templates: most makers' kits export ISO/IEC 19794-2:2005, which
  `iso19794.decode_finger` checks; from images only, take minutiae with mindtct (`nbis`) first;
- person key and nonce are ignored;

and add one line to `registry.DEVICES`. The office's settings name the line.
"""
