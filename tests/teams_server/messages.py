"""What stands in a message of Teams, and what Teams takes of a card."""

import json
import typing
from collections.abc import Iterator

Json = typing.Any

LARGEST_CARD = 28 * 1024
"""Bytes in UTF-16; what is larger gets 413 (learn.microsoft.com, older pages; newer ones allow more)."""
KNOWN = frozenset(
    [
        "AdaptiveCard",
        "Container",
        "ColumnSet",
        "Column",
        "RichTextBlock",
        "TextRun",
        "ActionSet",
        "Action.Execute",
        "Action.OpenUrl",
        "Action.ShowCard",
        "Input.Text",
    ]
)
"""What Teams and the Agents Playground both know of version 1.4; none of them reads markdown."""


def objects(value: Json) -> Iterator[dict[str, Json]]:
    """Every object in it, however deep, each before those within it."""
    ahead = [value]
    while ahead:
        first = ahead.pop()
        if isinstance(first, dict):
            yield first
            ahead.extend(reversed(first.values()))
        elif isinstance(first, list):
            ahead.extend(reversed(first))


def shown(message: Json) -> str:
    """Every text that is shown, block by block."""
    blocks = [each for each in objects(message.get("card")) if each.get("type") == "RichTextBlock"]
    lines = ["".join(run["text"] for run in block["inlines"]) for block in blocks]
    described = ((message.get("file") or {}).get("content") or {}).get("description", "")
    return "\n".join([message.get("text") or "", described, *lines]).strip()


def buttons(message: Json) -> list[dict[str, Json]]:
    """Everything that can be pressed and tells the bot so."""
    return [each for each in objects(message.get("card")) if each.get("type") == "Action.Execute"]


def wrong_with(card: Json) -> str:
    """Why Teams refuses the card; empty when it does not."""
    if len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le")) > LARGEST_CARD:
        return "MessageSizeTooBig"
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.4" or not card.get("body"):
        return "BadSyntax"
    for each in objects(card):
        kind = each.get("type")
        if kind is not None and kind not in KNOWN:
            return "BadSyntax"
        if kind == "Action.Execute" and not (each.get("title") and each.get("verb")):
            return "BadSyntax"
        if kind == "TextRun" and not isinstance(each.get("text"), str):
            return "BadSyntax"
    return ""
