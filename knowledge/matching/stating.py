"""What a question says by itself of the asker's circumstances: "op mijn privéaccount", "I am not a spokesperson"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.matching.text import stem, words
from knowledge.protocol import Circumstance, Language, Option, SocialMediaProtocol

_NEGATIONS = frozenset(
    {
        "niet", "geen", "nooit", "zonder", "noch",
        "not", "no", "never", "without", "nor", "isnt", "arent", "dont", "doesnt", "didnt", "wasnt", "aint",
    }
)  # fmt: skip
_BETWEEN = frozenset(
    {
        "een", "het", "de", "mijn", "echt", "ook", "zelf", "als", "op", "van", "ons", "onze",
        "a", "an", "the", "my", "really", "also", "as", "on", "from", "any", "our",
    }
)  # fmt: skip
"""What may stand between a negation and what it denies."""
_ASKING = frozenset({"mag", "kan", "moet", "zal", "zou", "may", "can", "could", "should", "must", "shall", "would"})
"""What a question opens with that asks whether something may be: "mag ik niet op X?" denies nothing."""
_ANSWERS = frozenset({"ja", "nee", "yes", "no"})
"""A title that opens with one of these answers a question that was not asked yet."""
_REACH = 3
"""So many words before a mention a negation may stand."""
_MOST_OPTIONS_KEPT = 1_024


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where an option is mentioned: from this word up to, not including, that one."""

    option: str
    start: int
    end: int

    def within(self, other: "_Mention") -> bool:
        return other.start <= self.start and self.end <= other.end and self.length < other.length

    @property
    def length(self) -> int:
        return self.end - self.start


def stated(question: str, protocol: SocialMediaProtocol) -> dict[str, str]:
    """The options that hold by what the question says, by circumstance; one that it leaves in doubt is absent.

    An option is said by its title or its words. Denying one of two options says the other; saying two says nothing.
    """
    asked = words(question) if protocol.circumstances else []
    known: dict[str, str] = {}
    for circumstance in protocol.circumstances.values():
        option = _stated(asked, circumstance)
        if option is not None:
            known[circumstance.id] = option
    return known


def _stated(asked: Sequence[str], circumstance: Circumstance) -> str | None:
    found = [mention for option in circumstance.options.values() for mention in _mentions(asked, option)]
    told = [mention for mention in found if not any(mention.within(other) for other in found)]
    denied = {mention.option for mention in told if _is_denied(asked, mention)}
    said = {mention.option for mention in told if not _is_denied(asked, mention)}
    left = circumstance.options.keys() - denied
    if not said and denied and len(left) == 1:
        return next(iter(left))
    return next(iter(said)) if len(said) == 1 and not said & denied else None


def _mentions(asked: Sequence[str], option: Option) -> Iterator[_Mention]:
    for language in Language:
        stems = [stem(word, language) for word in asked]
        title = option.title.by_language.get(language, "")
        for sought in _sought(title, tuple(option.words.get(language, ())), language):
            for start in range(len(stems) - len(sought) + 1):
                if stems[start : start + len(sought)] == sought:
                    yield _Mention(option.id, start, start + len(sought))


@lru_cache(_MOST_OPTIONS_KEPT)
def _sought(title: str, phrases: tuple[str, ...], language: Language) -> Sequence[list[str]]:
    """The stems that say an option of this title and with these words."""
    title_words = words(title)
    said = [*map(words, phrases), *([title_words] if title_words and title_words[0] not in _ANSWERS else [])]
    return [[stem(word, language) for word in phrase] for phrase in said if phrase]


def _is_denied(asked: Sequence[str], mention: _Mention) -> bool:
    """Whether a negation stands before the mention, with nothing between that could be denied in its place."""
    for place in range(mention.start - 1, max(mention.start - 1 - _REACH, -1), -1):
        if asked[place] in _NEGATIONS:
            return not _asks_whether_not(asked, place)
        if asked[place] not in _BETWEEN:
            return False
    return False


def _asks_whether_not(asked: Sequence[str], negation: int) -> bool:
    """Whether the negation belongs to the question itself, as in "waarom mag ik niet" or "can't I"."""
    return any(word in _ASKING for word in asked[max(negation - 2, 0) : negation])
