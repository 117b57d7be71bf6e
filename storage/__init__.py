"""Memory: one database face, one repository a noun, everything personal sealed."""
