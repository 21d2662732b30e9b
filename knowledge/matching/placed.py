"""Where texts stand among the domain bank's questions; see ``topics``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.classifier import Floats
from knowledge.matching.lexical import Array

_KEPT_AS = "placed_"


@dataclass(frozen=True, slots=True)
class Placed:
    """Texts, placed among the bank's questions.

    Attributes:
        topics: The log-probability of each topic, shape (texts, topics).
        topics_by_look: The same by words alone.
        likest: The places of the questions that the texts are likest, in no order, shape (texts, these questions).
        likeness: To each of those, by all kinds of likeness; same shape.
        nearer: How much liker the texts are to the questions about social media than to the others; shape (texts,).
    """

    topics: Floats
    topics_by_look: Floats
    likest: NDArray[np.integer]
    likeness: Floats
    nearer: Floats

    @classmethod
    def joined(cls, parts: "Sequence[Placed]") -> "Placed":
        """The texts of all ``parts``."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    @classmethod
    def kept(cls, arrays: Mapping[str, Array]) -> "Placed | None":
        """What ``arrays`` were made of; ``None`` where they are not among these."""
        if f"{_KEPT_AS}likest" not in arrays:
            return None
        floats = {name: arrays[_KEPT_AS + name].astype(np.float32) for name in cls.__slots__ if name != "likest"}
        return cls(likest=arrays[f"{_KEPT_AS}likest"].astype(np.uint16), **floats)

    @property
    def arrays(self) -> dict[str, Array]:
        """What ``kept`` makes it from again."""
        return {_KEPT_AS + name: getattr(self, name) for name in self.__slots__}

    def rows(self, texts: slice | Sequence[int]) -> "Placed":
        """These texts alone."""
        return Placed(*(getattr(self, name)[texts] for name in self.__slots__))

    @property
    def contrast(self) -> Floats:
        """Which topics the texts are about more than about others; shape (texts, topics).

        Rows of length 1, or of 0 where a text is like nothing in the bank.
        """
        return unit_rows(self.topics - self.topics.mean(axis=1, keepdims=True))


def unit_rows(table: Floats) -> Floats:
    """The rows, each as long as 1; a row of nothing stays as it is."""
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
