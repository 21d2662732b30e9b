"""What people write in Slack, as they meant it: Slack sends it marked up and escaped."""

import re
from collections.abc import Callable

_MARK = re.compile(r"<((?:@[UW]|#[CG]|!|https?:|mailto:|tel:)[^<>\n]{1,3000})>")
"""What Slack itself makes; a ``<`` that was typed arrives as ``&lt;``."""


def as_written(text: str, name_of: Callable[[str], str]) -> str:
    """The text as its writer sees it (docs.slack.dev, formatting message text).

    Args:
        text: As Slack sends it.
        name_of: What a person with this id is called.
    """
    shown = _MARK.sub(lambda mark: _shown(mark[1], name_of), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(mark: str, name_of: Callable[[str], str]) -> str:
    """What a mention, a channel, a group or a link looks like."""
    target, _, label = mark.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or name_of(target[1:])}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return f"@{(label or target[1:].partition('^')[0]).removeprefix('@')}"
        case _:
            return label or target.removeprefix("mailto:").removeprefix("tel:")
