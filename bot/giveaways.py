"""Words in a text that may tell who wrote it: a warning before something is sent without a name, never a promise.

Signs are looked for in Dutch and English at once. Rather one warning too many than one too few: the asker decides.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching.text import normalise


class GiveawayKind(StrEnum):
    """What kind of words they are."""

    OWN_NAME = "own-name"
    """The asker's own name, as the channel shows it."""
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    """An account, or a link to a profile."""
    NUMBER = "number"
    """Such as a staff number."""
    TEAM = "team"
    """A team, a role or a boss that few people have."""


@dataclass(frozen=True, slots=True)
class Giveaway:
    """Words of the text, exactly as they stand there."""

    kind: GiveawayKind
    words: str


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){8,14}(?![\w])")
_HANDLE = re.compile(
    r"(?<![\w@.])@\w[\w.-]{1,39}|(?:https?://)?(?:[\w-]{1,20}\.)?"
    r"(?:linkedin\.com/in|facebook\.com|instagram\.com|twitter\.com|x\.com|tiktok\.com)/@?[\w.%-]{2,60}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,€$])[A-Za-z]{0,2}\d{5,8}(?![\w,])")
_TEAM = re.compile(
    r"\b(?:"
    r"(?:mijn|m'n|ons|onze|my|our)\s+(?:\w+\s+)?(?:team|afdeling|vestiging|filiaal|winkel|locatie|kantoor|ploeg|"
    r"leidinggevende|manager|teamleider|chef|baas|directeur|collega|collega's|"
    r"department|branch|shop|store|office|shift|supervisor|boss|director|colleague|colleagues)"
    r"(?:\s+(?-i:[A-Z])[\w-]+)?"
    r"|(?:team|afdeling|vestiging|department|branch)\s+(?-i:[A-Z])[\w-]+"
    r"|(?:ik ben|ik werk als|als)\s+(?:de|het)?\s*(?:enige|eerste|nieuwe)\s+\w+"
    r"|(?:i am|i'm|as)\s+the\s+(?:only|first|new)\s+\w+"
    r"|ik werk (?:als|bij|op|in)\s+(?:(?:een|de|het)\s+)?[\w-]+"
    r"|i work (?:as|at|in|for)\s+(?:(?:a|an|the)\s+)?[\w-]+"
    r")\b",
    re.IGNORECASE,
)
_PATTERNS = {
    GiveawayKind.EMAIL: _EMAIL,
    GiveawayKind.HANDLE: _HANDLE,
    GiveawayKind.PHONE: _PHONE,
    GiveawayKind.NUMBER: _NUMBER,
    GiveawayKind.TEAM: _TEAM,
}
_CAPITAL = r"[A-Z\u00c0-\u00d6\u00d8-\u00de][\w'\u2019-]+"
_PARTICLE = r"(?:van der|van den|van de|van|de|den|der|ter|ten|el|al|von|da|di|bin|o'|mc)"
_FULL_NAME = re.compile(rf"\b{_CAPITAL}(?:\s+{_PARTICLE})?\s+{_CAPITAL}")
_INTRODUCED = re.compile(
    r"\b(?i:ik ben|ik heet|mijn naam is|my name is|i am|i'm|this is|met vriendelijke groet|groeten|groetjes|gr|mvg|"
    r"regards|cheers|thanks|collega|colleague|manager|leidinggevende|baas|boss|chef|meneer|mevrouw|mr|mrs|ms|dhr|mw)"
    rf"[.,:]?\s+({_CAPITAL}(?:\s+{_PARTICLE})?(?:\s+{_CAPITAL})?)"
)

_NO_NAMES = """
    linkedin facebook instagram twitter x tiktok youtube whatsapp snapchat signal telegram mastodon bluesky
    threads google microsoft teams slack outlook office excel word zoom reddit pinterest glassdoor wikipedia
    gmail hotmail nederland nederlands nederlandse engels engelse england english dutch netherlands hr avg gdpr
    or ict it mt maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday
    friday saturday sunday januari februari maart april mei juni juli augustus september oktober november
    december january february march may june july august october story stories meta chatgpt mag kan moet wat hoe
    waarom wanneer is als ik wij we en maar dus ook dan wie waar welke heb ben wordt zijn can must should what
    how why when if i and but so also then who where which have am are do does the a an my mijn onze our de het
    een op in bij met van voor naar on at with from for to of this that dit dat
"""
"""Capitalised words that are nobody's name: platforms, days, months, and the words sentences begin with."""


def giveaways(text: str, own_name: str = "", known: Collection[str] = ()) -> tuple[Giveaway, ...]:
    """What in ``text`` may tell who wrote it, in the order of the text, each words once.

    Args:
        text: What the desk would read.
        own_name: The asker's name as the channel shows it; empty when it shows none.
        known: Names that everyone here shares, such as the organisation's.
    """
    nobody = {*_NO_NAMES.split()} | {word for name in known for word in normalise(name).split()}
    found = sorted(_found(text, own_name, nobody), key=lambda each: (each[0], -len(each[1].words)))
    shown: dict[str, Giveaway] = {}
    end = 0
    for place, giveaway in found:
        if place >= end:
            shown.setdefault(giveaway.words, giveaway)
            end = place + len(giveaway.words)
    return tuple(shown.values())


def _found(text: str, own_name: str, nobody: Collection[str]) -> Iterator[tuple[int, Giveaway]]:
    """What is found and where; the same words can be found as more than one kind."""
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            if normalise(match[0].lstrip("@")) not in nobody:
                yield match.start(), Giveaway(kind, match[0])
    for part in re.findall(r"[^\W\d_]{3,}", own_name):
        if part.casefold() not in nobody:
            for match in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE):
                yield match.start(), Giveaway(GiveawayKind.OWN_NAME, match[0])
    yield from _names(text, nobody)


def _names(text: str, nobody: Collection[str]) -> Iterator[tuple[int, Giveaway]]:
    """Names of whomever, by their capitals and by the words before them."""
    for match in _INTRODUCED.finditer(text):
        if not _all_in(match[1], nobody):
            yield match.start(1), Giveaway(GiveawayKind.NAME, match[1])
    for match in _FULL_NAME.finditer(text):
        first, *_, last = match[0].split()
        if not (_all_in(first, nobody) or _all_in(last, nobody)):
            yield match.start(), Giveaway(GiveawayKind.NAME, match[0])


def _all_in(words: str, nobody: Collection[str]) -> bool:
    return all(normalise(word).strip("'") in nobody for word in words.split())


def without_giveaways(text: str, own_name: str = "", known: Collection[str] = ()) -> str:
    """The text with "…" in the place of words that may tell who wrote it: those that ``giveaways`` finds."""
    for each in sorted(giveaways(text, own_name, known), key=lambda found: len(found.words), reverse=True):
        text = text.replace(each.words, "…")
    return text
