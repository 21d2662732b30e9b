"""What one value of the file says of another: references that lead nowhere or in a circle, numbers given twice."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from knowledge.circumstances import MOST_CHOICES, circumstances_of, known_by, needs, onward
from knowledge.problems import Path, shorten
from knowledge.protocol import SocialMediaProtocol
from knowledge.protocol_file.file_format import CLAUSE
from knowledge.protocol_file.near_words import nearest
from knowledge.protocol_file.nodes import Entry, Mapping, Node, Scalar, Sequence
from knowledge.protocol_file.reading import Reading, ReferenceMade
from knowledge.sentence import Sentence

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_GUESSES = 50
"""A guess among 2,000 ids takes a millisecond; who has this many references astray needs another remedy."""


def check_consistency(root: Mapping, reading: Reading) -> None:
    """Add the problems that show only when the whole file was read."""
    _check_dates(root, reading)
    _check_targets(reading)
    _check_circles(reading)
    known = {field.key for field in CLAUSE.fields}
    for path, entries in _clauses(root):
        if not known >= entries.keys():
            continue  # what seems to be missing may be there under the mistyped key
        _check_otherwise(path, entries, reading)
        _check_counted_number(path, entries, reading)


def check_choices(protocol: SocialMediaProtocol, reading: Reading) -> None:
    """Add the problems of choices: too many before a clause, and tests in which two options of one are given."""
    by_id = {clause.id: clause for clause in protocol.clauses}
    led_to = {clause.otherwise for clause in protocol.clauses if needs(clause, protocol)}
    for at, clause in enumerate(protocol.clauses):
        if clause.id in led_to:
            continue  # it is among the branches of another
        asked = circumstances_of(onward(clause, by_id, protocol), protocol)
        if len(asked) > MOST_CHOICES:
            path: Path = ("clauses", at)
            reading.problems.add(
                "too-many-choices",
                reading.places[path],
                path,
                Sentence(
                    "It takes {count} choices to know whether this clause holds: {asked}.",
                    count=len(asked),
                    asked=", ".join(map(shorten, asked)),
                ),
                Sentence(
                    "Let it and its otherwise depend on at most {most} circumstances.",
                    most=MOST_CHOICES,
                ),
            )
            break  # the others of its branches have the same mistake
    for at, test in enumerate(protocol.tests):
        if len(known_by(test.given, protocol)) < len(test.given):
            path = ("tests", at, "given")
            reading.problems.add(
                "given-twice",
                reading.places[path],
                path,
                Sentence("Two options of one circumstance are given here."),
                Sentence("Give one of them, and write another test for the other."),
            )


def _check_dates(root: Mapping, reading: Reading) -> None:
    """A protocol that would have to be reviewed before it holds has one of its dates wrong."""
    days = {
        below.key: below.value
        for entry in root.entries
        if entry.key == "protocol" and isinstance(entry.value, Mapping)
        for below in entry.value.entries
    }
    start, review = _day(days.get("effective_from")), _day(days.get("review_by"))
    if start is not None and review is not None and review < start:
        reading.problems.add(
            "review-before-start",
            days["review_by"].place,
            ("protocol", "review_by"),
            Sentence(
                "The protocol would have to be reviewed ({review}) before it holds ({start}).",
                review=str(review),
                start=str(start),
            ),
            Sentence('Write a later "review_by", or an earlier "effective_from".'),
        )


def _day(node: Node | None) -> date | None:
    """The day that is written; ``None`` when it is none, which was said where it was read."""
    if not isinstance(node, Scalar) or not _DATE.fullmatch(node.text):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return None


def _check_targets(reading: Reading) -> None:
    lost: defaultdict[str, list[ReferenceMade]] = defaultdict(list)
    for reference in reading.references:
        if reference.target not in reading.names[reference.to]:
            lost[reference.to].append(reference)
    for kind, references in lost.items():
        if len({reference.target for reference in references}) <= reading.nameless[kind]:
            continue  # they may well refer to those whose own id is what is wrong
        for count, reference in enumerate(references):
            near = nearest(reference.target, reading.names[kind]) if count < _MOST_GUESSES else None
            article = "an" if kind == "option" else "a"
            hint = Sentence("Use the id of {article} {kind} of this file.", article=article, kind=Sentence(kind))
            if near:
                hint = Sentence('Did you mean "{near}"?', near=near)
            if kind == "group" and reference.target in {"everyone", "iedereen", "all", "allen"}:
                hint = Sentence('Remove "applies_to": without it the clause is for everyone.')
            reading.problems.add(
                "unknown-reference",
                reference.place,
                reference.path,
                Sentence('No {kind} has the id "{target}".', kind=Sentence(kind), target=shorten(reference.target)),
                hint,
            )


def _check_circles(reading: Reading) -> None:
    owners = {path[:-1]: name for name, path in reading.names["clause"].items()}
    onward: dict[str, ReferenceMade] = {}
    for reference in reading.references:
        owner = owners.get(_clause_of(reference.path))
        if reference.to != "clause" or owner is None:
            continue
        if reference.target == owner:
            reading.problems.add(
                "refers-to-itself",
                reference.place,
                reference.path,
                Sentence("This clause refers to itself."),
                Sentence("Name another clause, or remove the reference."),
            )
        elif reference.path[-1] == "otherwise":
            onward[owner] = reference
    seen: set[str] = set()
    for start in onward:
        trail: dict[str, None] = {}
        here = start
        while here in onward and here not in seen and here not in trail:
            trail[here] = None
            here = onward[here].target
        seen.update(trail)
        if here in trail:
            circle = list(trail)[list(trail).index(here) :]
            first = min((onward[name] for name in circle), key=lambda reference: reference.place)
            shown = " → ".join(shorten(name) for name in [*circle[:5], *(["…"] if len(circle) > 5 else []), circle[0]])
            reading.problems.add(
                "otherwise-circle",
                first.place,
                first.path,
                Sentence('"otherwise" leads back to where it started: {shown}.', shown=shown),
                Sentence('Let one of these clauses be without "otherwise".'),
            )


def _clause_of(path: Path) -> Path:
    return path[:2]


def _clauses(root: Mapping) -> Iterator[tuple[Path, dict[str, Entry]]]:
    for entry in root.entries:
        if entry.key == "clauses" and isinstance(entry.value, Sequence):
            for index, clause in enumerate(entry.value.members):
                if isinstance(clause, Mapping):
                    yield ("clauses", index), {below.key: below for below in clause.entries}


def _check_otherwise(path: Path, entries: dict[str, Entry], reading: Reading) -> None:
    if (otherwise := entries.get("otherwise")) and not entries.keys() & {"applies_to", "when"}:
        reading.problems.add(
            "otherwise-without-group",
            otherwise.key_place,
            (*path, "otherwise"),
            Sentence('This clause is for everyone, so "otherwise" speaks to nobody.'),
            Sentence(
                'Say whom the clause is for with "applies_to" or when it holds with "when", or remove "otherwise".'
            ),
        )


def _check_counted_number(path: Path, entries: dict[str, Entry], reading: Reading) -> None:
    """A clause without a number gets its place in the file, which must not be the number of another."""
    if "number" in entries:
        return
    number = str(int(path[-1]) + 1)
    other = reading.names["number"].get(number)
    if other is not None:
        reading.problems.add(
            "duplicate-number",
            reading.places[other],
            other,
            Sentence(
                '"{number}" is also the number of the clause on line {line}, which has none of its own and is counted.',
                number=number,
                line=reading.places[path].line,
            ),
            Sentence("Give every clause its number, or none."),
        )
