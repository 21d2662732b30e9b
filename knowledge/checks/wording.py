r"""What a rule's words permit, forbid, ask or require, read from the cues of each language.

No parser, only cues: enough to see that a text says the opposite of its verdict or of its translation, and built to
stay silent in doubt. Hence two grades: a mood is *said* by a narrow cue, and *hinted at* by a broad one. A warning
needs the one to be said and the contrary not even to be hinted at.

Cues are taken from the text in order, so that "hoeft niet te vragen" is neither a "niet" nor a "vragen", and "is not
prohibited" no prohibition.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge.checks.cues import CUES, NEGATIONS, Cues
from knowledge.problems import shorten
from knowledge.protocol import Language

_PATTERNS = {
    language: {name: re.compile(getattr(cues, name)) for name in Cues.__slots__} for language, cues in CUES.items()
}
_TAKEN = " · "
_LONGEST_READ = 10_000
_MOST_KEPT = 8_192
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")


@dataclass(frozen=True, slots=True)
class _Taken:
    """The first words that a pattern found, ``None`` where it found none, and the text without any that it finds."""

    words: str | None
    rest: str


class Wording:
    """What the words of a text say.

    Each kind of cue is looked for when it is first asked for: most of what is compared is settled by one or two.
    """

    def __init__(self, text: str, language: Language) -> None:
        """Read ``text`` in ``language``; what stands after its first 10,000 characters is not read."""
        self._patterns = _PATTERNS[language]
        folded = text[:_LONGEST_READ].casefold()
        plain = folded.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{LEFT SINGLE QUOTATION MARK}", "'")
        self._whole = _BLANKS.sub(" ", plain)

        self._negates = any(map(self._whole.__contains__, NEGATIONS[language]))

    @cached_property
    def _exempting(self) -> _Taken:
        return self._take("exempts", self._whole)

    @cached_property
    def _unforbidding(self) -> _Taken:
        return self._take("unforbids", self._exempting.rest)

    @cached_property
    def _forbidding(self) -> _Taken:
        return self._take("forbids", self._unforbidding.rest)

    @property
    def exempts(self) -> str | None:
        """The words that free from a duty, such as "hoeft niet", or ``None``."""
        return self._exempting.words

    @property
    def forbids(self) -> str | None:
        """The words that forbid, or ``None``."""
        return self._forbidding.words if self._negates else None

    @cached_property
    def permits(self) -> str | None:
        """The words that permit, or ``None``; an exemption from asking is not among them."""
        found = self._patterns["permits"].search(self._forbidding.rest)
        return found.group().strip() if found else self._unforbidding.words

    @property
    def requires(self) -> bool:
        """Whether a duty is said; an exemption is not."""
        return self._has("requires", self._forbidding.rest)

    @property
    def hints_permission(self) -> bool:
        """Whether anything sounds like a permission, however weakly."""
        return bool(self.permits or self.exempts) or self._has("hints_permission", self._forbidding.rest)

    @property
    def hints_prohibition(self) -> bool:
        """Whether anything sounds like a prohibition, however weakly."""
        return bool(self.forbids) or self._has("hints_prohibition", self._unforbidding.rest)

    @property
    def hints_duty(self) -> bool:
        """Whether anything sounds like a duty, however weakly."""
        return self._has("hints_duty", self._unforbidding.rest)

    @property
    def limits(self) -> bool:
        """Whether anything narrows what is said: *mits*, *unless*."""
        return self._has("limits", self._exempting.rest)

    @property
    def asks(self) -> bool:
        """Whether anyone is asked, told or decides."""
        return self._has("asks", self._exempting.rest)

    def _take(self, negation: str, text: str) -> _Taken:
        first = self._patterns[negation].search(text) if self._negates else None
        if first is None:
            return _Taken(None, text)
        return _Taken(shorten(first.group().strip(" .!?:;\n")), self._patterns[negation].sub(_TAKEN, text))

    def _has(self, cue: str, text: str) -> bool:
        return self._patterns[cue].search(text) is not None


@lru_cache(_MOST_KEPT)
def wording_of(text: str, language: Language) -> Wording:
    """What the words of ``text`` say: within a check several ask for the same rules, and then they are forgotten."""
    return Wording(text, language)
