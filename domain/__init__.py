"""Nouns: pure, frozen, without input or output and without a clock."""
