"""An asker says what holds for them: the clause that follows, or what to ask next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import OptionNotFoundError, VersionGoneError
from bot.message import Message
from bot.ports import LiveProtocol, Publications
from bot.presenter.circumstances import present_branches
from bot.presenter.findings import present_finding
from bot.presenter.occasion import Occasion
from knowledge.circumstances import MOST_CHOICES, NOT_KNOWN, branches, circumstances_of, known_by
from knowledge.matching.decision import Answer, Finding, Match
from knowledge.matching.settling import settled_by
from knowledge.matching.stating import stated
from knowledge.protocol import Clause, SocialMediaProtocol


@dataclass(frozen=True, slots=True)
class Told:
    """What comes of it.

    Attributes:
        clause: The clause that holds; ``None`` while it is not known which one does.
        choices: What the asker chose: the id of an option, by the id of the circumstance.
    """

    message: Message
    clause: Clause | None
    choices: Mapping[str, str]


def held_then(day: date, publications: Publications) -> LiveProtocol:
    """The version that held on that day.

    Raises:
        VersionGoneError: there is none, or not any more.
    """
    version = publications.held_on(day)
    if version is None:
        raise VersionGoneError(day)
    return version


def tell(subject: str, occasion: Occasion, question: str = "") -> Told:
    """Go on from what stands in a button: the branches, and each option that was chosen so far.

    All that is known stands there, so that it comes to an end however often, and however late, something is pressed.

    Args:
        subject: Of the action, without the id of the question.
        occasion: The asker's.
        question: What was asked, for telling what it says from what was chosen.

    Raises:
        OptionNotFoundError: the protocol does not have it, or not any more.
    """
    protocol = occasion.protocol
    options = subject.split(".")[1:]
    head = subject.partition(".")[0]
    tried = _branches(head, protocol)
    not_known = options[-1:] == [NOT_KNOWN]
    chosen = options[:-1] if not_known else options
    known = known_by(chosen, protocol)
    if (
        len(chosen) > MOST_CHOICES
        or len(known) < len(chosen)
        or not known.keys() <= {*circumstances_of(tried, protocol)}
    ):
        raise OptionNotFoundError
    said = stated(question, protocol)
    choices = {name: option for name, option in known.items() if said.get(name) != option}
    if not_known:
        return Told(present_branches(head, occasion), None, choices)
    begun = Finding(question, occasion.language, (), Answer(Match(head, 0.0)))
    finding = settled_by(begun, tried, known, protocol, frozenset(known.keys() - choices.keys()))
    decision = finding.decision
    clause = protocol.clause(decision.match.clause_id) if isinstance(decision, Answer) else None
    return Told(present_finding(finding, occasion), clause, choices)


def _branches(head: str, protocol: SocialMediaProtocol) -> tuple[Clause, ...]:
    try:
        return branches(head, protocol)
    except KeyError as error:
        raise OptionNotFoundError from error
