"""EYES: what an operator sees of the house, logs and figures, in ids and codes."""
