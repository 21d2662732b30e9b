r"""What a rule's words permit, forbid, ask or require, read from the cues of each language.

No parser, only cues: enough to see that a text says the opposite of its verdict or of its translation, and built to
stay silent in doubt. Hence two grades: a mood is *said* by a narrow cue, and *hinted at* by a broad one. A warning
needs the one to be said and the contrary not even to be hinted at.

Cues are taken from the text in order, so that "hoeft niet te vragen" is neither a "niet" nor a "vragen", and "is not
prohibited" no prohibition.
"""

import re
from dataclasses import dataclass

from knowledge.checks.cues import CUES, Cues
from knowledge.problems import shorten
from knowledge.protocol import Language

_PATTERNS = {
    language: {name: re.compile(getattr(cues, name)) for name in Cues.__slots__} for language, cues in CUES.items()
}
_TAKEN = " · "
_LONGEST_READ = 10_000
_PLAIN_QUOTES = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'"})


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a text say.

    Attributes:
        exempts: The words that free from a duty, such as "hoeft niet", or ``None``.
        forbids: The words that forbid, or ``None``.
        permits: The words that permit, or ``None``; an exemption from asking is not among them.
        requires: Whether a duty is said; an exemption is not.
        hints_permission: Whether anything sounds like a permission, however weakly; likewise the other two.
        limits: Whether anything narrows what is said: *mits*, *unless*.
        asks: Whether anyone is asked, told or decides.
    """

    exempts: str | None
    forbids: str | None
    permits: str | None
    requires: bool
    hints_permission: bool
    hints_prohibition: bool
    hints_duty: bool
    limits: bool
    asks: bool


def read_wording(text: str, language: Language) -> Wording:
    """Read the cues of ``language`` in ``text``; what stands after its first 10,000 characters is not read."""
    patterns = _PATTERNS[language]
    whole = re.sub(r"[^\S\n]+", " ", text[:_LONGEST_READ].casefold().translate(_PLAIN_QUOTES))
    exempts, rest = _take(patterns["exempts"], whole)
    unforbids, unforbidden_rest = _take(patterns["unforbids"], rest)
    forbids, remaining = _take(patterns["forbids"], unforbidden_rest)
    permits = patterns["permits"].search(remaining)
    return Wording(
        exempts=exempts,
        forbids=forbids,
        permits=permits.group().strip() if permits else unforbids,
        requires=bool(patterns["requires"].search(remaining)),
        hints_permission=bool(permits or unforbids or exempts or patterns["hints_permission"].search(remaining)),
        hints_prohibition=bool(forbids or patterns["hints_prohibition"].search(unforbidden_rest)),
        hints_duty=bool(patterns["hints_duty"].search(unforbidden_rest)),
        limits=bool(patterns["limits"].search(rest)),
        asks=bool(patterns["asks"].search(rest)),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    """The first words that ``pattern`` finds, and the text without any of them."""
    first = pattern.search(text)
    return (shorten(first.group().strip(" .!?:;\n")), pattern.sub(_TAKEN, text)) if first else (None, text)
