"""Whether two translations of a text still say the same.

Nothing is understood here; only what can be compared is: figures, addresses, names, how much is said, and whether the
one forbids what the other permits.
"""

import re
from collections.abc import Iterator

from knowledge.checks.figures import Figures
from knowledge.checks.remarks import LANGUAGE_NAMES
from knowledge.checks.wording import Wording, wording_of
from knowledge.matching.text import sentences
from knowledge.protocol import Language
from knowledge.sentence import Sentence

LEAST_LENGTH_RATIO = 0.6
MOST_LENGTH_RATIO = 1 / LEAST_LENGTH_RATIO
"""How long a translation may be against its original, in characters. The texts of the starter protocol lie between 0.78
and 1.11; sentences of a public corpus, put side by side, between 0.77 and 1.43."""
LEAST_RATIO_APART = 0.8
MOST_RATIO_APART = 1 / LEAST_RATIO_APART
"""The same where one of the two has a sentence more: that sentence then says something that the other does not."""
SHORTEST_COMPARED = 120
"""Below this many characters of the longer text its length says little: there the same texts reach 0.5 and 1.9."""
MOST_SENTENCES_APART = 2
"""A translator may join or split a sentence or two; more is text that came or went."""
_LONGEST_COMPARED = 10_000

_Parts = tuple[list[str], list[str]]
"""The sentences of the two texts."""

_ADDRESS, _SITE = Sentence("the e-mail address"), Sentence("the site")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?:https?://|\bwww\.)(?:www\.)?([\w-]+(?:\.[\w-]+)+)")
_PLATFORMS = {
    "LinkedIn": ("linked", re.compile(r"linked\s?in")),
    "Facebook": ("f", re.compile(r"facebook|\bfb\b")),
    "Instagram": ("insta", re.compile(r"instagram|\binsta\b")),
    "TikTok": ("tik", re.compile(r"tik\s?tok")),
    "YouTube": ("youtube", re.compile(r"youtube")),
    "WhatsApp": ("whats", re.compile(r"whats\s?app")),
    "Telegram": ("telegram", re.compile(r"telegram\b")),
    "Snapchat": ("snap", re.compile(r"snap(?:chat)?\b")),
    "Reddit": ("reddit", re.compile(r"reddit")),
    "Discord": ("discord", re.compile(r"discord\b")),
    "Pinterest": ("pinterest", re.compile(r"pinterest")),
    "Mastodon": ("mastodon", re.compile(r"mastodon")),
    "Bluesky": ("bluesky", re.compile(r"bluesky")),
    "Glassdoor": ("glassdoor", re.compile(r"glassdoor")),
    "Strava": ("strava", re.compile(r"strava\b")),
    "ChatGPT": ("chatgpt", re.compile(r"chatgpt")),
    "X": ("twitter", re.compile(r"twitter")),
}
"""How each is written, and a part of that without which a text need not be looked through."""
_MEANT = {"WhatsApp": re.compile(r"app(?:je|jes|en|t|groep\w*)?\b"), "X": re.compile(r"\b(?:re)?tweet\w*|\bx\b")}
"""Words that may stand for a platform in the other language: "een appje" is "a WhatsApp message"."""
_X = re.compile(r"(?<![\w.])X(?!\w|\.\w)")


def differences(one: str, first: Language, other: str, second: Language) -> Iterator[Sentence]:
    """What one of the two texts says and the other does not, each to stand after a colon; nothing when all agrees.

    Only the first 10,000 characters of each are compared.
    """
    one, other = one[:_LONGEST_COMPARED], other[:_LONGEST_COMPARED]
    yield from _figures(one, first, other, second)
    yield from _only_in(_ADDRESS, _mails(one), first, _mails(other), second)
    yield from _only_in(_SITE, _hosts(one), first, _hosts(other), second)
    yield from _platforms(one, first, other, second)
    parts = sentences(one), sentences(other)
    yield from _moods(one, first, other, second, parts)
    yield from _amounts(one, first, other, second, parts)


