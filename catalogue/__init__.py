"""What an office may change without us: items, forms, offices and the calendar, as TOML."""
