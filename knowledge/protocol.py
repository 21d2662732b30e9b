"""The social-media protocol as values: HR's document, read once and never changed.

The shapes follow format 1 of the protocol file. A value that exists is whole: whatever can be wrong with a file is
found by the loader, before any of these is made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

FORMAT = 1
"""The version of the file format that this release reads: the value of the key ``magdat``."""


class Language(StrEnum):
    """A language that Magdat reads and writes; the value is its ISO 639-1 code."""

    NL = "nl"
    EN = "en"


class Verdict(StrEnum):
    """What a clause says of the act it speaks about, not of the sentence that asks."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    ASK_FIRST = "ask-first"
    FORBIDDEN = "forbidden"
    REQUIRED = "required"
    INFORMATION = "information"


class HandOver(StrEnum):
    """Whether HR is offered beside a clause that was found, or asked as well."""

    OFFER = "offer"
    ALWAYS = "always"


class Topic(StrEnum):
    """A topic that a social-media protocol needs; an organisation may add topics of its own.

    Source: the labour lawyer's guidance that the design rests on (design, section 1).
    """

    PRIVATE_USE = "private-use"
    COMPANY_NAME = "company-name"
    SPOKESPERSONS = "spokespersons"
    AMBASSADORS = "ambassadors"
    PLATFORM_POSITIONING = "platform-positioning"
    COMPANY_INFORMATION = "company-information"
    CLIENT_CONTACTS = "client-contacts"
    INTERNET_USE = "internet-use"
    PRIVATE_MAIL = "private-mail"
    CONTROVERSIAL_POSTS = "controversial-posts"
    REMOVAL_REQUESTS = "removal-requests"
    CONSEQUENCES = "consequences"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one or more languages, word for word as the file has it.

    Attributes:
        by_language: The text in each language it was written in, the binding language first; never empty.
    """

    by_language: Mapping[Language, str]

    @property
    def binding_language(self) -> Language:
        """The language whose words count when two translations differ."""
        return next(iter(self.by_language))

    @property
    def binding(self) -> str:
        """The text in the binding language."""
        return self.by_language[self.binding_language]

    def language_for(self, language: Language) -> Language:
        """``language`` when the text exists in it, else the binding language."""
        return language if language in self.by_language else self.binding_language

    def get(self, language: Language) -> str:
        """The text in ``language``, or in the binding language when it was not translated."""
        return self.by_language[self.language_for(language)]


Phrases = Mapping[Language, tuple[str, ...]]
"""Example questions or terms by language; a language without any is absent."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The employer.

    Attributes:
        also: Other names and handles it is known by.
    """

    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to turn to outside the chat."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People a clause can speak to; the members are resolved on each platform.

    Attributes:
        slack: Ids of Slack user groups.
        teams: Ids of Microsoft Entra groups.
    """

    id: str
    title: Text
    slack: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the question that a circumstance asks.

    Attributes:
        words: Words by which a question says by itself that it is so.
        groups: Ids of the groups to which whoever chooses this belongs.
    """

    id: str
    title: Text
    words: Phrases = field(default_factory=dict)
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something about the asker's situation on which it depends which clause holds.

    Attributes:
        ask: The question that finds it out.
        options: By id, in the order of the file; two or three. No two options of a protocol have the same id.
    """

    id: str
    ask: Text
    options: Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the protocol.

    Attributes:
        id: Stable across versions, never reused.
        number: As printed in the document; text, because "3.10" is not 3.1.
        topic: One of ``Topic``, or the organisation's own; ``None`` when not given.
        rule: Quoted word for word, always.
        examples: Questions that this clause answers, as people type them.
        terms: Words that mean this clause in this organisation.
        applies_to: Ids of the groups it speaks to; empty means everyone.
        when: Ids of the options that it holds for: one of those of each circumstance that is named; empty means always.
        otherwise: Id of the clause for those it does not apply to, and for when it does not hold.
        see_also: Ids of related clauses.
        review_by: ``None`` means that the protocol's own date holds.
    """

    id: str
    number: str
    title: Text
    verdict: Verdict
    rule: Text
    topic: str | None = None
    conditions: tuple[Text, ...] = ()
    because: Text | None = None
    examples: Phrases = field(default_factory=dict)
    terms: Phrases = field(default_factory=dict)
    applies_to: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    otherwise: str | None = None
    see_also: tuple[str, ...] = ()
    review_by: date | None = None
    hand_over: HandOver = HandOver.OFFER


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of what can follow on a breach; quoted whole, never applied to a person.

    Attributes:
        step: A short name, such as ``talk`` or ``dismissal``.
        evidence: What the employer must be able to show before taking the step.
    """

    step: str
    text: Text
    evidence: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """A topic that the protocol leaves open on purpose."""

    topic: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A question that is known, but that another document or person answers."""

    title: Text
    refer_to: Text
    examples: Phrases = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProtocolTest:
    """A question that must keep working.

    Attributes:
        expect: The id of the clause that must be found; ``None`` when no clause may be quoted.
        given: Ids of the options that hold for whoever asks.
        asks: The id of what must be asked about before the clause is quoted; ``None`` when nothing may.
    """

    ask: str
    expect: str | None
    given: tuple[str, ...] = ()
    asks: str | None = None


@dataclass(frozen=True)
class SocialMediaProtocol:
    """HR's document: what employees may do and say on social media.

    Attributes:
        languages: The first one is binding.
        clauses: In the order of the file.
        ladder: In order, mildest first; empty when the protocol has none.
    """

    id: str
    title: Text
    version: str
    languages: tuple[Language, ...]
    clauses: tuple[Clause, ...]
    effective_from: date | None = None
    review_by: date | None = None
    owner: str | None = None
    organisation: Organisation | None = None
    disclaimer: Text | None = None
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    circumstances: Mapping[str, Circumstance] = field(default_factory=dict)
    ladder: tuple[LadderStep, ...] = ()
    not_regulated: tuple[OpenTopic, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    tests: tuple[ProtocolTest, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Clause]:
        """The clauses by their id; of several with the same the first."""
        return {clause.id: clause for clause in reversed(self.clauses)}

    @cached_property
    def led_to(self) -> Mapping[str, Sequence[Clause]]:
        """The clauses that lead to one by ``otherwise``, by its id; those that nothing leads to are absent."""
        leading: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            if clause.otherwise is not None:
                leading.setdefault(clause.otherwise, []).append(clause)
        return leading

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id.

        Raises:
            KeyError: no clause has it.
        """
        return self._by_id[clause_id]

    def numbered(self, number: str) -> Clause | None:
        """The clause printed under ``number``, or ``None``."""
        return next((clause for clause in self.clauses if clause.number == number), None)

    def review_date(self, clause: Clause) -> date | None:
        """The day by which ``clause`` must have been looked at again; ``None`` when nobody set one."""
        return clause.review_by or self.review_by

    def topics(self) -> Iterator[str]:
        """The topics that have a clause, each once, in the order of the file."""
        yield from dict.fromkeys(clause.topic for clause in self.clauses if clause.topic is not None)
