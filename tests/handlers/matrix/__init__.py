"""The authorization matrix: who plays, what lies on the table, and what is expected."""
