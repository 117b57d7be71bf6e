"""Registers that can be asked for a fact."""
