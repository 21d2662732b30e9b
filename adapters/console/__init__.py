"""Magdat in the terminal: drawing messages and problems, and the chat."""
