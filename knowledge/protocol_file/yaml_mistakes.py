"""What a YAML parser's complaint means to someone who does not program."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from knowledge.problems import Place, place_at
from knowledge.protocol_file.characters import refusal_of
from knowledge.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake against YAML, in plain words."""

    code: str
    place: Place
    message: Sentence
    hint: Sentence


_NOWHERE = yaml.Mark("", 0, 0, 0, None, 0)
_QUOTES = Sentence('Put double quotes around the text: "…".')
_COMMENT = re.compile(r"(?:^|(?<=[ \t\n]))#")
_SURROGATE = re.compile(r"\\(?:u([dD][89a-fA-F][0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8}))")


def explain_syntax_error(error: yaml.MarkedYAMLError, text: str, brackets: Sequence[yaml.Mark]) -> Finding:  # noqa: PLR0911 -- one for each complaint
    """Say what is wrong where the parser stopped in ``text``, the whole file.

    ``brackets`` has the mark of the innermost bracket that was open, if any was.

    PyYAML and libyaml word some complaints differently; the finding is the same.
    """
    complaint, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark or _NOWHERE
    opening = error.context_mark or mark
    here, start = _place(mark), _place(opening)
    line = _line(text, mark.index)
    if "escape" in complaint:
        return _explain_escape(text, mark.index)
    if "quoted scalar" in context:
        return Finding(
            "unclosed-quote",
            start,
            Sentence("The quote that opens here is never closed."),
            Sentence("Close the text with the same quote; an apostrophe inside '…' is written twice, or use \"…\"."),
        )
    if "anchor" in context or "alias" in context or "tag" in context or "tag" in complaint:
        sign = text[opening.index : opening.index + 1]
        code = {"&": "anchor", "*": "alias"}.get(sign, "tag")
        return Finding(code, start, Sentence('A text without quotes cannot start with "{sign}".', sign=sign), _QUOTES)
    if "that cannot start any token" in complaint or "tab character" in complaint:
        return _explain_character(text[mark.index : mark.index + 1], here)
    if brackets or "flow" in context:
        return _explain_bracket(text, brackets[0] if brackets else opening, mark)
    if "not allowed" in complaint:
        return _explain_not_allowed(complaint, line, here)
    if "simple key" in context:
        return Finding(
            "missing-colon",
            start,
            Sentence('This line has no colon with a space behind it (": ").'),
            Sentence("Write a key, a colon and a space; or indent the line when it goes on with the text above."),
        )
    if "block scalar" in context:
        return Finding(
            "text-after-bar",
            here,
            Sentence('Nothing may follow "|" or ">" on its line.'),
            Sentence("Start the text on the next line, two spaces further in."),
        )
    if "node content" in complaint:
        return Finding(
            "needs-quotes",
            here,
            Sentence('A text without quotes cannot start with "{sign}".', sign=text[mark.index : mark.index + 1]),
            _QUOTES,
        )
    return _explain_block(line, here)


def find_stray_tab(text: str, texts: Sequence[tuple[int, int]]) -> Finding | None:
    """The first tab that stands outside all ``texts`` and comments, where spaces belong.

    ``texts`` has the start and the end of each text in quotes or in a block, in the order of the file.
    """
    starts = [start for start, _ in texts]
    tab = text.find("\t")
    while tab >= 0:
        before = bisect_right(starts, tab) - 1
        end_of_text = texts[before][1] if before >= 0 else 0
        if tab < end_of_text:
            tab = text.find("\t", end_of_text)
        elif _COMMENT.search(text, max(text.rfind("\n", 0, tab) + 1, end_of_text), tab):
            end_of_line = text.find("\n", tab)
            tab = text.find("\t", end_of_line) if end_of_line >= 0 else -1
        else:
            return _tab(place_at(text, tab))
    return None


def _tab(place: Place) -> Finding:
    return Finding(
        "tab",
        place,
        Sentence("A tab stands here, where spaces belong."),
        Sentence('Replace the tab by spaces; most editors have "convert tabs to spaces".'),
    )


