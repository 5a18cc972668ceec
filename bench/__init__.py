"""Measurements: `python -m bench` lists them; README.md says how to read them."""
