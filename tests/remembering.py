"""An encoder and a store that remember in memory, so that tests encode a text once and see what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.matching.lexical import Array
from knowledge.matching.semantic import Encoder, Vectors, elsewhere


class RememberingEncoder:
    """Encodes as ``encoder`` does, each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def elsewhere(self) -> "RememberingEncoder | None":
        other = elsewhere(self._encoder)
        return RememberingEncoder(other) if other else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        strange = [text for text in dict.fromkeys(texts) if text not in self._known]
        if strange:
            self._known.update(zip(strange, self._encoder.encode(strange), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@dataclass
class MemoryArrayStore:
    """Keeps what it is given.

    Attributes:
        kept: By key.
        asked: The keys that were looked for, in their order.
    """

    kept: dict[str, Mapping[str, Array]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def load(self, key: str) -> Mapping[str, Array] | None:
        self.asked.append(key)
        return self.kept.get(key)

    def save(self, key: str, arrays: Mapping[str, Array]) -> None:
        assert key not in self.kept, "nothing is computed that was kept"
        self.kept[key] = {name: array.copy() for name, array in arrays.items()}
