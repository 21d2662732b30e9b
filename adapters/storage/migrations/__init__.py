"""The layout of the database, step by step."""
