"""What differs between two versions, clause by clause, in the words of its reader; within the size of a page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.presenter.differences import field_name, value_word
from bot.wording import Wording
from knowledge.comparing import ClauseChange, Difference, Kind, Run, Stretch, TextChange, ValueChange

T = TypeVar("T")

_MOST_CHARACTERS = 40_000
"""On one page; the command line shows all of it."""
_FRAME = 120
"""In characters, of the page around each change."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One thing that changed, word by word."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause that came, went or changed.

    Attributes:
        title: With its number.
        what: What became of it.
        also: What only helps to find it, and changed.
    """

    kind: Kind
    title: str
    what: str
    changes: tuple[ShownChange, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """The difference.

    Attributes:
        left_out: How many clauses and texts the page has no room for.
    """

    head: tuple[ShownChange, ...]
    clauses: tuple[ShownClause, ...]
    rest: tuple[ShownChange, ...]
    left_out: int


def shown_difference(difference: Difference, wording: Wording) -> ShownDifference:
    """The difference as a page shows it."""
    clauses = tuple(_within([_clause(change, wording) for change in difference.clauses], _changes_of))
    rest = tuple(_within([_text(change, wording) for change in difference.rest], lambda change: (change,)))
    return ShownDifference(
        head=tuple(_value(change, wording) for change in difference.head),
        clauses=clauses,
        rest=rest,
        left_out=len(difference.clauses) - len(clauses) + len(difference.rest) - len(rest),
    )


def _changes_of(shown: ShownClause) -> tuple[ShownChange, ...]:
    return shown.changes


def _within(every: Sequence[T], changes: Callable[[T], Sequence[ShownChange]]) -> Iterator[T]:
    """As many as fit."""
    room = _MOST_CHARACTERS / 2
    for shown in every:
        room -= _FRAME + sum(_FRAME + sum(len(run.text) for run in each.runs) for each in changes(shown))
        if room < 0:
            return
        yield shown


def _clause(change: ClauseChange, wording: Wording) -> ShownClause:
    clause = change.clause
    title = wording.say("clause.short", number=clause.number, title=clause.title.get(wording.language))
    if change.kind is Kind.CHANGED:
        changes = [_value(each, wording) for each in change.values] + [_text(each, wording) for each in change.texts]
    else:
        stretch = Stretch.ADDED if change.kind is Kind.ADDED else Stretch.REMOVED
        verdict = ShownChange(field_name("verdict", wording), (Run(stretch, wording.say(f"verdict.{clause.verdict}")),))
        rule = ShownChange(field_name("rule", wording), (Run(stretch, clause.rule.get(wording.language)),))
        changes = [verdict, rule]
    also = tuple(wording.say("difference.finding", what=field_name(each.key, wording)) for each in change.finding)
    return ShownClause(change.kind, title, wording.say(f"web.admin.{change.kind}"), tuple(changes), also)


def _value(change: ValueChange, wording: Wording) -> ShownChange:
    before, after = (value_word(change.key, value, wording) for value in (change.before, change.after))
    return ShownChange(field_name(change.key, wording), (Run(Stretch.REMOVED, before), Run(Stretch.ADDED, after)))


def _text(change: TextChange, wording: Wording) -> ShownChange:
    name = wording.say("difference.in-language", field=field_name(change.key, wording), language=change.language)
    return ShownChange(name, change.runs)
