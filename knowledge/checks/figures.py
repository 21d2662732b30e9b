"""The figures in a text: numbers, times and dates, told the same whichever language they are written in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from knowledge.protocol import Language

Figure = frozenset[str]
"""One figure, as all the ways it may be told elsewhere: nine in the evening is 9 or 21."""

_FROM_ZERO = {
    Language.NL: "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien twintig",
    Language.EN: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
}
_MORE_NUMBERS = {
    Language.NL: {
        "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "honderd": 100, "duizend": 1000,
        "eenentwintig": 21, "vierentwintig": 24, "achtenveertig": 48, "tweeënzeventig": 72,
    },
    Language.EN: {
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "thousand": 1000,
        "twenty-one": 21, "twenty-four": 24, "forty-eight": 48, "seventy-two": 72,
    },
}  # fmt: skip
_LOOSE_WORDS = {
    Language.NL: {
        "tweemaal": 2, "dubbel": 2, "dubbele": 2, "beide": 2, "tweede": 2, "tweestaps": 2, "derde": 3, "half": 30,
        "halve": 30, "kwartier": 15, "etmaal": 24, "dozijn": 12,
    },
    Language.EN: {
        "twice": 2, "double": 2, "both": 2, "second": 2, "third": 3, "half": 30, "quarter": 15, "noon": 12,
        "dozen": 12, "fortnight": 14,
    },
}  # fmt: skip
_FROM_JANUARY = {
    Language.NL: "januari februari maart april mei juni juli augustus september oktober november december",
    Language.EN: "january february march april may june july august september october november december",
}
_UNITS = {
    Language.NL: r"(?:werk)?dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar|jaren|uur|uren|minu(?:ut|ten)|euro|keer|procent",
    Language.EN: r"(?:working |business )?days?|weeks?|months?|years?|hours?|minutes?|euros?|times|per ?cent|o'clock",
}
_ELSEWHERE = re.compile(
    r"(?<!\S)\S+@\S+|(?:https?://|www\.)\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:nl|com|eu|org|example|net)\b\S*"
)
_IN_ELSEWHERE = ("@", "://", "www.", ".nl", ".com", ".eu", ".org", ".example", ".net")
"""Without any of these in a text there is nothing of ``_ELSEWHERE`` either."""
_TIME = re.compile(r"(?<![\d.,:])(\d{1,2})[.:](\d{2})(?![\d:])(?=\s*(?:uur|u\b|hours|[ap]\.?m\b)|(?<=:\d\d))")
_MERIDIEM = re.compile(r"(?<![\d.,:])(\d{1,2})(?:[.:](\d{2}))?\s*([ap])\.?m\b\.?")
_DIGITS = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![^\W\d_])")
_DIGIT, _SHORT_NUMBERS = re.compile(r"\d"), re.compile(r"\d{1,9}")
_THOUSANDS, _FRACTION, _POINT = re.compile(r"\d{1,3}(?:[.,]\d{3})+"), re.compile(r"\d+[.,]\d+"), re.compile("[.,]")
_LETTERS, _COMPOUNDS = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_HYPHENATED = re.compile(r"[\w-]+")
_ONE = frozenset({"0", "1"})
"""Not compared: "one week" is "een week" and "a week"."""


class Figures:
    """The figures in a text.

    Attributes:
        needed: Those that a translation must have too; number words only where they count a unit ("drie dagen").
    """

    def __init__(self, text: str, language: Language) -> None:
        """Read ``text`` in ``language``."""
        folded = text.casefold()
        self._language = language
        self._bare = _ELSEWHERE.sub(" ", folded) if any(map(folded.__contains__, _IN_ELSEWHERE)) else folded
        self._has_digits = _DIGIT.search(self._bare) is not None
        self._has_words = not _last_parts(language).isdisjoint(_LETTERS.findall(self._bare))
        self._counted = tuple(self._found())
        self.needed: set[Figure] = {figure for figure in self._counted if not figure & _ONE}

    def heard(self) -> set[str]:
        """Every number that the text may be said to mention, generously: also any number word, ordinal or month."""
        heard = set[str]().union(*self._counted)
        if self._has_words:
            loose = _loose_words(self._language)
            heard.update(str(loose[word]) for word in _COMPOUNDS.findall(self._bare) if word in loose)
            parts = (part for word in _HYPHENATED.findall(self._bare) for part in word.split("-"))
            heard.update(str(loose[part]) for part in parts if part in loose)
        if self._has_digits:
            heard.update([str(int(number)) for number in _SHORT_NUMBERS.findall(self._bare)])
        return heard

    def _found(self) -> Iterator[Figure]:
        rest = self._bare
        if self._has_digits:
            if halves := _MERIDIEM.findall(rest):
                for hour, minutes, half in halves:
                    yield _hour(int(hour), afternoon=half == "p")
                    yield from _minutes(minutes)
                rest = _MERIDIEM.sub(" ", rest)
            if times := _TIME.findall(rest):
                for hour, minutes in times:
                    yield _hour(int(hour), afternoon=False)
                    yield from _minutes(minutes)
                rest = _TIME.sub(" ", rest)
            for digits in _DIGITS.findall(rest):
                yield from _written(digits)
        if self._has_words:
            numbers = _words(self._language)
            for word in _counted_units(self._language).findall(rest):
                yield frozenset({str(numbers[word])})


@cache
def _counted_units(language: Language) -> re.Pattern[str]:
    """A number word that counts a unit; the word is its group."""
    choice = "|".join(sorted(_words(language), key=len, reverse=True))
    return re.compile(rf"\b({choice})\s+(?:[^\W\d_]+\s+)?(?:{_UNITS[language]})\b")


@cache
def _loose_words(language: Language) -> Mapping[str, int]:
    months = {month: number for number, month in enumerate(_FROM_JANUARY[language].split(), start=1)}
    return {**_words(language), **_LOOSE_WORDS[language], **months}


@cache
def _last_parts(language: Language) -> frozenset[str]:
    """How every word for a number ends: "one" of "twenty-one"; a text without any of these has no such word."""
    return frozenset(word.rpartition("-")[2] for word in _loose_words(language))


@cache
def _words(language: Language) -> Mapping[str, int]:
    return {**{word: number for number, word in enumerate(_FROM_ZERO[language].split())}, **_MORE_NUMBERS[language]}


def _hour(hour: int, *, afternoon: bool) -> Figure:
    told = {hour, hour % 12 + 12} if afternoon or hour < 12 else {hour, hour - 12}
    return frozenset(str(number) for number in told if number > 1)


def _minutes(minutes: str) -> Iterator[Figure]:
    if minutes and int(minutes):
        yield frozenset({str(int(minutes))})


def _written(digits: str) -> Iterator[Figure]:
    """A number in digits: "1.000" and "1,000" are a thousand, "2,5" is "2.5", "1.2.3" three numbers."""
    if digits.isdecimal():
        yield frozenset({_short(digits)})
    elif _THOUSANDS.fullmatch(digits):
        yield frozenset({_POINT.sub("", digits)})
    elif _FRACTION.fullmatch(digits):
        whole, fraction = _POINT.split(digits)
        yield frozenset({f"{_short(whole)}.{fraction}"} if int(fraction or 0) else {_short(whole)})
    else:
        yield from (frozenset({_short(part)}) for part in _POINT.split(digits))


def _short(digits: str) -> str:
    return digits.lstrip("0") or "0"
