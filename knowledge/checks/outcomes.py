"""What came out of asking the matcher, and how a problem says it."""

import typing
from collections.abc import Sequence

from knowledge.checks.remarks import named
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Abstention, Answer, Clarification, Decision, Finding, Referral
from knowledge.problems import shorten
from knowledge.protocol import Clause, Elsewhere, OpenTopic
from knowledge.sentence import Sentence, joined

_T = typing.TypeVar("_T")
_MOST_TRIED, _MOST_COMPARED = 2_000, 800_000
"""How many questions of a file are tried at most, and how many pairs of a question and a clause: it bounds the check of
the largest file to seconds (``python -m tests.quality.life``)."""


class FindsClauses(typing.Protocol):
    """Finds the clauses that answer questions."""

    def find_all(self, questions: Sequence[str], *, unseen: bool = False) -> Sequence[Finding]:
        """What is found for each of the questions.

        Args:
            questions: Any text will do.
            unseen: Whether to look as though a question that is an example of the protocol did not stand there.
        """

    def owner_of(self, question: str) -> Clause | Elsewhere | OpenTopic | None:
        """The clause, or entry of ``elsewhere``, that alone has this very question, and so is sure to be found."""

    def holds(self, question: str) -> bool:
        """Whether a text of the protocol has these very words; one that none has is found the same as unseen."""


class Remembering(FindsClauses):
    """A matcher that is asked the same several times, by one check and the next, and finds it only once."""

    def __init__(self, matcher: FindsClauses) -> None:
        """Ask ``matcher``."""
        self._matcher = matcher
        self._found: dict[tuple[str, bool], Finding] = {}

    def find_all(self, questions: Sequence[str], *, unseen: bool = False) -> list[Finding]:
        """As the matcher finds it."""
        missing = [question for question in dict.fromkeys(questions) if not self._is_found(question, unseen=unseen)]
        for question, finding in zip(missing, self._matcher.find_all(missing, unseen=unseen), strict=True):
            self._found[question, unseen] = finding
        return [self._found[question, unseen] for question in questions]

    def owner_of(self, question: str) -> Clause | Elsewhere | OpenTopic | None:
        """As the matcher knows it."""
        return self._matcher.owner_of(question)

    def holds(self, question: str) -> bool:
        """As the matcher knows it."""
        return self._matcher.holds(question)

    def _is_found(self, question: str, *, unseen: bool) -> bool:
        other = self._found.get((question, not unseen))
        if other is not None and (question, unseen) not in self._found and not self.holds(question):
            self._found[question, unseen] = other
        return (question, unseen) in self._found


def most_tried(loaded: LoadedProtocol) -> int:
    """How many of its own questions are tried: what one takes grows with the number of clauses."""
    return max(1, min(_MOST_TRIED, _MOST_COMPARED // max(1, len(loaded.protocol.clauses))))


def spread_over(everything: Sequence[_T], most: int) -> Sequence[_T]:
    """All of it, or so many that lie evenly over the whole, so that each part of a long file is looked at."""
    if len(everything) <= most:
        return everything
    return [everything[place * len(everything) // most] for place in range(most)]


def came_out(decision: Decision, loaded: LoadedProtocol) -> Sentence:
    """The decision in a few words, with its confidence, to stand after "but"."""
    match decision:
        case Answer(best):
            clause = named(loaded.protocol.clause(best.clause_id))
            return Sentence(
                "it is answered with {clause} (confidence {confidence:.2f})", clause=clause, confidence=best.confidence
            )
        case Clarification(asks=asks) if asks is not None:
            return Sentence('Magdat first asks "{asks}"', asks=shorten(asks.ask.binding))
        case Clarification(options):
            choices = [
                Sentence(
                    "{clause} ({confidence:.2f})",
                    clause=named(loaded.protocol.clause(option.clause_id)),
                    confidence=option.confidence,
                )
                for option in options
            ]
            return Sentence("Magdat asks back: {choices}", choices=joined(choices, Sentence(" or ")))
        case Referral(elsewhere, confidence):
            return Sentence(
                'it is referred elsewhere, to "{title}" (confidence {confidence:.2f})',
                title=shorten(elsewhere.title.binding),
                confidence=confidence,
            )
        case Abstention(doubt):
            return Sentence("Magdat does not answer it: {doubt}", doubt=Sentence(doubt))
