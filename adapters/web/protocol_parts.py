"""A long protocol in parts, each of which fits on a page; a chapter is not torn apart where it fits on one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from adapters.web.room import ROOM, pages, weight
from knowledge.protocol import Clause, LadderStep, Language, OpenTopic, SocialMediaProtocol

Entry = Clause | LadderStep | OpenTopic

_FRAME, _LINK, _ITEM = 450, 110, 60
"""In bytes, of the page around a clause and its line in the contents; around a link; around a line of a list."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Clauses that stand together: by what stands before the dot of their numbers, or by their topic.

    Attributes:
        name: What stands before the dot; the topic where numbers have no dots.
        by_topic: Which of the two it is.
    """

    name: str
    by_topic: bool
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on one page.

    Attributes:
        ladder: What follows on a breach, the steps that stand here.
        left_open: The topics left open on purpose that stand here.
    """

    number: int
    clauses: tuple[Clause, ...]
    ladder: tuple[LadderStep, ...]
    left_open: tuple[OpenTopic, ...]


def parts_of(protocol: SocialMediaProtocol) -> tuple[Part, ...]:
    """The whole protocol in its order; one part where all of it fits on a page. The same in every language."""
    entries: tuple[Entry, ...] = (*protocol.ladder, *protocol.not_regulated)
    heads: list[tuple[Entry, ...]] = [chapter.clauses for chapter in chapters_of(protocol.clauses)]
    tail = [(each,) for each in entries]
    pieces = (piece for together in (*heads, *tail) for piece in pages(together, weight_of))
    packed = pages(pieces, lambda piece: sum(map(weight_of, piece)))
    return tuple(_part(number, page) for number, page in enumerate(packed, 1))


def found_pages(found: Iterable[Clause]) -> tuple[tuple[Clause, ...], ...]:
    """What was found, a page after the other."""
    return tuple(pages(found, weight_of))


def chapters_of(clauses: Iterable[Clause]) -> Iterator[Chapter]:
    """The clauses in their order, by chapter."""
    for (by_topic, name), together in groupby(clauses, key=_chapter):
        yield Chapter(name, by_topic, tuple(together))


def fits_in(clauses: Iterable[Clause]) -> bool:
    """Whether a page has room for the titles of all of these."""
    return sum(_LINK + weight(clause.number, *clause.title.by_language.values()) for clause in clauses) <= ROOM * 3 / 4


def weight_of(entry: Entry) -> int:
    """What it weighs on a page, in the language in which it weighs most."""
    return max(_weight_in(entry, language) for language in Language)


def _weight_in(entry: Entry, language: Language) -> int:
    if isinstance(entry, OpenTopic):
        return _ITEM + weight(entry.topic, entry.reason.get(language))
    if isinstance(entry, LadderStep):
        evidence = sum(_ITEM + weight(one.get(language)) for one in entry.evidence)
        return _ITEM + weight(entry.text.get(language)) + evidence
    texts = (entry.rule, *((entry.because,) if entry.because else ()), entry.title, entry.title)
    listed = sum(_ITEM + weight(one.get(language)) for one in entry.conditions)
    linked = 2 * _LINK * len(entry.see_also) + _LINK * len(entry.applies_to)
    return _FRAME + 6 * weight(entry.number) + weight(*(text.get(language) for text in texts)) + listed + linked


def _part(number: int, page: Iterable[Iterable[Entry]]) -> Part:
    entries = tuple(entry for piece in page for entry in piece)
    return Part(
        number,
        tuple(entry for entry in entries if isinstance(entry, Clause)),
        tuple(entry for entry in entries if isinstance(entry, LadderStep)),
        tuple(entry for entry in entries if isinstance(entry, OpenTopic)),
    )


def _chapter(clause: Clause) -> tuple[bool, str]:
    chapter, dot, _ = clause.number.partition(".")
    return (False, chapter) if dot else (True, clause.topic or "")
