"""What a question says of the day it is about: "mocht ik toen, op 3 maart, …", "was it allowed then, on 3 March".

Both a date and a word for "at that time" are needed: a date alone may be of anything. What can be pressed under an
answer about an earlier day has that day behind a mark in what it is about.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.action import Act, Action
from bot.errors import OptionNotFoundError

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar",
            "april apr", "mei may", "juni june jun",
            "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_THEN = re.compile(
    r"\b(?:toen|toentertijd|destijds|indertijd|back then|at (?:that|the) time|then(?=,?\s+(?:on|as of)\b))\b"
    r"|(?<=\d )then\b",
    re.IGNORECASE,
)
_BEFORE = r"(?:\b(?:op|per|on|as of|van|from)\s+)?"
_DATES = (
    re.compile(rf"{_BEFORE}\b(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})\b"),
    re.compile(rf"{_BEFORE}\b(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}})\b"),
    re.compile(
        rf"{_BEFORE}\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|e)?\s+(?:of\s+)?(?P<name>{_NAMES})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_BEFORE}\b(?P<name>{_NAMES})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}})\b)?",
        re.IGNORECASE,
    ),
)
_MARK = "@"
"""Before the day in a subject; no id has it."""
_ABOUT_A_DAY = frozenset({Act.SHOW_CLAUSE, Act.CHOOSE, Act.CIRCUMSTANCE, Act.HELPED, Act.NOT_MEANT})
"""What shows a clause, and so depends on which version is meant."""
_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOSE_COMMA = re.compile(r"(?:^|\s),|,(?=\s*(?:[,?.!]|$))")


@dataclass(frozen=True, slots=True)
class AsOf:
    """A question about an earlier day.

    Attributes:
        question: Without the day and the word for then, so that what is left is looked up.
    """

    day: date
    question: str


def read_as_of(text: str, today: date) -> AsOf | None:
    """What the question says of its day; ``None`` when it is about today, or about a day to come.

    A date without a year is the last one that was.
    """
    if _THEN.search(text) is None:
        return None
    left = _THEN.sub(" ", text)
    match = next((found for pattern in _DATES if (found := pattern.search(left)) is not None), None)
    if match is None or (day := _day(match, today)) is None or day > today:
        return None
    left = _LOOSE_COMMA.sub(" ", f"{left[: match.start()]} {left[match.end() :]}")
    question = re.sub(r"\s+(?=[?.!,])", "", " ".join(left.split()))
    return AsOf(day, question) if any(map(str.isalpha, question)) else None


def on_day(subject: str, day: date | None) -> str:
    """The subject of an action that is about this day; ``None`` for what is live."""
    return subject if day is None else f"{subject}{_MARK}{day}"


def read_day(action: Action) -> tuple[Action, date | None]:
    """The action without the day that it is about, and that day; ``None`` for what is live.

    Raises:
        OptionNotFoundError: what stands there is no day.
    """
    if action.act not in _ABOUT_A_DAY or _MARK not in action.subject:
        return action, None
    before, _, after = action.subject.partition(_MARK)
    written, rest = after[:10], after[10:]
    if not _WRITTEN_DAY.fullmatch(written) or (rest and not rest.startswith(".")):
        raise OptionNotFoundError
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise OptionNotFoundError from error
    return replace(action, subject=before + rest), day


def _day(match: re.Match[str], today: date) -> date | None:
    parts = match.groupdict()
    month = _MONTHS[parts["name"].casefold()] if parts.get("name") else int(parts["month"])
    year = int(parts["year"]) if parts["year"] else today.year
    try:
        day = date(year, month, int(parts["day"]))
        if parts["year"] is None and day - today > timedelta(0):
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return day
