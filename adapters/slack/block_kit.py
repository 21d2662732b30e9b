"""The parts of Block Kit that are used, with Slack's limits.

Every text goes into ``plain_text`` or ``rich_text``, which Slack shows as it stands: neither has any markup, so that
nothing needs escaping and no mention or link can come alive. What is too long for one part goes on in the next.

Limits: docs.slack.dev, reference for Block Kit. That of ``rich_text`` is not documented; that of a section is kept.
"""

import typing
from collections.abc import Iterator, Sequence

Json = typing.Any
"""What ``json.dumps`` takes; a block is an object of it."""

LONGEST_TEXT = 3_000
LONGEST_HEADER = 150
LONGEST_LABEL = 75
LONGEST_FIELD = 2_000
MOST_FIELDS = 10
MOST_ELEMENTS = 25
MOST_BLOCKS = 50
MOST_BLOCKS_OF_VIEW = 100
LONGEST_MESSAGE = 12_000
"""Characters in the blocks of one message; Slack gives no figure but for ``markdown`` blocks, which is this one."""
LONGEST_SUMMARY = 3_000


T = typing.TypeVar("T")

_STEERING = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], "\N{REPLACEMENT CHARACTER}"
)
"""Characters that reorder what stands around them; in a sentence of ours they could make it say something else."""


def tamed(text: str) -> str:
    """The text without characters that reorder words; for all but words that are quoted whole."""
    return text.translate(_STEERING)


def plain(text: str) -> Json:
    """A text object that is shown as it stands."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str) -> Iterator[Json]:
    """Sections with the text."""
    yield from ({"type": "section", "text": plain(part)} for part in parts(text, LONGEST_TEXT))


def context(text: str) -> Iterator[Json]:
    """The text in small print."""
    yield from ({"type": "context", "elements": [plain(part)]} for part in parts(text, LONGEST_TEXT))


def header(text: str) -> Iterator[Json]:
    """The text as a header; where that is too long, in bold."""
    if 0 < len(text) <= LONGEST_HEADER:
        yield {"type": "header", "text": plain(text)}
        return
    yield from rich_lines(text, bold=True)


def fields(texts: Sequence[str]) -> Iterator[Json]:
    """Short texts in two columns; one that is too long stands on its own."""
    for some in in_groups([text for text in texts if len(text) <= LONGEST_FIELD], MOST_FIELDS):
        yield {"type": "section", "fields": [plain(text) for text in some]}
    for text in texts:
        if len(text) > LONGEST_FIELD:
            yield from section(text)


def rich_lines(text: str, *, bold: bool = False) -> Iterator[Json]:
    """The text, in bold where asked for."""
    style = {"style": {"bold": True}} if bold else {}
    for part in parts(text, LONGEST_TEXT):
        yield _rich([_section([{"type": "text", "text": part, **style}])])


def link(label: str, url: str) -> Iterator[Json]:
    """A link, of which nothing is markup; one that is too long to follow stands there to be read."""
    if max(len(label), len(url)) > LONGEST_TEXT:
        yield from rich_lines(f"{label}: {url}")
        return
    yield _rich([_section([{"type": "link", "url": url, "text": label}])])


def quote(text: str) -> Iterator[Json]:
    """The text with a bar beside it, whole and exactly as it is."""
    for part in parts(text, LONGEST_TEXT):
        yield _rich([{"type": "rich_text_quote", "elements": [{"type": "text", "text": part}]}])


def listing(items: Sequence[tuple[str, Sequence[str]]], *, ordered: bool) -> Iterator[Json]:
    """Texts with what belongs to each, as a list; a long list goes on in the next block."""
    style, lists, size = "ordered" if ordered else "bullet", list[Json](), 0
    for place, (text, details) in enumerate(items):
        length = len(text) + sum(map(len, details))
        if lists and size + length > LONGEST_TEXT:
            yield _rich(lists)
            lists, size = [], 0
        size += length
        if lists and lists[-1]["indent"] == 0:
            lists[-1]["elements"] += _items([text])
        else:
            lists.append(_rich_list([text], style, 0, place if ordered else 0))
        if any(details):
            lists.append(_rich_list(details, "bullet", 1, 0))
    if lists:
        yield _rich(lists)


def button(label: str, action_id: str, value: str) -> Json:
    """A button; the value is empty where there is nothing to name."""
    named = {"type": "button", "text": plain(label), "action_id": action_id}
    return {**named, "value": value} if value else named


def actions(elements: Sequence[Json], block_id: str) -> Json:
    """A row of buttons, at most 25."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def parts(text: str, longest: int) -> Iterator[str]:
    """The text in pieces, which together are the text; cut at the end of a line or a word where there is one near.

    An empty text has no pieces: Slack takes no empty texts.
    """
    while len(text) > longest:
        end = max(text.rfind("\n", longest // 2, longest), text.rfind(" ", longest // 2, longest)) + 1 or longest
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def in_groups(members: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The members in their order, so many at a time."""
    yield from (members[at : at + most] for at in range(0, len(members), most))


def size_of(block: Json) -> int:
    """How many characters of text are in the block."""
    if isinstance(block, dict):
        own = len(block["text"]) if isinstance(block.get("text"), str) else 0
        return own + sum(size_of(member) for member in block.values())
    return sum(map(size_of, block)) if isinstance(block, list) else 0


def _rich(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _rich_list(texts: Sequence[str], style: str, indent: int, offset: int) -> Json:
    shaped = {"type": "rich_text_list", "style": style, "indent": indent, "elements": _items(texts)}
    return {**shaped, "offset": offset} if offset else shaped


def _items(texts: Sequence[str]) -> list[Json]:
    return [
        _section([{"type": "text", "text": part} for part in parts(text, LONGEST_TEXT)]) for text in filter(None, texts)
    ]