def _explain_escape(text: str, index: int) -> Finding:
    begin = text.rfind("\\", 0, index + 1)
    place = place_at(text, max(begin, 0))
    if found := _SURROGATE.match(text, max(begin, 0)):
        code = int(found[1] or found[2], 16)
        if code <= 0x10FFFF:
            return Finding("unsafe-character", place, *refusal_of(chr(code)))
        return Finding(
            "unsafe-character", place, Sentence("There is no character U+{code:X}.", code=code), Sentence("Remove it.")
        )
    return Finding(
        "unknown-escape",
        place,
        Sentence('A backslash inside "…" has a meaning of its own, and not with this letter.'),
        Sentence("Write the backslash twice, or use single quotes: '…'."),
    )


def _explain_bracket(text: str, bracket: yaml.Mark, mark: yaml.Mark) -> Finding:
    opening, start = text[bracket.index : bracket.index + 1], _place(bracket)
    closing = "}" if opening == "{" else "]"
    if mark.line == bracket.line and mark.index < len(text):
        return Finding(
            "unclosed-bracket",
            start,
            Sentence(
                'What stands between "{opening}" and "{closing}" cannot be read.', opening=opening, closing=closing
            ),
            Sentence(
                'Part with commas, close with "{closing}", and put quotes around texts with a comma or a bracket.',
                closing=closing,
            ),
        )
    return Finding(
        "unclosed-bracket",
        start,
        Sentence('The bracket "{opening}" that opens here is never closed.', opening=opening),
        Sentence('Close it with "{closing}"; put quotes around texts with "#", a comma or a bracket.', closing=closing),
    )


def _explain_character(sign: str, here: Place) -> Finding:
    if sign == "\t":
        return _tab(here)
    return Finding(
        "needs-quotes", here, Sentence('A text without quotes cannot start with "{sign}".', sign=sign), _QUOTES
    )


def _explain_not_allowed(complaint: str, line: str, here: Place) -> Finding:
    before = line[: here.column - 1]
    if line[here.column - 1 :].startswith(":") and not before.strip(" -"):
        return Finding(
            "no-key", here, Sentence("There is no key before this colon."), Sentence("Write the key before it.")
        )
    if "sequence entries" in complaint:
        return Finding(
            "bad-indentation",
            here,
            Sentence('A list cannot start with "- " here.'),
            Sentence("Start it on the next line, two spaces further in than its key; or put quotes around the text."),
        )
    if "mapping values" in complaint and ": " in before.lstrip(" -"):
        return Finding(
            "colon-in-text",
            here,
            Sentence('A colon with a space behind it (": ") stands in a text without quotes.'),
            _QUOTES,
        )
    return Finding(
        "bad-indentation",
        here,
        Sentence("This key does not stand straight under the keys it belongs to."),
        Sentence("Give it exactly as many spaces as the keys above it; look at the line above as well."),
    )


def _explain_block(line: str, here: Place) -> Finding:
    before = line[: here.column - 1].rstrip()
    if line[here.column - 1 :].startswith(":") and not before:
        return Finding(
            "no-key", here, Sentence("There is no key before this colon."), Sentence("Write the key before it.")
        )
    if before.endswith(("'", '"')):
        quote = before[-1]
        other = Sentence('inside "…" write \\"')
        if quote == "'":
            other = Sentence("an apostrophe inside '…' is written twice, or use \"…\"")
        return Finding(
            "text-after-quote",
            here,
            Sentence("The text ended at the quote {quote}, but more follows.", quote=quote),
            Sentence("Put the quotes around the whole text; {other}.", other=other),
        )
    if before.endswith(("]", "}")):
        return Finding(
            "text-after-bracket",
            here,
            Sentence('The part in brackets ended at "{bracket}", but more follows.', bracket=before[-1]),
            _QUOTES,
        )
    return Finding(
        "bad-indentation",
        here,
        Sentence("This line does not stand straight under the lines it belongs to."),
        Sentence('Give it exactly as many spaces as they have; members of a list start with "- ".'),
    )


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _line(text: str, index: int) -> str:
    end = text.find("\n", index)
    return text[text.rfind("\n", 0, index) + 1 : end if end >= 0 else len(text)]
