"""From text as people type it to words, stems and character n-grams."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

import Stemmer

from knowledge.protocol import Language

LONGEST_MATCHED_CHARACTERS = 500
"""What is matched of a question; matching a chat platform's longest message would block for seconds (reliability
notes, chapter 3)."""

_WORD = re.compile(r"\w+", re.UNICODE)
_APOSTROPHES = {ord(sign): "'" for sign in "\u2018\u2019\u201b\u02bc\u00b4\u2032`"}
_POSSESSIVE = re.compile(r"'s\b")
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+|\s+[-•*]\s+|\n+")
_SHORTEST_SENTENCE_WORDS = 3
_LONGEST_STEM_CACHE = 65_536
_LONGEST_NGRAM_CACHE = 8_192
_STEMMERS = {Language.NL: Stemmer.Stemmer("dutch"), Language.EN: Stemmer.Stemmer("english")}


def normalise(text: str) -> str:
    """``text`` in lower case, without accents, with one kind of blank and of apostrophe."""
    if text.isascii():
        return " ".join(text.lower().split()).replace("`", "'")
    # Decomposing can bring back capitals, of letters drawn in bold, and apostrophes; it makes a blank of an acute.
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    plain = "".join(sign for sign in decomposed.casefold() if not unicodedata.combining(sign))
    return " ".join(plain.translate(_APOSTROPHES).split())


def words(text: str) -> list[str]:
    """The words of ``text``, normalised, in their order: "foto's" is *foto*, "m'n" is *mn*; signs are left out."""
    plain = normalise(text)
    if "'" in plain:
        plain = _POSSESSIVE.sub("", plain).replace("'", "")
    return _WORD.findall(plain)


@lru_cache(_LONGEST_STEM_CACHE)
def stem(word: str, language: Language) -> str:
    """The stem of a normalised word."""
    return str(_STEMMERS[language].stemWord(word))


def sentences(text: str) -> list[str]:
    """The sentences of a rule; a scrap of fewer than three words joins the one before it."""
    parts: list[str] = []
    for part in _SENTENCE_END.split(text):
        stripped = part.strip()
        if not stripped:
            continue
        if parts and len(stripped.split()) < _SHORTEST_SENTENCE_WORDS:
            parts[-1] = f"{parts[-1]} {stripped}"
        else:
            parts.append(stripped)
    return parts


def character_ngrams(text_words: Iterable[str], shortest: int = 3, longest: int = 5) -> Iterator[str]:
    """The character n-grams of each word, a blank marking its begin and end; a short word counts whole."""
    return chain.from_iterable(_ngrams_of(word, shortest, longest) for word in text_words)


@lru_cache(_LONGEST_NGRAM_CACHE)
def _ngrams_of(word: str, shortest: int, longest: int) -> tuple[str, ...]:
    padded = f" {word} "
    sizes = range(shortest, min(longest, len(padded)) + 1)
    return tuple(padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1))
