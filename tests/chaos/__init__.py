"""Processes that are killed at the worst moments, and people who count what they got to read.

``make chaos`` runs the whole; ``test_chaos.py`` a short form of it.
"""
