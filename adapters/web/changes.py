"""What differs between two versions, clause by clause, in the words of its reader; a page after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adapters.web.room import ROOM, page_of, pages, slices, weight
from bot.presenter.differences import difference_gist, field_name, value_word
from bot.wording import Wording
from knowledge.comparing import ClauseChange, Difference, Kind, Run, Stretch, TextChange, ValueChange

_ROOM = ROOM // 2
"""What a draft does to recent questions comes on its page as well."""
_FRAME, _CHANGE, _TAG = 220, 40, 12
"""In bytes, of the page around a section, a change and a stretch of words."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One thing that changed, word by word."""

    label: str
    runs: tuple[Run, ...]

    @property
    def weighs(self) -> int:
        """On a page."""
        return _CHANGE + weight(self.label) + sum(map(_weight_of_run, self.runs))


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A clause that came, went or changed; or what changed outside the clauses.

    Attributes:
        kind: Of the change of a clause, else empty.
        title: With its number.
        what: What became of it.
        also: What only helps to find it, and changed.
    """

    kind: str
    title: str
    what: str
    changes: tuple[ShownChange, ...]
    also: tuple[str, ...] = ()

    @property
    def weighs(self) -> int:
        """On a page."""
        return _FRAME + weight(self.title, *self.also) + sum(change.weighs for change in self.changes)


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A page of the difference.

    Attributes:
        gist: How many clauses came, went and changed.
        number: Of the page, from 1.
    """

    gist: str
    sections: tuple[ShownSection, ...]
    number: int
    all_pages: int


def shown_difference(difference: Difference, wording: Wording, number: int) -> ShownDifference:
    """The page of the difference with the number, from 1; the nearest that is there."""
    sections = [piece for section in _sections(difference, wording) for piece in _pieces(section)]
    every = tuple(pages(sections, lambda section: section.weighs, _ROOM))
    shown, within = page_of(every, number)
    return ShownDifference(difference_gist(difference, wording), shown, within, len(every))


def _sections(difference: Difference, wording: Wording) -> Iterator[ShownSection]:
    if difference.head:
        head = tuple(_value(change, wording) for change in difference.head)
        yield ShownSection("", wording.say("difference.head"), "", head)
    yield from (_clause(change, wording) for change in difference.clauses)
    if difference.rest:
        rest = tuple(_text(change, wording) for change in difference.rest)
        yield ShownSection("", wording.say("difference.rest"), "", rest)


def _pieces(section: ShownSection) -> Iterator[ShownSection]:
    """The section as it is, or in pieces that fit on a page, each with its title."""
    if section.weighs <= _ROOM:
        yield section
        return
    changes = [piece for change in section.changes for piece in _stretches(change)]
    parts = list(pages(changes, lambda change: change.weighs, _ROOM - replace(section, changes=()).weighs))
    for place, part in enumerate(parts, 1):
        yield replace(section, changes=part, also=section.also if place == len(parts) else ())


def _stretches(change: ShownChange) -> Iterator[ShownChange]:
    runs = [replace(run, text=text) for run in change.runs for text in slices(run.text, _ROOM // 4)]
    for some in pages(runs, _weight_of_run, _ROOM // 2):
        yield replace(change, runs=some)


def _weight_of_run(run: Run) -> int:
    return _TAG + weight(run.text)


def _clause(change: ClauseChange, wording: Wording) -> ShownSection:
    clause = change.clause
    title = wording.say("clause.short", number=clause.number, title=clause.title.get(wording.language))
    changes: Sequence[ShownChange]
    if change.kind is Kind.CHANGED:
        changes = [_value(each, wording) for each in change.values] + [_text(each, wording) for each in change.texts]
    else:
        stretch = Stretch.ADDED if change.kind is Kind.ADDED else Stretch.REMOVED
        verdict = ShownChange(field_name("verdict", wording), (Run(stretch, wording.say(f"verdict.{clause.verdict}")),))
        rule = ShownChange(field_name("rule", wording), (Run(stretch, clause.rule.get(wording.language)),))
        changes = [verdict, rule]
    also = tuple(wording.say("difference.finding", what=field_name(each.key, wording)) for each in change.finding)
    what = wording.say(f"web.admin.{change.kind}")
    return ShownSection(change.kind.value, title, what, tuple(changes), also)


def _value(change: ValueChange, wording: Wording) -> ShownChange:
    before, after = (value_word(change.key, value, wording) for value in (change.before, change.after))
    return ShownChange(field_name(change.key, wording), (Run(Stretch.REMOVED, before), Run(Stretch.ADDED, after)))


def _text(change: TextChange, wording: Wording) -> ShownChange:
    name = wording.say("difference.in-language", field=field_name(change.key, wording), language=change.language)
    return ShownChange(name, change.runs)
