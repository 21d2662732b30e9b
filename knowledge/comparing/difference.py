"""Two versions of a protocol, clause by clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.comparing.values import TextChange, ValueChange, list_changes, text_changes, value_changes
from knowledge.protocol import Circumstance, Clause, Elsewhere, LadderStep, Phrases, SocialMediaProtocol, Text


class Kind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is not in both versions, or not the same in both.

    Attributes:
        before: ``None`` when it was added.
        after: ``None`` when it was removed.
        values: Short values that changed; empty unless the clause is in both.
        texts: Texts that changed; empty unless the clause is in both.
        finding: What only helps to find the clause changed: its example questions or terms, by key.
    """

    kind: Kind
    clause_id: str
    before: Clause | None
    after: Clause | None
    values: tuple[ValueChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    finding: tuple[ValueChange, ...] = ()

    @property
    def clause(self) -> Clause:
        """The clause as it is, or as it was last."""
        clause = self.after or self.before
        if clause is None:
            raise AssertionError("a change is of some clause")
        return clause

    @property
    def drifted(self) -> bool:
        """Whether a text changed in the binding language alone although the clause has it in another one too."""
        for change in self.texts:
            text = None if self.after is None else _text_of(self.after, change.key)
            if text is None or change.language is not text.binding_language or len(text.by_language) == 1:
                continue
            if not any(other.key == change.key and other.language is not change.language for other in self.texts):
                return True
        return False

    @property
    def is_felt(self) -> bool:
        """Whether employees notice: more changed than what helps to find the clause."""
        return self.kind is not Kind.CHANGED or bool(self.values or self.texts)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two versions.

    Attributes:
        head: What is said of the protocol as a whole.
        clauses: In the order of the later version, those that were removed last.
        rest: Texts outside the clauses: disclaimer, ladder, what is left open and what is elsewhere.
        tests: How many of the protocol's own tests came and went.
    """

    before: SocialMediaProtocol
    after: SocialMediaProtocol
    head: tuple[ValueChange, ...]
    clauses: tuple[ClauseChange, ...]
    rest: tuple[TextChange, ...]
    tests: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.head or self.clauses or self.rest or any(self.tests))

    def count(self, kind: Kind) -> int:
        """How many clauses this became of."""
        return sum(change.kind is kind for change in self.clauses)


def compare(before: SocialMediaProtocol, after: SocialMediaProtocol) -> Difference:
    """What ``after`` says otherwise than ``before``."""
    old, new = set(before.tests), set(after.tests)
    return Difference(
        before,
        after,
        value_changes(_head(before), _head(after)),
        tuple(_clauses(before, after)),
        tuple(_rest(before, after)),
        (len(new - old), len(old - new)),
    )


def _clauses(before: SocialMediaProtocol, after: SocialMediaProtocol) -> Iterator[ClauseChange]:
    was = {clause.id: clause for clause in before.clauses}
    becomes = {clause.id: clause for clause in after.clauses}
    for clause in after.clauses:
        old = was.get(clause.id)
        if old is None:
            yield ClauseChange(Kind.ADDED, clause.id, None, clause)
        elif old != clause:
            yield _changed(old, clause)
    for clause in before.clauses:
        if clause.id not in becomes:
            yield ClauseChange(Kind.REMOVED, clause.id, clause, None)


def _changed(before: Clause, after: Clause) -> ClauseChange:
    texts = (
        *text_changes("title", before.title, after.title),
        *text_changes("rule", before.rule, after.rule),
        *list_changes("conditions", before.conditions, after.conditions),
        *text_changes("because", before.because, after.because),
    )
    values = value_changes(_values(before), _values(after))
    finding = value_changes(_finding(before), _finding(after))
    return ClauseChange(Kind.CHANGED, after.id, before, after, values, texts, finding)


def _values(clause: Clause) -> Mapping[str, object]:
    """What stands in a clause beside its texts."""
    return {
        "verdict": clause.verdict,
        "number": clause.number,
        "topic": clause.topic,
        "applies_to": clause.applies_to,
        "when": clause.when,
        "otherwise": clause.otherwise,
        "see_also": clause.see_also,
        "review_by": clause.review_by,
        "hand_over": clause.hand_over,
    }


def _finding(clause: Clause) -> Mapping[str, object]:
    return {"questions": _phrases(clause.examples), "terms": _phrases(clause.terms)}


def _phrases(phrases: Phrases) -> tuple[str, ...]:
    return tuple(phrase for each in phrases.values() for phrase in each)


def _head(protocol: SocialMediaProtocol) -> Mapping[str, object]:
    organisation = protocol.organisation
    contacts = [(f"contacts.{key}", contact) for key, contact in protocol.contacts.items()]
    groups = [(f"groups.{key}", group) for key, group in protocol.groups.items()]
    circumstances = [(f"circumstances.{key}", one) for key, one in protocol.circumstances.items()]
    return {
        "id": protocol.id,
        "title": _text(protocol.title),
        "version": protocol.version,
        "effective_from": protocol.effective_from,
        "review_by": protocol.review_by,
        "owner": protocol.owner,
        "languages": protocol.languages,
        "organisation": None if organisation is None else (organisation.name, *organisation.also),
        **{key: tuple(filter(None, (one.name, one.email, one.phone))) for key, one in contacts},
        **{key: (_text(group.title), *group.slack, *group.teams) for key, group in groups},
        **{key: _circumstance(circumstance) for key, circumstance in circumstances},
    }


def _circumstance(circumstance: Circumstance) -> tuple[str, ...]:
    options = (
        (option.id, _text(option.title), *_phrases(option.words), *option.groups)
        for option in circumstance.options.values()
    )
    return (_text(circumstance.ask), *(value for values in options for value in values))


def _text_of(clause: Clause, key: str) -> Text | None:
    """The text that a change names; ``None`` where it is gone."""
    name, _, place = key.partition(" ")
    if name == "conditions":
        at = int(place) - 1
        return clause.conditions[at] if at < len(clause.conditions) else None
    return {"title": clause.title, "rule": clause.rule, "because": clause.because}[name]


def _text(text: Text) -> str:
    return " / ".join(text.by_language.values())


def _rest(before: SocialMediaProtocol, after: SocialMediaProtocol) -> Iterator[TextChange]:
    yield from text_changes("disclaimer", before.disclaimer, after.disclaimer)
    yield from list_changes("ladder", _steps(before.ladder), _steps(after.ladder))
    yield from list_changes("elsewhere", _elsewhere(before.elsewhere), _elsewhere(after.elsewhere))
    left, leaves = ({each.topic: each.reason for each in one.not_regulated} for one in (before, after))
    for topic in dict.fromkeys((*leaves, *left)):
        yield from text_changes(f"not_regulated {topic}", left.get(topic), leaves.get(topic))


def _steps(ladder: tuple[LadderStep, ...]) -> tuple[Text, ...]:
    return tuple(text for step in ladder for text in (step.text, *step.evidence))


def _elsewhere(entries: tuple[Elsewhere, ...]) -> tuple[Text, ...]:
    return tuple(text for entry in entries for text in (entry.title, entry.refer_to))
