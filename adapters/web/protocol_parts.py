"""A long protocol in parts, each of which fits on a page.

A chapter is not torn apart where it fits on one page, and neither is a clause.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from adapters.web.pieces import AnyPiece, Piece, Scales, pieces_of
from adapters.web.room import ROOM, pages, weight
from knowledge.protocol import Clause, LadderStep, OpenTopic, SocialMediaProtocol

_LINK = 110
"""In bytes, of the page around a link."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Clauses that stand together: by what stands before the dot of their numbers, or by their topic.

    Attributes:
        name: What stands before the dot; the topic where numbers have no dots.
        by_topic: Which of the two it is.
    """

    name: str
    by_topic: bool
    clauses: tuple[Piece[Clause], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on one page.

    Attributes:
        ladder: What follows on a breach, the steps that stand here.
        left_open: The topics left open on purpose that stand here.
    """

    number: int
    clauses: tuple[Piece[Clause], ...]
    ladder: tuple[Piece[LadderStep], ...]
    left_open: tuple[OpenTopic, ...]


def parts_of(scales: Scales) -> tuple[Part, ...]:
    """The whole protocol in its order; one part where all of it fits on a page. The same in every language."""
    everything = whole_of(scales.protocol)
    together: list[tuple[AnyPiece, ...]] = [
        tuple(scales.split(chapter.clauses)) for chapter in chapters_of(everything.clauses)
    ]
    together += [(each,) for each in scales.split(everything.ladder)]
    together += [(Piece(each),) for each in everything.left_open]
    pieces = (piece for group in together for piece in pages(group, scales.weigh))
    packed = pages(pieces, lambda piece: sum(map(scales.weigh, piece)))
    return tuple(_part(number, page) for number, page in enumerate(packed, 1))


def whole_of(protocol: SocialMediaProtocol) -> Part:
    """All of it, however long."""
    return Part(0, tuple(pieces_of(protocol.clauses)), tuple(pieces_of(protocol.ladder)), protocol.not_regulated)


def found_pages(found: Iterable[Clause], scales: Scales) -> tuple[tuple[Piece[Clause], ...], ...]:
    """What was found, a page after the other."""
    return tuple(pages(scales.split(pieces_of(found)), scales.weigh))


def chapters_of(clauses: Iterable[Piece[Clause]]) -> Iterator[Chapter]:
    """The clauses in their order, by chapter."""
    for (by_topic, name), together in groupby(clauses, key=_chapter):
        yield Chapter(name, by_topic, tuple(together))


def fits_in(clauses: Iterable[Clause]) -> bool:
    """Whether a page has room for the titles of all of these."""
    return (
        sum(_LINK + 4 * weight(clause.number) + weight(*clause.title.by_language.values()) for clause in clauses)
        <= ROOM * 3 / 4
    )


def _part(number: int, page: Iterable[Iterable[AnyPiece]]) -> Part:
    pieces = tuple(piece for together in page for piece in together)
    return Part(
        number,
        tuple(piece.only(piece.entry) for piece in pieces if isinstance(piece.entry, Clause)),
        tuple(piece.only(piece.entry) for piece in pieces if isinstance(piece.entry, LadderStep)),
        tuple(piece.entry for piece in pieces if isinstance(piece.entry, OpenTopic)),
    )


def _chapter(piece: Piece[Clause]) -> tuple[bool, str]:
    chapter, dot, _ = piece.entry.number.partition(".")
    return (False, chapter) if dot else (True, piece.entry.topic or "")
