"""``magdat eval``."""
