"""What will become of questions like those that the protocol has as examples and tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from knowledge.checks.claims import are_counterparts, normalised
from knowledge.checks.outcomes import FindsClauses, most_tried, spread_over
from knowledge.loader import LoadedProtocol, garbage_left_alone
from knowledge.matching.decision import Abstention, Answer, Clarification, Referral
from knowledge.matching.settling import settle
from knowledge.protocol import Clause, SocialMediaProtocol

FEWEST_QUESTIONS = 30
"""With fewer, a share of them says little: one answer more or less is then three points and up."""
_ONE_SIDED_95 = 1.645


@dataclass(frozen=True, slots=True)
class Forecast:
    """What became of the protocol's own questions, each tried as though it were not among the examples.

    Attributes:
        questions: How many were tried; the next three add up to it.
        answered: How many were answered at once, rightly or wrongly.
        asked_back: How many led to a choice between clauses, or to a question to the asker.
        to_hr: How many got no clause.
        astray: How many of the answers quoted another clause than the one the question stands with. Not all of these
            are wrong: clauses overlap, and a question is written down with one (measured in ``tests/quality``).
    """

    questions: int
    answered: int
    asked_back: int
    to_hr: int
    astray: int

    @property
    def of_hundred(self) -> tuple[int, int, int]:
        """Answered, asked back and to HR, of 100 questions: whole numbers that add up to 100."""
        exact = [100 * count / self.questions for count in (self.answered, self.asked_back, self.to_hr)]
        answered, asked_back, to_hr = (int(share) for share in exact)
        missing = 100 - answered - asked_back - to_hr
        nearest = sorted(range(3), key=lambda place: int(exact[place]) - exact[place])[:missing]
        return answered + (0 in nearest), asked_back + (1 in nearest), to_hr + (2 in nearest)

    @property
    def most_astray(self) -> float | None:
        """The share of those gone astray among such answers, 0 to 1, that is passed only once in twenty such protocols.

        The upper end of Wilson's interval (1927); ``None`` when none was answered.
        """
        if not self.answered:
            return None
        share, z = self.astray / self.answered, _ONE_SIDED_95
        middle = share + z * z / (2 * self.answered)
        spread = z * sqrt(share * (1 - share) / self.answered + (z / (2 * self.answered)) ** 2)
        return min((middle + spread) / (1 + z * z / self.answered), 1.0)


def foresee(loaded: LoadedProtocol, matcher: FindsClauses) -> Forecast | None:
    """What becomes of questions like the protocol's own; ``None`` when it has too few to tell.

    Tried are the examples of the clauses and the tests that expect a clause. A question that two clauses claim is
    right with either.

    Args:
        loaded: The protocol as the loader gives it.
        matcher: A matcher of this very protocol.
    """
    with garbage_left_alone():
        return _foreseen(loaded, matcher)


def _foreseen(loaded: LoadedProtocol, matcher: FindsClauses) -> Forecast | None:
    answered = asked_back = to_hr = astray = 0
    owned = spread_over(tuple(_owners(loaded.protocol).values()), most_tried(loaded))
    findings = matcher.find_all([question for question, _ in owned], unseen=True)
    for (_, clauses), finding in zip(owned, findings, strict=True):
        settled = settle(finding, loaded.protocol)
        match finding.decision if isinstance(settled.decision, Answer) else settled.decision:
            case Answer(best):
                found = loaded.protocol.clause(best.clause_id)
                answered += 1
                astray += not any(found.id == clause.id or are_counterparts(found, clause) for clause in clauses)
            case Clarification():
                asked_back += 1
            case Referral() | Abstention():
                to_hr += 1
    questions = answered + asked_back + to_hr
    return Forecast(questions, answered, asked_back, to_hr, astray) if questions >= FEWEST_QUESTIONS else None


def _owners(protocol: SocialMediaProtocol) -> dict[str, tuple[str, list[Clause]]]:
    """Each question once, as it is first written, with the clauses it belongs to."""
    owners: dict[str, tuple[str, list[Clause]]] = {}
    for question, clause in _questions(protocol):
        owners.setdefault(normalised(question), (question, []))[1].append(clause)
    return owners


def _questions(protocol: SocialMediaProtocol) -> Iterator[tuple[str, Clause]]:
    for clause in protocol.clauses:
        for examples in clause.examples.values():
            yield from ((question, clause) for question in examples)
    yield from ((test.ask, protocol.clause(test.expect)) for test in protocol.tests if test.expect)
