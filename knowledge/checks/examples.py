"""The example questions: whether they lead to the clause, or the entry of ``elsewhere``, that they stand with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.checks.claims import are_counterparts, normalised
from knowledge.checks.outcomes import FindsClauses, came_out, most_tried, spread_over
from knowledge.checks.remarks import named, remark
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Abstention, Answer, Clarification, Finding, Match, Referral
from knowledge.problems import Path, Problem, shorten
from knowledge.protocol import Clause, Elsewhere, OpenTopic
from knowledge.sentence import Sentence

RIVALS_FROM = 3
RIVALS_SHARE = 0.25
"""So many of a clause's examples, and such a share of them, must drift to one other clause before the two are called
rivals. Single examples that do are the matcher's ordinary errors: in the starter 22 of 610, no more than two a pair."""
SURE = 0.9
"""From this confidence on a single question is reported that is answered elsewhere, but that a clause would draw."""


@dataclass(frozen=True, slots=True)
class _Example:
    """An example question, where it stands, and the clause or the entry of ``elsewhere`` that has it."""

    question: str
    path: Path
    owner: Clause | Elsewhere


@dataclass(frozen=True, slots=True)
class _Stray:
    """An example that, unseen, is answered with another clause.

    Attributes:
        lost: Whether its own clause is not even among the nearest.
    """

    example: _Example
    drawn_to: Match
    lost: bool


def check_examples(loaded: LoadedProtocol, matcher: FindsClauses) -> Iterator[Problem]:
    """Example questions that do not lead to the clause, or the entry of ``elsewhere``, that they stand with.

    An example is first tried as though it did not stand in the protocol, for that is what people who phrase it a little
    differently will meet. Where that leads elsewhere it must at least be found as it stands; and it is reported all the
    same when its own clause is far away, or when many examples go the same way. A question that two clauses share is
    left to the check on shared questions.
    """
    examples = tuple(_examples(loaded))
    owners: dict[str, list[Clause | Elsewhere]] = {}
    for example in examples:
        claimants = owners.setdefault(normalised(example.question), [])
        if all(claimant is not example.owner for claimant in claimants):
            claimants.append(example.owner)
    strays: list[_Stray] = []
    tried = spread_over(examples, most_tried(loaded))
    own = [example for example in tried if len(owners[normalised(example.question)]) == 1]
    unseen_findings = matcher.find_all([example.question for example in own], unseen=True)
    astray = [
        (example, unseen)
        for example, unseen in zip(own, unseen_findings, strict=True)
        if not _leads_home(loaded, unseen, example.owner)
    ]
    asked = [example.question for example, _ in astray if not _is_sure(matcher.owner_of(example.question), example)]
    found_as_it_stands = dict(zip(asked, matcher.find_all(asked), strict=True))
    for example, unseen in astray:
        finding = found_as_it_stands.get(example.question)
        wrong = finding and _what_is_wrong(loaded, finding, example.owner)
        if wrong:
            yield remark(
                loaded,
                "example-not-found",
                example.path,
                Sentence(
                    '"{question}" is an example here, but {wrong}.', question=shorten(example.question), wrong=wrong
                ),
                Sentence("Move the question to the clause that answers it, or put words of this clause in it."),
            )
        elif isinstance(unseen.decision, Answer) and not _belongs(
            loaded, unseen.decision.match.clause_id, example.owner
        ):
            near = any(_belongs(loaded, match.clause_id, example.owner) for match in unseen.matches)
            strays.append(_Stray(example, unseen.decision.match, not near))
    yield from _astray(loaded, strays)
    if len(examples) > len(tried):
        yield remark(
            loaded,
            "examples-not-tried",
            examples[0].path,
            Sentence(
                "Only {count} of the {total} example questions were tried, spread over the whole file.",
                count=len(tried),
                total=len(examples),
            ),
            Sentence("Keep three to ten example questions a clause."),
        )


def _astray(loaded: LoadedProtocol, strays: Sequence[_Stray]) -> Iterator[Problem]:
    """Pairs of rivals once each, and the single strays that are worth a look."""
    by_pair: dict[tuple[Path, str], list[_Stray]] = {}
    for stray in strays:
        by_pair.setdefault((stray.example.path[:2], stray.drawn_to.clause_id), []).append(stray)
    for (owner_path, clause_id), drawn in by_pair.items():
        owner, other = drawn[0].example.owner, loaded.protocol.clause(clause_id)
        total = sum(len(questions) for questions in owner.examples.values())
        if len(drawn) >= max(RIVALS_FROM, RIVALS_SHARE * total):
            yield remark(
                loaded,
                "examples-compete",
                (*owner_path, "questions"),
                Sentence(
                    'Questions like {count} of the {total} here would be answered with {other}, such as "{question}".',
                    count=len(drawn),
                    total=total,
                    other=named(other),
                    question=shorten(drawn[0].example.question),
                ),
                Sentence("Make one clause of the two, or say in their titles, terms and questions where they differ."),
            )
            continue
        for stray in drawn:
            if stray.lost if isinstance(owner, Clause) else stray.drawn_to.confidence >= SURE:
                yield remark(
                    loaded,
                    "example-misleads",
                    stray.example.path,
                    Sentence(
                        'Questions like "{question}" would be answered with {other} (confidence '
                        "{confidence:.2f}), and nothing else here is near them.",
                        question=shorten(stray.example.question),
                        other=named(other),
                        confidence=stray.drawn_to.confidence,
                    ),
                    Sentence("Add one or two questions like it here, or move it to the clause that answers it."),
                )


def _examples(loaded: LoadedProtocol) -> Iterator[_Example]:
    owners: tuple[tuple[str, Sequence[Clause | Elsewhere]], ...] = (
        ("clauses", loaded.protocol.clauses),
        ("elsewhere", loaded.protocol.elsewhere),
    )
    for section, members in owners:
        for at, owner in enumerate(members):
            for language, questions in owner.examples.items():
                for place, question in enumerate(questions):
                    yield _Example(question, (section, at, "questions", language.value, place), owner)


def _is_sure(owner: Clause | Elsewhere | OpenTopic | None, example: _Example) -> bool:
    """Whether the matcher need not be asked to know that the question, as it stands, leads home."""
    if isinstance(owner, Clause) and isinstance(example.owner, Clause):
        return owner.id == example.owner.id
    return isinstance(owner, Elsewhere) and isinstance(example.owner, Elsewhere)


def _leads_home(loaded: LoadedProtocol, finding: Finding, owner: Clause | Elsewhere) -> bool:
    """Whether the question is answered with its clause, or offered it first; of ``elsewhere``: with no clause."""
    match finding.decision:
        case Answer(best):
            return _belongs(loaded, best.clause_id, owner)
        case Clarification(options):
            return isinstance(owner, Elsewhere) or _belongs(loaded, options[0].clause_id, owner)
        case Referral() | Abstention():
            return isinstance(owner, Elsewhere)


def _what_is_wrong(loaded: LoadedProtocol, finding: Finding, owner: Clause | Elsewhere) -> Sentence | None:
    if _leads_home(loaded, finding, owner):
        return None
    if isinstance(finding.decision, Clarification):
        best = finding.decision.options[0]
        return Sentence(
            "{clause} comes first (confidence {confidence:.2f})",
            clause=named(loaded.protocol.clause(best.clause_id)),
            confidence=best.confidence,
        )
    return came_out(finding.decision, loaded)


def _belongs(loaded: LoadedProtocol, found: str, owner: Clause | Elsewhere) -> bool:
    return isinstance(owner, Clause) and (found == owner.id or are_counterparts(loaded.protocol.clause(found), owner))
