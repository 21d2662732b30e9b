"""Text that cannot move the cursor, change colours or turn the line around, whoever wrote it."""

import unicodedata

_KEPT = {"\n", "\u200d", "\u200c", "\u00ad"}
"""Line ends, and what letters and emoji are joined and hyphenated with."""

_TAB = "    "


def visible(text: str) -> str:
    """``text`` with every character that steers a terminal or hides put in sight; all others as they are."""
    return "".join(_shown(character) for character in text) if not text.isprintable() else text


def _shown(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    if character == "\t":
        return _TAB
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"}:
        return "\n"
    return f"\\u{{{code:x}}}"
