"""A stand-in for Microsoft Teams, and Magdat in a process of its own that talks to it."""