def _figures(one: str, first: Language, other: str, second: Language) -> Iterator[Sentence]:
    ours, theirs = Figures(one, first), Figures(other, second)
    for figures, language, against in ((ours, first, theirs), (theirs, second, ours)):
        unmatched = figures.needed - against.needed
        if not unmatched:
            continue
        heard = against.heard()
        missing = sorted("/".join(sorted(figure)) for figure in unmatched if not figure & heard)
        if missing:
            yield Sentence(
                "{missing} stands only in the {language}",
                missing=", ".join(missing),
                language=LANGUAGE_NAMES[language],
            )


def _only_in(what: Sentence, ours: set[str], first: Language, theirs: set[str], second: Language) -> Iterator[Sentence]:
    for found, language in ((ours - theirs, first), (theirs - ours, second)):
        if found:
            yield Sentence(
                "{what} {found} stands only in the {language}",
                what=what,
                found=", ".join(sorted(found)),
                language=LANGUAGE_NAMES[language],
            )


def _mails(text: str) -> set[str]:
    return {mail.casefold() for mail in _MAIL.findall(text)} if "@" in text else set()


def _hosts(text: str) -> set[str]:
    return {host.casefold() for host in _HOST.findall(text)} if "://" in text or "www." in text else set()


def _platforms(one: str, first: Language, other: str, second: Language) -> Iterator[Sentence]:
    for text, language, against in ((one, first, other), (other, second, one)):
        folded = text.casefold()
        named = {name for name, (part, pattern) in _PLATFORMS.items() if part in folded and pattern.search(folded)}
        if "X" in text and _X.search(text):
            named.add("X")
        missing = sorted(name for name in named if not _mentions(against, name))
        if missing:
            yield Sentence(
                "{missing} stands only in the {language}",
                missing=", ".join(missing),
                language=LANGUAGE_NAMES[language],
            )


def _mentions(text: str, name: str) -> bool:
    meant = _MEANT.get(name)
    return bool(_PLATFORMS[name][1].search(text.casefold()) or (meant and meant.search(text.casefold())))


def _moods(one: str, first: Language, other: str, second: Language, parts: _Parts) -> Iterator[Sentence]:
    """Sentence by sentence where the two have as many, else as a whole."""
    ours, theirs = parts
    pairs = list(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else [(one, other)]
    for our, their in pairs:
        here, there = wording_of(our, first), wording_of(their, second)
        if _forbids_what(here, there):
            yield _opposed(first, here, second, there)
            return
        if _forbids_what(there, here):
            yield _opposed(second, there, first, here)
            return


def _forbids_what(one: Wording, other: Wording) -> bool:
    return bool(one.forbids and not one.permits and other.permits and not other.hints_prohibition)


def _opposed(stern: Language, forbidding: Wording, mild: Language, permitting: Wording) -> Sentence:
    return Sentence(
        'the {stern} forbids ("{forbids}") what the {mild} permits ("{permits}")',
        stern=LANGUAGE_NAMES[stern],
        forbids=forbidding.forbids or "",
        mild=LANGUAGE_NAMES[mild],
        permits=permitting.permits or "",
    )


def _amounts(one: str, first: Language, other: str, second: Language, parts: _Parts) -> Iterator[Sentence]:
    ours, theirs = map(len, parts)
    ratio = len(other) / len(one)
    comparable = max(len(one), len(other)) >= SHORTEST_COMPARED
    apart = comparable and not LEAST_RATIO_APART <= ratio <= MOST_RATIO_APART
    if abs(ours - theirs) > MOST_SENTENCES_APART or (ours != theirs and apart):
        yield Sentence(
            "the {first} has {ours} and the {second} {theirs}",
            first=LANGUAGE_NAMES[first],
            ours=_counted(ours),
            second=LANGUAGE_NAMES[second],
            theirs=theirs,
        )
    elif comparable and not LEAST_LENGTH_RATIO <= ratio <= MOST_LENGTH_RATIO:
        longer, shorter = (second, first) if ratio > 1 else (first, second)
        yield Sentence(
            "the {longer} is {times:.1f} times as long as the {shorter}",
            longer=LANGUAGE_NAMES[longer],
            times=max(ratio, 1 / ratio),
            shorter=LANGUAGE_NAMES[shorter],
        )


def _counted(number: int) -> Sentence:
    return Sentence("1 sentence") if number == 1 else Sentence("{number} sentences", number=number)
