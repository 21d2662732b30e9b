"""A sentence about a protocol file, in English, that can be told in another language as well."""

from collections.abc import Mapping, Sequence
from typing import Self

Value = str | int | float
"""What stands in a sentence; a ``Sentence`` in another one is told in the same language as that."""


class Sentence(str):
    """A sentence in English, or a part of one, that knows how it was made.

    Attributes:
        pattern: The English with a placeholder for each value, by which it is looked up in another language.
        values: What stands in the placeholders.
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, Value]

    def __new__(cls, pattern: str, /, **values: Value) -> Self:
        """Fill ``values`` into ``pattern``."""
        sentence = super().__new__(cls, pattern.format_map(values))
        sentence.pattern, sentence.values = pattern, values
        return sentence


def joined(parts: Sequence[str], between: str) -> Sentence:
    """The parts in a row, each told in the language of the whole, and so is what stands ``between`` them."""
    named = {f"part_{number}": part for number, part in enumerate(parts)}
    return Sentence("{between}".join(f"{{{name}}}" for name in named), between=between, **named)
