"""Looks whether the set-up works, and says how to mend what does not: ``magdat doctor``."""
