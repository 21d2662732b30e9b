"""Asking, and reading the clauses: what an employee does without HR."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from bot.action import Act, Action
from bot.as_of import read_as_of, read_day
from bot.errors import OptionNotFoundError, VersionGoneError
from bot.handlers.circumstances import Told, held_then, tell
from bot.message import Message
from bot.ports import Clock, LiveProtocol, Publications
from bot.presenter.as_of import of_earlier_day, present_as_of, present_to_come
from bot.presenter.clauses import present_clause
from bot.presenter.contacts import present_contact
from bot.presenter.findings import present_finding
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import present_greeting, present_topics
from bot.presenter.refusals import present_error, present_refusal, present_unknown_clause
from bot.question import QuestionRefusedError, Refusal, language_of, read_question
from knowledge.circumstances import known_by
from knowledge.matching.decision import Answer, Finding
from knowledge.matching.follow_up import understand
from knowledge.matching.settling import settle
from knowledge.protocol import Language, SocialMediaProtocol


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """An employee asks something.

    Attributes:
        text: As it was typed; it need not be a question, or even be readable.
        language: What the asker wants to be answered in; ``None`` means the language of the question.
        locale: The language of the asker's screen, for when the question itself shows none.
        earlier: What the asker asked just before, in the same conversation.
        known: What the asker chose there: the id of an option, by the id of the circumstance.
        on: The day that it is about; ``None`` for today, or for what the text itself says.
        sharable: Whether the asker alone will see the answer where others are, and can share it with them.
        pages: Where the protocol is in the browser; ``None`` where it is not.
    """

    text: str
    language: Language | None = None
    locale: Language | None = None
    earlier: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    sharable: bool = False
    on: date | None = None
    pages: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question was looked up.

    Attributes:
        followed: The earlier question, where this one was understood beside it.
        protocol: The version it was answered from.
    """

    message: Message
    finding: Finding
    protocol: SocialMediaProtocol
    followed: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The text was not taken as a question.

    Attributes:
        protocol: The version that was live.
    """

    message: Message
    reason: Refusal
    protocol: SocialMediaProtocol


Reply = Asked | Refused


def ask_question(command: AskQuestion, publications: Publications, clock: Clock, question_id: str = "") -> Reply:
    """Find the clause that answers the question, or say why there is none.

    Args:
        command: What was asked.
        publications: Where the live protocol is.
        clock: Tells the day.
        question_id: The id under which the caller keeps the question; empty when nobody does.
    """
    live = publications.live()
    try:
        question = read_question(command.text)
    except QuestionRefusedError as error:
        language = command.language or language_of(command.text, command.locale or live.protocol.languages[0])
        occasion = _occasion(live, language, clock)
        return Refused(present_refusal(error.reason, occasion), error.reason, live.protocol)
    text, day = _as_of(question.text, command, clock)
    version = live if day is None else publications.held_on(day)
    if version is None:
        occasion = _occasion(live, command.language or command.locale, clock)
        return Refused(present_refusal(Refusal.NO_VERSION, occasion), Refusal.NO_VERSION, live.protocol)
    finding, followed = _find(text, command, version)
    occasion = _occasion(version, finding.language, clock)
    occasion = replace(occasion, question_id=question_id, sharable=command.sharable, pages=command.pages)
    if day is None:
        return Asked(present_finding(finding, occasion, followed), finding, version.protocol, followed)
    occasion = of_earlier_day(occasion, day)
    quoted = finding.decision.match.clause_id if isinstance(finding.decision, Answer) else None
    message = present_finding(finding, occasion, followed)
    if day > clock.today():
        message = present_to_come(message, day, occasion)
    else:
        message = present_as_of(message, quoted, day, live.protocol, occasion)
    return Asked(message, finding, version.protocol, followed)


def _as_of(text: str, command: AskQuestion, clock: Clock) -> tuple[str, date | None]:
    """What to look up, and the earlier day that it is about."""
    if command.on is not None:
        return text, command.on
    found = read_as_of(text, clock.today())
    return (text, None) if found is None else (found.question, found.day)


def _find(text: str, command: AskQuestion, version: LiveProtocol) -> tuple[Finding, str | None]:
    """What is found, and the earlier question beside which it was understood."""
    find = partial(version.matcher.find, otherwise=command.language or command.locale)
    finding, followed = find(text), None
    if command.earlier is not None:
        beside = understand(text, command.earlier, finding, find)
        if beside is not None:
            finding, followed = beside, command.earlier
    known = known_by(tuple(command.known.values()), version.protocol)
    finding = settle(finding, version.protocol, known, followed or "")
    if command.language is not None:
        finding = replace(finding, language=command.language)
    return finding, followed


@dataclass(frozen=True, slots=True)
class Press:
    """A person presses a button or chooses an option.

    Attributes:
        language: Of the message that the button was on.
    """

    action: Action
    language: Language


def press(command: Press, publications: Publications, clock: Clock) -> Message:
    """Do what a button says that stands under an answer that is not kept; one that has gone stale gets a sentence."""
    live = publications.live()
    occasion = _occasion(live, command.language, clock)
    try:
        action, day = read_day(command.action)
        if day is None:
            return _pressed(action, occasion).message
        then = of_earlier_day(_occasion(held_then(day, publications), command.language, clock), day)
        told = _pressed(action, then)
    except (OptionNotFoundError, VersionGoneError) as error:
        return present_error(error, occasion)
    return present_as_of(told.message, None if told.clause is None else told.clause.id, day, live.protocol, then)


def _pressed(action: Action, occasion: Occasion) -> Told:
    match action.act:
        case Act.SHOW_CLAUSE:
            try:
                clause = occasion.protocol.clause(action.subject)
            except KeyError:
                return Told(present_unknown_clause(action.subject, occasion), None, {})
            return Told(present_clause(clause, occasion), clause, {})
        case Act.CIRCUMSTANCE:
            return tell(action.subject.partition(".")[2], occasion)
        case Act.ASK_HR:
            return Told(present_contact(occasion), None, {})
        case act:
            raise ValueError(f"{act} needs a question or a case that is kept")


@dataclass(frozen=True, slots=True)
class ShowClause:
    """A person wants to read the clause printed under a number.

    Attributes:
        language: ``None`` means the binding one.
    """

    number: str
    language: Language | None = None


def show_clause(command: ShowClause, publications: Publications, clock: Clock) -> Message:
    """The clause, or that there is none with this number."""
    occasion = _occasion(publications.live(), command.language, clock)
    clause = occasion.protocol.numbered(command.number)
    if clause is None:
        return present_unknown_clause(command.number, occasion)
    return present_clause(clause, occasion)


def list_topics(language: Language | None, publications: Publications, clock: Clock) -> Message:
    """All clauses by topic."""
    return present_topics(_occasion(publications.live(), language, clock))


def greet(language: Language | None, publications: Publications, clock: Clock) -> Message:
    """Say who is speaking, and from which protocol."""
    return present_greeting(_occasion(publications.live(), language, clock))


def _occasion(live: LiveProtocol, language: Language | None, clock: Clock) -> Occasion:
    return Occasion(live.protocol, language or live.protocol.languages[0], clock.today())
