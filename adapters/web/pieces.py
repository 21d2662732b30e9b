"""Clauses and steps of the protocol as they stand on a page: whole; what fits on none goes on over the next pages."""

import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from adapters.web.room import ROOM, pages, weight
from knowledge.protocol import Clause, LadderStep, Language, OpenTopic, SocialMediaProtocol, Text

T = typing.TypeVar("T", Clause, LadderStep, OpenTopic)
S = typing.TypeVar("S", Clause, LadderStep)

_Bit = tuple[str, Text | str]
"""The attribute in which it stands, and the text or the id there."""
_NOTHING = Text(dict.fromkeys(Language, ""))
_FRAME, _LINK, _ITEM = 650, 110, 60
"""In bytes, of the page around a clause and its line in the contents; around a link; around a line of a list."""


@dataclass(frozen=True, slots=True)
class Piece(typing.Generic[T]):
    """What stands on one page of a clause or a step.

    Attributes:
        entry: With those of its texts that stand here.
        number: Its place among all of its kind, from 1.
        begins: Whether its first text stands here.
        ends: Whether its last text stands here.
    """

    entry: T
    number: int = 1
    begins: bool = True
    ends: bool = True

    def only(self, entry: S) -> "Piece[S]":
        """The same of this entry."""
        return Piece(entry, self.number, self.begins, self.ends)


AnyPiece = Piece[Clause] | Piece[LadderStep] | Piece[OpenTopic]


def pieces_of(entries: Iterable[S]) -> Iterator[Piece[S]]:
    """Each whole."""
    return (Piece(entry, number) for number, entry in enumerate(entries, 1))


class Scales:
    """Weighs what the protocol says; each whole clause once.

    Args:
        protocol: Has the titles of what is linked.
    """

    def __init__(self, protocol: SocialMediaProtocol) -> None:
        self.protocol = protocol
        self._weights = dict[str, int]()
        self._clauses = {clause.id: clause for clause in protocol.clauses}
        self._groups = protocol.groups

    def split(self, whole: Iterable[Piece[S]]) -> Iterator[Piece[S]]:
        """Each as it is, or in pieces that fit on a page."""
        for piece in whole:
            if self.weigh(piece) <= ROOM:
                yield piece
                continue
            bits = pages(_bits_of(piece.entry), self._weight_of_bit, ROOM - self._weight_of_head(piece.entry))
            parts = [_with_alone(piece.entry, each) for each in bits]
            for place, part in enumerate(parts, 1):
                yield Piece(part, piece.number, begins=place == 1, ends=place == len(parts))

    def weigh(self, piece: AnyPiece) -> int:
        """What it weighs on a page, in the language in which each of its texts weighs most."""
        entry = piece.entry
        if isinstance(entry, OpenTopic):
            return _ITEM + weight(entry.topic) + _heaviest(entry.reason)
        if isinstance(entry, LadderStep) or entry is not self._clauses[entry.id]:
            return self._weight_of(entry)
        if (known := self._weights.get(entry.id)) is None:
            known = self._weights[entry.id] = self._weight_of(entry)
        return known

    def _weight_of(self, entry: Clause | LadderStep) -> int:
        return self._weight_of_head(entry) + sum(map(self._weight_of_bit, _bits_of(entry)))

    @staticmethod
    def _weight_of_head(entry: Clause | LadderStep) -> int:
        if isinstance(entry, LadderStep):
            return 4 * _ITEM
        return _FRAME + 7 * weight(entry.number) + 2 * _heaviest(entry.title)

    def _weight_of_bit(self, bit: _Bit) -> int:
        kind, what = bit
        if isinstance(what, Text):
            return _ITEM + _heaviest(what)
        if kind == "applies_to":
            return _ITEM + _heaviest(self._groups[what].title)
        linked = self._clauses[what]
        return _LINK + weight(linked.number, quote(linked.number, safe="")) + _heaviest(linked.title)


def _bits_of(entry: Clause | LadderStep) -> list[_Bit]:
    """All that an entry says, the words that matter most first."""
    if isinstance(entry, LadderStep):
        return [("text", entry.text), *(("evidence", each) for each in entry.evidence)]
    because: list[_Bit] = [("because", entry.because)] if entry.because else []
    bits: list[_Bit] = [("rule", entry.rule), *(("applies_to", each) for each in entry.applies_to)]
    bits += [("conditions", each) for each in entry.conditions]
    return [*bits, *because, *(("see_also", each) for each in entry.see_also)]


def _with_alone(entry: S, bits: Sequence[_Bit]) -> S:
    """The entry with those of its texts alone."""

    def texts(kind: str) -> tuple[Text, ...]:
        return tuple(what for at, what in bits if at == kind and isinstance(what, Text))

    def ids(kind: str) -> tuple[str, ...]:
        return tuple(what for at, what in bits if at == kind and isinstance(what, str))

    if isinstance(entry, LadderStep):
        return replace(entry, text=next(iter(texts("text")), _NOTHING), evidence=texts("evidence"))
    return replace(
        entry,
        rule=next(iter(texts("rule")), _NOTHING),
        applies_to=ids("applies_to"),
        conditions=texts("conditions"),
        because=next(iter(texts("because")), None),
        see_also=ids("see_also"),
    )


def _heaviest(text: Text) -> int:
    return max(weight(text.get(language)) for language in Language)
