"""What we remember: all SQL lives here, one text for SQLite and PostgreSQL."""
