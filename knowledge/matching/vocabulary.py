"""The words a protocol and the domain know: mending typing errors, splitting compounds, naming concepts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.matching.bank import Concepts, concepts
from knowledge.matching.language import FUNCTION_WORDS
from knowledge.matching.text import character_ngrams, stem, words
from knowledge.protocol import Language

_SHORTEST_MENDED = 5
"""Short words have too many neighbours: "gooi" (throw) is no mistyped "good"."""
_LONG_WORD = 8
_LONGEST_MENDED = 30
_MOST_MENDED = 8
"""A question with more unknown words than this is not mistyped but about something else; looking on costs time."""
_SHORTEST_PART = 4
_LINKS = ("s", "en", "")
_ALL_FUNCTION_WORDS = FUNCTION_WORDS[Language.NL] | FUNCTION_WORDS[Language.EN]


@dataclass(frozen=True, slots=True)
class Terms:
    """A text, read in several ways; every tuple in the order of the text.

    Attributes:
        words: All words, typing errors mended.
        content: The words that carry meaning; all words where none does.
        stems: Stems of the content words and of the parts of compounds.
        concepts: Concept ids.
        mended: How many words were mended.
        unknown: The share of content words that neither the protocol nor the domain bank knows, 0 to 1.
    """

    words: tuple[str, ...]
    content: tuple[str, ...]
    stems: tuple[str, ...]
    concepts: tuple[str, ...]
    mended: int
    unknown: float

    @property
    def ngrams(self) -> list[str]:
        """The character n-grams of all words."""
        return list(character_ngrams(self.words))

    @property
    def text(self) -> str:
        """The mended words as one text."""
        return " ".join(self.words)


def _can_be_mended(word: str) -> bool:
    return _SHORTEST_MENDED <= len(word) <= _LONGEST_MENDED and word.isalpha()


class Vocabulary:
    """The words that a protocol uses, with those of the domain bank."""

    def __init__(self, texts: Iterable[str], bank: Concepts | None = None) -> None:
        """Learn the words of ``texts``; ``bank`` is the shipped one where none is given."""
        self._concepts = bank or concepts()
        self._own = {word for text in texts for word in words(text)}
        self._known = self._own.union(*self._concepts.vocabulary.values()) | _ALL_FUNCTION_WORDS

    @cached_property
    def _known_stems(self) -> dict[Language, set[str]]:
        return {language: {stem(word, language) for word in self._of(language)} for language in Language}

    @cached_property
    def _targets(self) -> dict[tuple[Language, str], list[str]]:
        """What an unknown word may be mended to, by its language and the letter that it begins with."""
        targets: dict[tuple[Language, str], list[str]] = {}
        for language in Language:
            for word in sorted(filter(_can_be_mended, self._of(language) - _ALL_FUNCTION_WORDS)):
                targets.setdefault((language, word[0]), []).append(word)
        return targets

    def _of(self, language: Language) -> set[str]:
        return self._own | self._concepts.vocabulary[language]

    def read(self, text: str, language: Language, *, mend: bool = False) -> Terms:
        """Read ``text`` as ``language``; with ``mend``, unknown words become the known word they almost are."""
        return self.read_words(words(text), language, mend=mend)

    def read_words(self, found: Sequence[str], language: Language, *, mend: bool = False) -> Terms:
        """The same of a text whose words are known already."""
        mended = 0
        if mend:
            corrected = self._mend(found, language)
            mended = sum(before != after for before, after in zip(found, corrected, strict=True))
            found = corrected
        content = [word for word in found if word not in _ALL_FUNCTION_WORDS]
        parts = [part for word in content if word not in self._known for part in self._split(word)]
        kept = [*(content or found), *parts]
        return Terms(
            words=tuple(found),
            content=tuple(content or found),
            stems=tuple(stem(word, language) for word in kept),
            concepts=tuple(self._concepts.find([*found, *parts], language)),
            mended=mended,
            unknown=sum(word not in self._known for word in content) / len(content) if content else 1.0,
        )

    def _mend(self, text_words: Sequence[str], language: Language) -> list[str]:
        result = []
        tries = 0
        for word in text_words:
            strange = word not in self._known and stem(word, language) not in self._known_stems[language]
            wants = tries < _MOST_MENDED and strange and _can_be_mended(word) and not self._split(word)
            tries += wants
            result.append((self._nearest(word, language) if wants else None) or word)
        return result

    def _nearest(self, word: str, language: Language) -> str | None:
        """The word that ``word`` almost is: one slip in a short word, two in a long one, the first letter right."""
        slips = 1 if len(word) < _LONG_WORD else 2
        found = process.extractOne(
            word, self._targets.get((language, word[0]), ()), scorer=DamerauLevenshtein.distance, score_cutoff=slips
        )
        return found[0] if found else None

    def _split(self, word: str) -> tuple[str, ...]:
        """The two known words a Dutch compound is made of, or nothing: only known words, so none is invented."""
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            if tail not in self._known or tail in _ALL_FUNCTION_WORDS:
                continue
            for link in _LINKS:
                bare = head.removesuffix(link) if link else head
                if len(bare) >= _SHORTEST_PART and bare in self._known and bare not in _ALL_FUNCTION_WORDS:
                    return (bare, tail)
        return ()
