"""How alike a question and the texts of a protocol are: by n-grams, stems, concepts and meaning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.classifier import Floats
from knowledge.matching.lexical import Array, TermIndex
from knowledge.matching.units import Unit, UnitKind
from knowledge.matching.vocabulary import Terms

_UNIT_WEIGHTS = {UnitKind.EXAMPLE: 1.0, UnitKind.TITLE: 1.0, UnitKind.SENTENCE: 0.35}
_MEANING_SHARE, _NGRAM_SHARE, _STEM_SHARE, _CONCEPT_SHARE = 1.0, 0.7, 0.2, 0.5
"""How much each kind of likeness counts in the joint one; grid over the quality sets, flat around it."""


LeftOut = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Pairs of a question's place and that of a unit which is to count for nothing with that question."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The likeness of questions, or of units, to each unit; every array of shape (questions, units).

    Attributes:
        meaning: Cosine of the encoder's vectors; without an encoder one row of zeros that holds for all.
    """

    ngrams: Floats
    stems: Floats
    concepts: Floats
    meaning: Floats

    @property
    def look(self) -> Floats:
        """What can be told without an encoder."""
        look: Floats = _NGRAM_SHARE * self.ngrams + _STEM_SHARE * self.stems + _CONCEPT_SHARE * self.concepts
        return look

    @property
    def joint(self) -> Floats:
        """All kinds together."""
        return joint_of(self.look, self.meaning)

    def leave_out(self, units: LeftOut) -> None:
        """Go on as though these units were nothing like these questions."""
        for part in (self.ngrams, self.stems, self.concepts, self.meaning):
            if len(part) == len(self.ngrams):
                part[units] = 0


def joint_of(look: Floats, meaning: Floats) -> Floats:
    """All kinds together, of what can be told without an encoder and of what it says."""
    return np.asarray(look + _MEANING_SHARE * meaning, dtype=np.float32)


def pairwise_look(ngrams: TermIndex, stems: TermIndex, concepts: TermIndex) -> Floats:
    """``Likeness.look`` of each text to each, shape (texts, texts); no more than two such tables are held at a time."""
    look = ngrams.pairwise()
    look *= _NGRAM_SHARE
    for share, index in ((_STEM_SHARE, stems), (_CONCEPT_SHARE, concepts)):
        part = index.pairwise()
        part *= share
        look += part
    return look


PARTS: Mapping[str, Callable[[Terms], Sequence[str]]] = {
    "ngrams": lambda read: read.ngrams,
    "stems": lambda read: read.stems,
    "concepts": lambda read: read.concepts,
}
"""The kinds of terms that an index is made of, each as a reading of a text has it."""


def index_terms(units: Sequence[Unit], terms: Sequence[Terms], background: Sequence[Terms]) -> dict[str, TermIndex]:
    """An index of the units and one of the entries, for each kind of term.

    Args:
        units: In the order of their entries; every entry has one at least.
        terms: Each unit's text, read.
        background: Texts that only teach how common a word is.
    """
    indexes = {}
    for name, part in PARTS.items():
        parts = [part(read) for read in terms]
        whole: list[list[str]] = [[] for _ in range(units[-1].entry + 1)]
        for unit, these in zip(units, parts, strict=True):
            whole[unit.entry].extend(these)
        common = [part(read) for read in background]
        indexes[name] = TermIndex.build(parts, common)
        indexes[f"entry_{name}"] = TermIndex.build(whole, common)
    return indexes


def index_arrays(indexes: Mapping[str, TermIndex]) -> dict[str, Array]:
    """What ``restore_indexes`` makes the indexes from again."""
    return {f"{name}/{part}": array for name, index in indexes.items() for part, array in index.arrays.items()}


def restore_indexes(units: Sequence[Unit], arrays: Mapping[str, Array]) -> dict[str, TermIndex]:
    """The indexes of ``units`` that ``index_arrays`` came from."""
    indexes = {}
    for part in PARTS:
        for name, size in ((part, len(units)), (f"entry_{part}", units[-1].entry + 1)):
            own = {key.removeprefix(f"{name}/"): array for key, array in arrays.items() if key.startswith(f"{name}/")}
            indexes[name] = TermIndex.restore(size, own)
    return indexes


class UnitTexts:
    """The units of a protocol as terms, and the groups of units that belong to one entry."""

    def __init__(self, units: Sequence[Unit], indexes: Mapping[str, TermIndex]) -> None:
        """Use the indexes that ``index_terms`` made of ``units``, which are in the order of their entries."""
        self.entry_of = np.array([unit.entry for unit in units], dtype=np.int64)
        self.entries = int(self.entry_of[-1]) + 1
        self._starts = np.flatnonzero(np.diff(self.entry_of, prepend=-1))
        raw = np.array([_UNIT_WEIGHTS[unit.kind] for unit in units], dtype=np.float32)
        self._of_kinds = [
            self._places([place for place, unit in enumerate(units) if unit.kind is kind]) for kind in UnitKind
        ]
        self.shares = (raw / np.add.reduceat(raw, self._starts)[self.entry_of]).astype(np.float32)
        """How much each unit counts within its entry; the sum over an entry is 1."""
        self.ngrams, self.entry_ngrams = indexes["ngrams"], indexes["entry_ngrams"]
        self.stems, self.entry_stems = indexes["stems"], indexes["entry_stems"]
        self.concepts, self.entry_concepts = indexes["concepts"], indexes["entry_concepts"]

    def _places(self, units: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
        """The same units, where among them each of their entries begins, and which entries these are."""
        entry_of = self.entry_of[units]
        starts = np.flatnonzero(np.diff(entry_of, prepend=-1))
        return np.array(units, dtype=np.intp), starts, entry_of[starts]

    def best(self, likeness: Floats) -> Floats:
        """The greatest likeness among each entry's units."""
        return np.maximum.reduceat(likeness, self._starts, axis=-1)

    def best_by_kind(self, likeness: Floats) -> tuple[Floats, ...]:
        """The same; and among its units of each kind, in the order of the kinds, where it has any of that kind."""
        best = self.best(likeness)
        by_kind = [best]
        for units, starts, entries in self._of_kinds:
            of_kind = best.copy()
            if len(units):
                of_kind[..., entries] = np.maximum.reduceat(likeness[..., units], starts, axis=-1)
            by_kind.append(of_kind)
        return tuple(by_kind)

    def pooled(self, likeness: Floats, sharpness: float) -> Floats:
        """Between the mean and the greatest likeness of each entry's units: a soft maximum."""
        powers = sharpness * likeness
        np.exp(powers, out=powers)
        powers *= self.shares
        return np.asarray(np.log(np.add.reduceat(powers, self._starts, axis=-1)) / sharpness, dtype=np.float32)
