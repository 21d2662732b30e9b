"""What the matcher makes of the protocol's own questions: its examples and its tests."""

import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from knowledge.checks.claims import are_counterparts, normalised
from knowledge.checks.remarks import named, remark
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Abstention, Answer, Clarification, Finding, Referral
from knowledge.problems import Path, Problem, Severity, shorten
from knowledge.protocol import Clause, ProtocolTest

EXAMPLES_TRIED = 2_000
"""How many example questions are tried: asking each twice, at 5 ms and up, bounds the check of the largest file."""


class FindsClauses(typing.Protocol):
    """Finds the clause that answers a question."""

    def find(self, question: str) -> Finding:
        """What is found for ``question``."""

    def find_unseen(self, question: str) -> Finding:
        """What would be found for ``question``, an example of the protocol, if it did not stand there."""


@dataclass(frozen=True, slots=True)
class _Example:
    question: str
    path: Path
    clause: Clause | None
    """``None`` for a question that is answered elsewhere."""


def check_examples(loaded: LoadedProtocol, matcher: FindsClauses) -> Iterator[Problem]:
    """Example questions that do not lead to the clause, or the entry of ``elsewhere``, that they stand with.

    A question that two clauses share is left to the check on shared questions.
    """
    examples = tuple(_examples(loaded))
    owners: dict[str, set[str | None]] = {}
    for example in examples:
        owners.setdefault(normalised(example.question), set()).add(example.clause.id if example.clause else None)
    contested = {question for question, claims in owners.items() if len(claims) > 1}
    for example in islice(examples, EXAMPLES_TRIED):
        if normalised(example.question) not in contested:
            yield from _try_example(loaded, matcher, example)
    if len(examples) > EXAMPLES_TRIED:
        yield remark(
            loaded,
            "examples-not-tried",
            examples[EXAMPLES_TRIED].path,
            f"Only the first {EXAMPLES_TRIED} of the {len(examples)} example questions were tried, up to here.",
            "Keep three to ten example questions a clause.",
        )


def _examples(loaded: LoadedProtocol) -> Iterator[_Example]:
    for at, clause in enumerate(loaded.protocol.clauses):
        for language, questions in clause.examples.items():
            for place, question in enumerate(questions):
                yield _Example(question, ("clauses", at, "questions", language.value, place), clause)
    for at, elsewhere in enumerate(loaded.protocol.elsewhere):
        for language, questions in elsewhere.examples.items():
            for place, question in enumerate(questions):
                yield _Example(question, ("elsewhere", at, "questions", language.value, place), None)


def _try_example(loaded: LoadedProtocol, matcher: FindsClauses, example: _Example) -> Iterator[Problem]:
    finding = matcher.find(example.question)
    wrong = _what_is_wrong(loaded, finding, example)
    if wrong:
        yield remark(
            loaded,
            "example-not-found",
            example.path,
            f'"{shorten(example.question)}" is an example here, but {wrong}.',
            "Move the question to the clause that answers it, or put words of this clause in it.",
        )
        return
    unseen = matcher.find_unseen(example.question).decision
    if isinstance(unseen, Answer) and not _belongs(loaded, unseen.match.clause_id, example.clause):
        other = loaded.protocol.clause(unseen.match.clause_id)
        yield remark(
            loaded,
            "example-misleads",
            example.path,
            f'Whoever asks nearly the same as "{shorten(example.question)}" would be answered with {named(other)} '
            f"(confidence {unseen.match.confidence:.2f}).",
            "Add a few more questions like it here, or sharpen the titles and terms of the two clauses."
            if example.clause
            else "Add a few more questions like it here, or a clause if the protocol should answer them.",
        )


def _what_is_wrong(loaded: LoadedProtocol, finding: Finding, example: _Example) -> str | None:
    decision = finding.decision
    if example.clause is None:
        return _came_out(decision, loaded) if isinstance(decision, Answer) else None
    if isinstance(decision, Referral) or not finding.matches:
        return _came_out(decision, loaded)
    best = finding.matches[0]
    if not _belongs(loaded, best.clause_id, example.clause):
        return f"{named(loaded.protocol.clause(best.clause_id))} comes first (confidence {best.confidence:.2f})"
    return _came_out(decision, loaded) if isinstance(decision, Abstention) else None


def _belongs(loaded: LoadedProtocol, found: str, clause: Clause | None) -> bool:
    if clause is None:
        return False
    return found == clause.id or are_counterparts(loaded.protocol.clause(found), clause)


def check_own_tests(loaded: LoadedProtocol, matcher: FindsClauses) -> Iterator[Problem]:
    """The protocol's own tests that fail.

    A test that expects a clause fails unless that clause is quoted; being asked back with the clause among the options
    is a warning. One that expects none fails when any clause is quoted.
    """
    for at, test in enumerate(loaded.protocol.tests):
        finding = matcher.find(test.ask)
        severity = _judge(test, finding)
        if severity is not None:
            expected = named(loaded.protocol.clause(test.expect)) if test.expect else "no clause"
            warning = remark(
                loaded,
                "failing-test" if severity is Severity.ERROR else "unsure-test",
                ("tests", at),
                f'"{shorten(test.ask)}" must get {expected}, but {_came_out(finding.decision, loaded)}.',
                "Add the question, or words of it, to the examples or terms of the clause that must answer it."
                if test.expect
                else "Put the question under elsewhere, or take away the example or term that draws it to the clause.",
            )
            yield replace(warning, severity=severity)


def _judge(test: ProtocolTest, finding: Finding) -> Severity | None:
    decision = finding.decision
    if test.expect is None:
        return Severity.ERROR if isinstance(decision, Answer) else None
    if isinstance(decision, Answer) and decision.match.clause_id == test.expect:
        return None
    if isinstance(decision, Clarification) and test.expect in {match.clause_id for match in decision.options}:
        return Severity.WARNING
    return Severity.ERROR


def _came_out(decision: Answer | Clarification | Referral | Abstention, loaded: LoadedProtocol) -> str:
    """The decision in a few words, with its confidence, to stand after "but"."""
    match decision:
        case Answer(best):
            clause = named(loaded.protocol.clause(best.clause_id))
            return f"it is answered with {clause} (confidence {best.confidence:.2f})"
        case Clarification(options):
            choices: Sequence[str] = [
                f"{named(loaded.protocol.clause(option.clause_id))} ({option.confidence:.2f})" for option in options
            ]
            return f"Magdat asks back: {' or '.join(choices)}"
        case Referral(elsewhere, confidence):
            return f'it is referred elsewhere, to "{shorten(elsewhere.title.binding)}" (confidence {confidence:.2f})'
        case Abstention(doubt):
            return f"Magdat does not answer it: {doubt}"
