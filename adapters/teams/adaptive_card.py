"""The parts of Adaptive Cards that are used (version 1.4), with the bounds that Teams sets.

Words go into ``TextRun``, in which no markdown is read. What a client would still make something of,
``{{DATE(…)}}`` and ``${…}``, is parted over two runs: so it is shown as it stands, and not a character is changed.
"""

import json
import re
import typing
from collections.abc import Iterable, Iterator, Sequence

Json = typing.Any
"""What ``json.dumps`` takes; an element is an object of it."""

VERSION = "1.4"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
LARGEST_CARD = 25 * 1024
"""Bytes in UTF-16, in which Teams counts; it refuses what is larger than 28 KB (older pages of learn.microsoft.com)."""
_LARGEST_PART = 8 * 1024
"""What is larger and can be parted, is, so that a card is filled well."""
LONGEST_LINE = 1_500
MOST_IN_ROW = 3
"""More buttons in a row are cut off on a phone."""
LONGEST_LABEL = 60

_LIVE = re.compile(r"(?<=[{$])(?=\{)")
_STEERING = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], "\N{REPLACEMENT CHARACTER}"
)
"""Characters that reorder what stands around them; in a sentence of ours they could make it say something else."""


def tamed(text: str) -> str:
    """The text without characters that reorder words; for all but words that are quoted whole."""
    return text.translate(_STEERING)


def runs(text: str, **looks: Json) -> list[Json]:
    """The text as runs, which show it as it stands."""
    return [{"type": "TextRun", "text": part, **looks} for part in _LIVE.split(text)]


def texts(text: str, **looks: Json) -> Iterator[Json]:
    """The text as blocks, one a line; put together again they are the text."""
    for number, line in enumerate(_lines(text)):
        spacing = {"spacing": "None"} if number else {}
        yield {"type": "RichTextBlock", "inlines": runs(line, **looks), **spacing}


def link(label: str, url: str) -> Json:
    """A link to follow."""
    follow = {"type": "Action.OpenUrl", "url": url}
    return {"type": "RichTextBlock", "inlines": runs(label, selectAction=follow)}


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, long ones in parts; at a space where there is one."""
    for line in text.splitlines(keepends=True) or [""]:
        rest = line
        while len(rest) > LONGEST_LINE:
            cut = rest.rfind(" ", 1, LONGEST_LINE) + 1 or LONGEST_LINE
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def container(items: Iterable[Json], style: str = "default", **more: Json) -> Json:
    """Elements together, in a colour."""
    return {"type": "Container", "style": style, "items": list(items), **more}


def side_by_side(columns: Sequence[Sequence[Json]]) -> Iterator[Json]:
    """What stands in the columns, two on a line."""
    for first in range(0, len(columns), 2):
        pair = [{"type": "Column", "width": "stretch", "items": [*each]} for each in columns[first : first + 2]]
        yield {"type": "ColumnSet", "columns": pair, "spacing": "Small"}


def parted(element: Json) -> Iterator[Json]:
    """The element, or what shows the same where it would be too large for a card that holds something else as well."""
    if size_of(element) <= _LARGEST_PART:
        yield element
    elif element["type"] == "ColumnSet":
        for column in element["columns"]:
            for each in column["items"]:
                yield from parted(each)
    elif element["type"] == "Container":
        for number, items in enumerate(_filled(element["items"])):
            yield {**element, "items": items, **({"spacing": "None"} if number else {})}
    else:
        yield element


def _filled(items: Sequence[Json]) -> Iterator[list[Json]]:
    """The items in groups that are no larger than a part; one that is larger stands alone."""
    group: list[Json] = []
    for each in items:
        if group and size_of([*group, each]) > _LARGEST_PART:
            yield group
            group = []
        group.append(each)
    yield group


def execute(title: str, verb: str, data: Json) -> Json:
    """A button that tells Magdat that it was pressed; with all that is typed beside it, and nothing else."""
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data}


def form(title: str, fields: Sequence[Json], send: Json) -> Json:
    """A button under which fields appear, and a button to send them."""
    inner = {"type": "AdaptiveCard", "version": VERSION, "body": list(fields), "actions": [send]}
    return {"type": "Action.ShowCard", "title": title, "card": inner}


def rows(actions: Sequence[Json]) -> Iterator[Json]:
    """The buttons, a few in a row."""
    for first in range(0, len(actions), MOST_IN_ROW):
        yield {"type": "ActionSet", "actions": list(actions[first : first + MOST_IN_ROW])}


def card(body: Sequence[Json], fallback: str) -> Json:
    """The card."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "fallbackText": fallback,
        "body": list(body),
    }


def size_of(element: Json) -> int:
    """Its size as Teams counts it, in bytes."""
    return len(json.dumps(element, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def label(text: str) -> str:
    """What stands on a button; ours are short but for the names in them, which stand whole elsewhere."""
    tame = tamed(text)
    return tame if len(tame) <= LONGEST_LABEL else f"{tame[: LONGEST_LABEL - 2]} …"
