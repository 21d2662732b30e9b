"""Small protocols to check, read by the loader as any file is, and a matcher that finds what it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import dedent

from knowledge.checks import FindsClauses
from knowledge.loader import LoadedProtocol, load_protocol
from knowledge.matching.decision import Abstention, Answer, Clarification, Decision, Doubt, Finding, Match
from knowledge.protocol import Language

BEGIN = """\
magdat: 1
protocol:
  id: voorbeeld
  title: {nl: Socialmediaprotocol, en: Social media protocol}
  version: "1"
  languages: [nl, en]
"""
CLIENTS = """\
  - id: clients
    number: "4.2"
    topic: client-contacts
    title: {nl: Klanten toevoegen, en: Adding clients}
    verdict: allowed
    rule: {nl: Je mag klanten toevoegen op LinkedIn., en: You may add clients on LinkedIn.}
    questions:
      nl: [mag ik klanten toevoegen]
      en: [can i add clients]
"""
PRESS = """\
  - id: press
    number: "5.1"
    topic: spokespersons
    title: {nl: Vragen van journalisten, en: Questions from journalists}
    verdict: forbidden
    rule: {nl: Beantwoord zelf geen vragen van de pers., en: Do not answer questions from the press yourself.}
    questions:
      nl: [een krant belt mij wat nu]
      en: [a newspaper is calling me]
"""


def load(clauses: str = CLIENTS + PRESS, *, begin: str = BEGIN, end: str = "") -> LoadedProtocol:
    """The protocol of these parts: ``clauses`` as the members of the list, ``begin`` before and ``end`` after it."""
    return load_protocol(f"{begin}clauses:\n{clauses}{dedent(end)}".encode(), "protocol.yaml")


@dataclass(frozen=True)
class FakeMatcher(FindsClauses):
    """Finds what it is told; a question it was told nothing of gets an abstention.

    Attributes:
        unseen: Where it differs from ``seen``.
        nearest: The clauses that come near an unseen question, best first; else those of the decision.
    """

    seen: Mapping[str, Decision]
    unseen: Mapping[str, Decision] = field(default_factory=dict)
    nearest: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def find_all(self, questions: Sequence[str], *, unseen: bool = False) -> Sequence[Finding]:
        return [self._unseen(question) if unseen else self._seen(question) for question in questions]

    def owner_of(self, question: str) -> None:
        """Sure of nothing: everything is asked."""

    def holds(self, question: str) -> bool:
        """Whether it was told anything else of the question as unseen."""
        return question in self.unseen

    def _seen(self, question: str) -> Finding:
        return _finding(question, self.seen.get(question, Abstention(Doubt.NOTHING_NEAR)))

    def _unseen(self, question: str) -> Finding:
        decision = self.unseen.get(question)
        finding = self._seen(question) if decision is None else _finding(question, decision)
        near = tuple(Match(clause_id, 0.1) for clause_id in self.nearest.get(question, ()))
        return replace(finding, matches=near or finding.matches)


def answer(clause_id: str, confidence: float = 0.9) -> Answer:
    """An answer with this clause."""
    return Answer(Match(clause_id, confidence))


def _finding(question: str, decision: Decision) -> Finding:
    match decision:
        case Answer(best):
            matches: tuple[Match, ...] = (best,)
        case Clarification(options):
            matches = options
        case _:
            matches = ()
    return Finding(question, Language.NL, matches, decision)
