"""Two texts, word by word."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"\S+\s*|\s+")
_MOST_WORDS = 3_000
"""Longer texts are not laid side by side word by word: that takes time by the square of their length."""


class Stretch(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share their fate, with the white space behind them."""

    stretch: Stretch
    text: str


def compare_words(before: str, after: str) -> tuple[Run, ...]:
    """The runs that tell how ``before`` became ``after``.

    Those that were kept or removed make ``before`` word by word, those that were kept or added make ``after``; where
    the two differ in white space alone behind a word, that is of ``after``.
    """
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return _joined([Run(Stretch.REMOVED, before), Run(Stretch.ADDED, after)])
    bare = [word.rstrip() for word in ours], [word.rstrip() for word in theirs]
    runs: list[Run] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Stretch.KEPT, "".join(theirs[c:d])))
        else:
            runs += [Run(Stretch.REMOVED, "".join(ours[a:b])), Run(Stretch.ADDED, "".join(theirs[c:d]))]
    return _joined(runs)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run.text)
