"""Doors over HTTP: who may pass is in `routes.py`, what is refused and how in `problems.py`."""
