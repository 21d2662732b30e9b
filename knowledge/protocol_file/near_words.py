"""Did you mean: the known word that is nearest to what was typed, and words in a row."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.sentence import Sentence

_NEAR_ENOUGH = 70.0
"""Of 100, by rapidfuzz's ``ratio``: two letters swapped in a word of seven still counts, another word does not."""
_LONGEST = 100
"""No key or id is longer; what is longer resembles nothing and is not compared."""


def nearest(word: str, known: Iterable[str], aka: Mapping[str, str] | None = None) -> str | None:
    """The known word that was most likely meant by ``word``, or ``None`` when nothing is near.

    ``aka`` has what people type instead, in small letters and with ``_`` between words, and the word that they mean.
    """
    if len(word) > _LONGEST:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- a sound file needs no guesses, and starts sooner without

    typed, words = word.strip().lower(), tuple(known)
    meant = {other: name for other, name in (aka or {}).items() if name in words}
    if (named := meant.get(re.sub("[- ]", "_", typed))) is not None:
        return named
    near = process.extractOne(typed, words, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if near is not None:
        return str(near[0])
    near = process.extractOne(typed, tuple(meant), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return None if near is None else meant[near[0]]


def in_words(words: Sequence[str]) -> str:
    """``a, b or c``, told in the language of the sentence it stands in."""
    if len(words) < 2:
        return "".join(words)
    return Sentence("{most} or {last}", most=", ".join(words[:-1]), last=words[-1])
