"""Words: every sentence that a citizen, an official or a stranger reads is a file here."""
