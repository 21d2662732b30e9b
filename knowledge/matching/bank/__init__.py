"""The domain bank: concepts with their words in both languages, and everyday questions by topic.

Written for this project. Concepts bridge wordings and languages; the questions place a text among the topics of a
social-media protocol, and apart from what such a protocol does not answer (topics that begin with ``oos-``).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from knowledge.matching.language import FUNCTION_WORDS
from knowledge.matching.text import words
from knowledge.protocol import Language

OUTSIDE = "oos-"
"""How the topics begin that no social-media protocol answers."""

_FALSE_FRIENDS: Mapping[Language, frozenset[str]] = {
    Language.NL: frozenset(("file", "links", "pet", "vent")),
    Language.EN: frozenset(("helm", "kind", "las", "mars", "pest", "regent", "stage", "wet")),
}
"""Words that the bank knows in the other language alone, and that mean something else in this one."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """An everyday question and the topic it belongs to."""

    topic: str
    language: Language
    question: str


@dataclass(frozen=True)
class Concepts:
    """Which concepts a word or phrase stands for.

    Attributes:
        by_phrase: Concept ids by the normalised words of a phrase, for each language.
        longest: How many words the longest phrase has.
        vocabulary: The single words known in each language.
    """

    by_phrase: Mapping[Language, Mapping[Phrase, tuple[str, ...]]]
    longest: int
    vocabulary: Mapping[Language, frozenset[str]]

    def find(self, text_words: Sequence[str], language: Language) -> list[str]:
        """The concepts in a text, longer phrases first; no word counts for two phrases.

        A phrase of the other language counts where its words mean nothing in ``language``: English "kind" is no
        child, but "story" in a Dutch question is a story.
        """
        found: list[str] = []
        meant, sizes = self._meant_in[language], self._sizes_in[language]
        total = len(text_words)
        free = [True] * total
        there = [(-size, start) for start, word in enumerate(text_words) for size in sizes.get(word, ())]
        for longest_first, start in sorted(there):
            end = start - longest_first
            here = meant.get(tuple(text_words[start:end])) if end <= total else None
            if here and all(free[start:end]):
                found.extend(here)
                free[start:end] = [False] * (end - start)
        return found

    @cached_property
    def _sizes_in(self) -> Mapping[Language, Mapping[str, tuple[int, ...]]]:
        """How many words the phrases have that begin with a word, in a text of each language."""
        sizes: dict[Language, dict[str, tuple[int, ...]]] = {}
        for language, meant in self._meant_in.items():
            begun: dict[str, set[int]] = {}
            for phrase in meant:
                begun.setdefault(phrase[0], set()).add(len(phrase))
            sizes[language] = {word: tuple(known) for word, known in begun.items()}
        return sizes

    @cached_property
    def _meant_in(self) -> Mapping[Language, Mapping[Phrase, tuple[str, ...]]]:
        """What a phrase stands for in a text of each language."""
        meant: dict[Language, dict[Phrase, tuple[str, ...]]] = {}
        for language, own in self.by_phrase.items():
            known = self.vocabulary[language] | FUNCTION_WORDS[language] | _FALSE_FRIENDS[language]
            borrowed = {
                phrase: concept_ids
                for other, phrases in self.by_phrase.items()
                for phrase, concept_ids in phrases.items()
                if other is not language and not known.issuperset(phrase)
            }
            meant[language] = {**borrowed, **own}
        return meant


_FILES = ("questions.tsv", "concepts.tsv")


@cache
def bank_digest() -> str:
    """Names the bank's contents: what was computed with another bank no longer fits."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((resources.files(__name__) / name).read_bytes())
    return digest.hexdigest()


def _rows(name: str) -> list[list[str]]:
    text = (resources.files(__name__) / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def bank_questions() -> tuple[BankQuestion, ...]:
    """All questions of the bank."""
    return tuple(BankQuestion(topic, Language(language), text) for topic, language, text in _rows(_FILES[0]))


@cache
def concepts() -> Concepts:
    """All concepts of the bank."""
    by_phrase: dict[Language, dict[Phrase, tuple[str, ...]]] = {language: {} for language in Language}
    vocabulary: dict[Language, set[str]] = {language: set() for language in Language}
    for concept, *columns in _rows(_FILES[1]):
        for language, column in zip(Language, columns, strict=True):
            for phrase in column.split(","):
                key = tuple(words(phrase))
                before = by_phrase[language].get(key, ())
                if key and concept not in before:
                    by_phrase[language][key] = (*before, concept)
                    vocabulary[language].update(key)
    return Concepts(
        by_phrase=by_phrase,
        longest=max(len(phrase) for phrases in by_phrase.values() for phrase in phrases),
        vocabulary={language: frozenset(known) for language, known in vocabulary.items()},
    )
