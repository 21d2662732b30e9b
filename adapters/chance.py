"""Ids and chance, from the machine's own source of randomness."""

import random
import secrets
from base64 import b32encode

_ID_LENGTH = 26
_ID_BYTES = 17
"""136 bits, of which 26 characters of 5 bits keep 130."""


class RandomIds:
    """The port ``IdSource``: ids that nobody can guess."""

    def new_id(self) -> str:
        """26 characters of a-z and 2-7."""
        return b32encode(secrets.token_bytes(_ID_BYTES)).decode("ascii")[:_ID_LENGTH].lower()


class SystemChance:
    """The port ``Chance``."""

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        return random.random()  # noqa: S311 -- spreads retries; nothing secret rests on it
