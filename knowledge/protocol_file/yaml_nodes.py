"""The file's bytes as a small tree of texts, lists and mappings, each with its place; only plain YAML is read.

The tree is built in one pass over the parser's events, so that a hostile file is stopped at the first bound it passes
and nothing is ever expanded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from knowledge.problems import Path, Place, ProblemCollection, TooManyProblemsError, place_at, shorten, twice
from knowledge.protocol_file.characters import REFUSED, STAND_IN, refusal_of
from knowledge.protocol_file.file_text import FileText, read_file_text
from knowledge.protocol_file.nodes import Entry, Mapping, Node, Scalar, Sequence
from knowledge.protocol_file.yaml_mistakes import Finding, explain_syntax_error, find_stray_tab
from knowledge.protocol_file.yaml_parser import PARSER
from knowledge.sentence import Sentence

MAX_DEPTH = 20
"""Nested lists and mappings. Format 1 itself needs 7; libyaml crashes near 30,000 when it composes."""
MAX_NODES = 80_000
"""Texts (keys too), lists and mappings together. A file of 2,000 clauses, each with number, topic, title, verdict, rule
and three example questions in two languages, has 66,000."""
MAX_ENTRIES = 500
"""Keys of one mapping; format 1 allows at most 100."""
MAX_MEMBERS = 4_000
"""Members of one list; format 1 allows at most 2,000."""

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
_SHORT_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "v": "\v", "f": "\f", "r": "\r",
    "N": "\x85", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HASHTAG = re.compile(r"[ \t]#[^\s#!]")
_COMMENT_LIKE_A_HASHTAG = re.compile(r"[ \t]+#[^\s#!]")
_AFTER_THE_END = re.compile(r"^(?![ \t]*+(?:#|\r?$))[^\n]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NodeTree:
    """What was read of a file.

    Attributes:
        root: ``None`` when the file is empty, or reading had to stop.
        problems: Errors and warnings, in the order they were found; the loader adds its own.
        stopped: Whether reading had to stop; the problems then say why.
    """

    root: Node | None
    problems: ProblemCollection
    stopped: bool = False


class _StopError(Exception):
    """Reading cannot go on after this problem."""


def read_nodes(data: bytes, file: str, *, parser: Any = PARSER) -> NodeTree:  # noqa: ANN401 -- the two share no type
    """Read ``data``, called ``file`` in its problems, as far as it can be read.

    The result is the same with either ``parser``.
    """
    problems = ProblemCollection(file)
    try:
        file_text = read_file_text(data, problems)
        if file_text is None:
            return NodeTree(None, problems, stopped=True)
        events = parser(file_text.text)
        try:
            return NodeTree(_TreeBuilder(file_text, events, problems).build(), problems)
        finally:
            events.dispose()
    except (_StopError, TooManyProblemsError):
        return NodeTree(None, problems, stopped=True)


class _TreeBuilder:
    """Builds the tree of one file and collects its problems on the way."""

    def __init__(self, file_text: FileText, events: Any, problems: ProblemCollection) -> None:  # noqa: ANN401 -- no types
        self._text = file_text.text
        self._mended = file_text.mended
        self._events = events
        self._problems = problems
        self._hashes = _HASHTAG.search(self._text) is not None
        self._nodes = 0
        self._brackets: list[Any] = []
        self._spans: list[tuple[int, int]] | None = [] if "\t" in self._text else None

    def build(self) -> Node | None:
        """The root of the tree; ``None`` when the file is empty."""
        try:
            return self._document()
        except yaml.MarkedYAMLError as complaint:
            self._not_yaml(explain_syntax_error(complaint, self._text, self._brackets[-1:]))
        except (ValueError, OverflowError):  # PyYAML, on an escape beyond the last character there is
            error = yaml.MarkedYAMLError(problem="escape", problem_mark=self._events.get_mark())
            self._not_yaml(explain_syntax_error(error, self._text, []))

    def _document(self) -> Node | None:
        next_event = self._events.get_event
        next_event()  # the start of the stream
        if isinstance(next_event(), yaml.StreamEndEvent):
            return None
        root = self._node(next_event(), (), 1)
        end = next_event()
        if self._spans is not None and (stray := find_stray_tab(self._text, self._spans)) is not None:
            self._not_yaml(stray)
        if more := _AFTER_THE_END.search(self._text, end.end_mark.index):
            self._stop(
                "several-documents",
                place_at(self._text, more.start()),
                (),
                Sentence('A second document starts here; a protocol is one ("---" and "..." part documents).'),
                Sentence('Remove the line "---" or "...", and what does not belong to this protocol.'),
            )
        return root

    def _node(self, event: Any, path: Path, depth: int) -> Node:  # noqa: ANN401 -- PyYAML's events carry no types
        self._nodes += 1
        mark = event.start_mark
        if self._nodes > MAX_NODES:
            self._stop(
                "too-many-values",
                Place(mark.line + 1, mark.column + 1),
                path,
                Sentence("The file has more than {most:,} texts, lists and keys.", most=MAX_NODES),
                Sentence("Part it into several protocols."),
            )
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, path)
        place = Place(mark.line + 1, mark.column + 1)
        if kind is yaml.AliasEvent:
            self._refuse_alias(place, path)
            return Scalar("", place, spoiled=True)
        spoiled = event.anchor is not None or event.tag is not None
        if spoiled:
            self._refuse_marks(event, place, path)
        if depth > MAX_DEPTH:
            self._stop(
                "too-deep",
                place,
                path,
                Sentence("Lists and groups are nested deeper than {most} here.", most=MAX_DEPTH),
                Sentence("A protocol needs 7 at most: look for brackets or indentation that do not belong here."),
            )
        if event.flow_style:
            self._brackets.append(mark)
        if kind is yaml.SequenceStartEvent:
            node: Node = Sequence(tuple(self._members(path, place, depth)), place, spoiled)
        else:
            before = len(self._problems)
            entries = tuple(self._entries(path, place, depth))
            node = Mapping(entries, place, spoiled or (not entries and len(self._problems) > before))
        if event.flow_style:
            self._brackets.pop()
        return node

    def _scalar(self, event: Any, path: Path) -> Scalar:  # noqa: ANN401 -- PyYAML's events carry no types
        start, end, text = event.start_mark, event.end_mark, event.value
        place = Place(start.line + 1, start.column + 1)
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event, place, path)
            return Scalar(text, place, spoiled=True)
        if not event.style:  # libyaml has an empty text here, PyYAML nothing
            cut = self._hashes and _COMMENT_LIKE_A_HASHTAG.match(self._text, end.index) is not None
            spoiled = self._mended and STAND_IN in text
            return Scalar(text, place, plain=True, cut=cut, spoiled=spoiled)
        if self._spans is not None:
            self._spans.append((start.index, end.index))
        spoiled = REFUSED.search(text) is not None
        if spoiled and event.style == '"':
            self._look_at_escapes(start.index, end.index, path)
        return Scalar(text, place, spoiled=spoiled)

    def _look_at_escapes(self, start: int, end: int, path: Path) -> None:
        """Report the first refused character that an escape such as that of U+202E would smuggle in."""
        for escape in _ESCAPE.finditer(self._text, start, end):
            code = escape[1] or escape[2] or escape[3]
            character = chr(int(code, 16)) if code else _SHORT_ESCAPES.get(escape[4], "")
            if character and REFUSED.match(character):
                place, half = place_at(self._text, escape.start()), "\ud800" <= character <= "\udfff"
                self._problems.add("unsafe-character", place, () if half else path, *refusal_of(character))
                if half:
                    raise _StopError  # libyaml stops here by itself
                return

    def _members(self, path: Path, place: Place, depth: int) -> Iterator[Node]:
        next_event = self._events.get_event
        index = 0
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            if index == MAX_MEMBERS:
                self._stop(
                    "too-many",
                    place,
                    path,
                    Sentence("This list has more than {most:,} members.", most=MAX_MEMBERS),
                    Sentence("Leave out what does not belong to the protocol."),
                )
            yield self._node(event, (*path, index), depth + 1)
            index += 1

    def _entries(self, path: Path, place: Place, depth: int) -> Iterator[Entry]:
        next_event = self._events.get_event
        seen: dict[str, Place] = {}
        while type(event := next_event()) is not yaml.MappingEndEvent:
            key = self._node(event, path, depth + 1)
            if not isinstance(key, Scalar):
                self._problems.add(
                    "key-not-text",
                    key.place,
                    path,
                    Sentence("A list or a group stands here where a key is expected."),
                    Sentence('Write a key and a colon; put quotes around a text that starts with "?", "[" or "{{".'),
                )
                self._node(next_event(), path, depth + 1)
                continue
            value = self._node(next_event(), (*path, key.text), depth + 1)
            if key.spoiled or self._is_refused_key(key, path, seen.get(key.text)):
                continue
            seen[key.text] = key.place
            if len(seen) > MAX_ENTRIES:
                self._stop(
                    "too-many",
                    place,
                    path,
                    Sentence("This group has more than {most:,} keys.", most=MAX_ENTRIES),
                    Sentence("Leave out what does not belong to the protocol."),
                )
            yield Entry(key.text, key.place, value)

    def _is_refused_key(self, key: Scalar, path: Path, first: Place | None) -> bool:
        if key.plain and key.text == "<<":
            self._problems.add(
                "merge-key",
                key.place,
                path,
                Sentence('"<<" takes over parts of another place; a protocol is read without it.'),
                Sentence("Write the parts out here."),
            )
            return True
        if first is not None:
            self._problems.add(
                "duplicate-key",
                key.place,
                (*path, key.text),
                Sentence('"{text}" stands {twice}.', text=shorten(key.text), twice=twice(first, key.place)),
                Sentence("Keep one of the two."),
            )
            return True
        return False

    def _refuse_alias(self, place: Place, path: Path) -> None:
        self._problems.add(
            "alias",
            place,
            path,
            Sentence('"*" in front of a text refers to another place; a protocol is read without it.'),
            Sentence("Put quotes around the text, or write out what it refers to."),
        )

    def _refuse_marks(self, event: Any, place: Place, path: Path) -> None:  # noqa: ANN401 -- PyYAML's events carry no types
        if event.anchor is not None:
            self._problems.add(
                "anchor",
                place,
                path,
                Sentence('"&" in front of a text names this place; a protocol is read without it.'),
                Sentence("Put quotes around the text, or remove the name."),
            )
        elif event.tag is not None:
            self._problems.add(
                "tag",
                place,
                path,
                Sentence('"!" in front of a text is an order to a program; a protocol has none.'),
                Sentence('Put quotes around the text, or remove the word with "!".'),
            )

    def _not_yaml(self, finding: Finding) -> NoReturn:
        self._stop(finding.code, finding.place, (), finding.message, finding.hint)

    def _stop(self, code: str, place: Place, path: Path, message: Sentence, hint: Sentence) -> NoReturn:
        self._problems.add(code, place, path, message, hint)
        raise _StopError
