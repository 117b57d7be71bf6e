"""Verbs: from the first question to the certificate.  Each is one transaction."""
