"""What another version of the protocol would make of questions that were really asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.giveaways import without_giveaways
from bot.ports import LiveProtocol
from bot.record import Made, QuestionRecord
from knowledge.matching.decision import Answer, Finding
from knowledge.matching.once import each_text_encoded_once
from knowledge.matching.settling import settle
from knowledge.protocol import Clause, Language, SocialMediaProtocol


class Turnout(StrEnum):
    """How the answer to a question changes, the most telling first."""

    OTHER_VERDICT = "other-verdict"
    OTHER_CLAUSE = "other-clause"
    NEWLY_ABSTAINED = "newly-abstained"
    """A clause answers it, and none would."""
    NEWLY_ANSWERED = "newly-answered"
    OTHER_WORDS = "other-words"
    """The same clause, which is worded otherwise."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A question that would be answered otherwise.

    Attributes:
        question: Without words that may tell who asked.
        before: The number of the clause that answers it; empty when none does.
        after: The number of the clause that would; empty when none would.
        times: How often it was asked.
    """

    question: str
    language: Language
    turnout: Turnout
    before: str
    after: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Impact:
    """What became of the questions.

    Attributes:
        asked: How many there were.
        shifts: Those that would be answered otherwise, each once, the most telling first.
    """

    asked: int
    shifts: tuple[Shift, ...]

    def counts(self) -> Iterator[tuple[Turnout, int]]:
        """How many of each, the most telling first; those of which there is none are left out."""
        counted: Counter[Turnout] = Counter()
        for shift in self.shifts:
            counted[shift.turnout] += shift.times
        yield from ((turnout, counted[turnout]) for turnout in Turnout if counted[turnout])


def measure_impact(records: Sequence[QuestionRecord], before: LiveProtocol, after: LiveProtocol) -> Impact:
    """Ask both versions; the same question twice counts twice and is looked up once.

    Of who asked it is known only what the question itself says.

    What a question got from the very version ``before`` is known from its record.
    """
    asked = Counter(record.text for record in records)
    known = {record.text: record for record in records if _is_of(record, before.protocol)}
    elsewhere = [question for question in asked if question not in known]
    with each_text_encoded_once():
        findings = before.matcher.find_all(elsewhere)
        others = after.matcher.find_all(list(asked))
    found = {each: settle(one, before.protocol) for each, one in zip(elsewhere, findings, strict=True)}
    shifts: Counter[Shift] = Counter()  # two questions may be the same without what tells who asked
    for (question, times), other in zip(asked.items(), others, strict=True):
        was = _recorded(known[question], before) if question in known else _quoted(found[question], before)
        finding = settle(other, after.protocol)
        becomes = _quoted(finding, after)
        turnout = _turnout(was, becomes)
        if turnout is not None:
            number, other_number = ("" if clause is None else clause.number for clause in (was, becomes))
            shifts[Shift(without_giveaways(question), finding.language, turnout, number, other_number)] += times
    order = list(Turnout)
    told = (replace(shift, times=times) for shift, times in shifts.items())
    return Impact(asked.total(), tuple(sorted(told, key=lambda shift: order.index(shift.turnout))))


def _is_of(record: QuestionRecord, protocol: SocialMediaProtocol) -> bool:
    return (record.protocol_id, record.protocol_version) == (protocol.id, protocol.version)


def _recorded(record: QuestionRecord, version: LiveProtocol) -> Clause | None:
    """The clause that answered it; one that was chosen later did not."""
    if record.made is not Made.ANSWER:
        return None
    return next((clause for clause in version.protocol.clauses if clause.id == record.clause_id), None)


def _turnout(was: Clause | None, becomes: Clause | None) -> Turnout | None:
    if was is None or becomes is None:
        return None if was is becomes else Turnout.NEWLY_ANSWERED if was is None else Turnout.NEWLY_ABSTAINED
    if was.verdict is not becomes.verdict:
        return Turnout.OTHER_VERDICT
    if was.id != becomes.id:
        return Turnout.OTHER_CLAUSE
    said, says = ((clause.rule, clause.conditions) for clause in (was, becomes))
    return Turnout.OTHER_WORDS if said != says else None


def _quoted(finding: Finding, version: LiveProtocol) -> Clause | None:
    decision = finding.decision
    return version.protocol.clause(decision.match.clause_id) if isinstance(decision, Answer) else None
