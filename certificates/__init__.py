"""Paper: a page of chosen words becomes a sealed, signed and proofread PDF."""
