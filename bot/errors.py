"""What a caller can act on: the root of Magdat's own errors."""


class MagdatError(Exception):
    """Something went wrong that the caller can put right or tell the person."""
