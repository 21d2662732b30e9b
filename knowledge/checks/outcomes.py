"""What came out of asking the matcher, and how a problem says it."""

import typing

from knowledge.checks.remarks import named
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Abstention, Answer, Clarification, Decision, Finding, Referral
from knowledge.problems import shorten


class FindsClauses(typing.Protocol):
    """Finds the clause that answers a question."""

    def find(self, question: str) -> Finding:
        """What is found for ``question``."""

    def find_unseen(self, question: str) -> Finding:
        """What would be found for ``question``, an example of the protocol, if it did not stand there."""


class Remembering(FindsClauses):
    """A matcher that is asked the same several times, by one check and the next, and finds it only once."""

    def __init__(self, matcher: FindsClauses) -> None:
        """Ask ``matcher``."""
        self._matcher = matcher
        self._found: dict[str, Finding] = {}
        self._found_unseen: dict[str, Finding] = {}

    def find(self, question: str) -> Finding:
        """As the matcher finds it."""
        if question not in self._found:
            self._found[question] = self._matcher.find(question)
        return self._found[question]

    def find_unseen(self, question: str) -> Finding:
        """As the matcher finds it."""
        if question not in self._found_unseen:
            self._found_unseen[question] = self._matcher.find_unseen(question)
        return self._found_unseen[question]


def came_out(decision: Decision, loaded: LoadedProtocol) -> str:
    """The decision in a few words, with its confidence, to stand after "but"."""
    match decision:
        case Answer(best):
            clause = named(loaded.protocol.clause(best.clause_id))
            return f"it is answered with {clause} (confidence {best.confidence:.2f})"
        case Clarification(options):
            choices = [
                f"{named(loaded.protocol.clause(option.clause_id))} ({option.confidence:.2f})" for option in options
            ]
            return f"Magdat asks back: {' or '.join(choices)}"
        case Referral(elsewhere, confidence):
            return f'it is referred elsewhere, to "{shorten(elsewhere.title.binding)}" (confidence {confidence:.2f})'
        case Abstention(doubt):
            return f"Magdat does not answer it: {doubt}"
