"""Did you mean: the known word that is nearest to what was typed, and words in a row."""

from collections.abc import Iterable, Mapping, Sequence

_NEAR_ENOUGH = 70.0
"""Of 100, by rapidfuzz's ``ratio``: two letters swapped in a word of seven still counts, another word does not."""
_LONGEST = 100
"""No key or id is longer; what is longer resembles nothing and is not compared."""


def nearest(word: str, known: Iterable[str], aka: Mapping[str, str] | None = None) -> str | None:
    """The known word that was most likely meant by ``word``, or ``None`` when nothing is near.

    ``aka`` has what people type instead, with the known word that they mean.
    """
    if len(word) > _LONGEST:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- a sound file needs no guesses, and starts sooner without

    typed = _plain(word)
    words = {_plain(name): name for name in known}
    others = {_plain(name): meant for name, meant in (aka or {}).items() if meant in words.values()}
    if typed in others and typed not in words:
        return others[typed]
    found = process.extractOne(typed, list(words | others), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return None if found is None else (others | words)[found[0]]


def in_words(words: Sequence[str]) -> str:
    """``a, b or c``."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", "-").replace(" ", "-")
