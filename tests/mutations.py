"""Files that were good until somebody, or something, changed a few characters of them."""

import random

from hypothesis import strategies as st

SNIPPETS = [
    *"\"'#:-?&*!%@`|>[]{},~\t\n\r\0\x07\x85\u00ad\u200d\u202e\u2028\ufeff\ufffd\U0001f600",
    "  ", ": ", "- ", "? ", "---\n", "...\n", "<<: ",
    "!!str ", "&a ", "*a ", "\\u202e", '"\\ud800"', "'", "null", "nl", "{nl: x}", "[x]",
    "|\n", ">-\n  ", "\r\n", "é", "9" * 50,
]  # fmt: skip
"""What means something to YAML, to Python or to a terminal."""


def changed(text: str, chance: random.Random) -> str:
    """``text`` with a few parts cut out, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 1, 2, 5, 40]))
        put = chance.choice([chance.choice(SNIPPETS), "", text[start:end] * 2, text[end : end + 20]])
        text = text[:start] + put + text[end:]
    return text


def mutations(text: str) -> st.SearchStrategy[str]:
    """Such changes of ``text``."""
    return st.randoms(use_true_random=False).map(lambda chance: changed(text, chance))
