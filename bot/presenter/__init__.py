"""Putting what Magdat decided into words: platform-free messages, in the language of the asker."""
