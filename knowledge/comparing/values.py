"""What changed of one thing: short values whole, texts word by word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.comparing.words import Run, Stretch, compare_words
from knowledge.protocol import Language, Text


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A short value that changed.

    Attributes:
        key: As the file has it, such as ``verdict``.
        before: As the file writes it; empty when it was not there.
        after: As the file writes it; empty when it is not there.
    """

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that changed in one language.

    Attributes:
        key: As the file has it, such as ``rule``; of one in a list with its place from 1, as ``conditions 2``.
        runs: The words, in order.
    """

    key: str
    language: Language
    runs: tuple[Run, ...]

    @property
    def before(self) -> str:
        """The text as it was; empty when it was not there."""
        return "".join(run.text for run in self.runs if run.stretch is not Stretch.ADDED)

    @property
    def after(self) -> str:
        """The text as it is; empty when it is gone."""
        return "".join(run.text for run in self.runs if run.stretch is not Stretch.REMOVED)


def value_changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[ValueChange, ...]:
    """What differs, by key, in the order of ``after``."""
    keys = dict.fromkeys((*after, *before))
    pairs = ((key, _written(before.get(key)), _written(after.get(key))) for key in keys)
    return tuple(ValueChange(key, was, becomes) for key, was, becomes in pairs if was != becomes)


def text_changes(key: str, before: Text | None, after: Text | None) -> Iterator[TextChange]:
    """What differs in the text, one change a language."""
    was = {} if before is None else before.by_language
    becomes = {} if after is None else after.by_language
    for language in dict.fromkeys((*becomes, *was)):
        ours, theirs = was.get(language, ""), becomes.get(language, "")
        if ours != theirs:
            yield TextChange(key, language, compare_words(ours, theirs))


def list_changes(key: str, before: tuple[Text, ...], after: tuple[Text, ...]) -> Iterator[TextChange]:
    """What differs in a list of texts, each by its place."""
    for at in range(max(len(before), len(after))):
        was = before[at] if at < len(before) else None
        becomes = after[at] if at < len(after) else None
        yield from text_changes(f"{key} {at + 1}", was, becomes)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
