"""One process that serves all channels: ``magdat serve``."""
