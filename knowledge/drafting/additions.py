"""Additions to a protocol file that leave every other line of it as it is: comments, quotes, order and all.

The file is not written anew from what was read of it; at the place that the marks of its YAML nodes give, a line is put
in, or an item into a list that stands on one line.
"""

import json
from dataclasses import dataclass

import yaml

from knowledge.protocol import Language, Verdict

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = "\ufeff"


class CannotAddError(Exception):
    """It must be added by hand; the message says why."""


@dataclass(frozen=True, slots=True)
class NewClause:
    """A clause to be finished by hand.

    Attributes:
        remark: A comment above it, on one line.
    """

    id: str
    number: str
    title: str
    rule: str
    example: str
    language: Language
    verdict: Verdict = Verdict.ASK_FIRST
    remark: str = ""


def add_example(content: bytes, clause_id: str, language: Language, question: str) -> bytes:
    """The file with the question among the examples of the clause.

    Args:
        content: A file that loads.
        clause_id: Of the clause.
        language: Of the question.
        question: One line.

    Raises:
        CannotAddError: the clause is not there, or is written in a way that leaves no place for it.
    """
    text = _Text(content)
    clause = text.clause(clause_id)
    questions, written = _under(clause, "questions"), json.dumps(question, ensure_ascii=False)
    if questions is None:
        text.add_entry(clause, "questions", f"{{{language}: [{written}]}}")
    elif isinstance(questions, yaml.MappingNode):
        listed = _under(questions, language)
        if listed is None:
            text.add_entry(questions, language, f"[{written}]")
        else:
            text.add_item(listed, written)
    elif language == text.binding_language:
        text.add_item(questions, written)
    else:
        raise CannotAddError(f"the examples of {clause_id} stand there without a language")
    return text.written()


def add_clause(content: bytes, clause: NewClause) -> bytes:
    """The file with the clause behind the last one.

    Raises:
        CannotAddError: the clauses stand on one line.
    """
    text = _Text(content)
    listed = text.clauses()
    if listed.flow_style:
        raise CannotAddError("the clauses stand on one line")

    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    language = clause.language
    lines = [
        f"- id: {clause.id}",
        f"  number: {quoted(clause.number)}",
        f"  title: {{{language}: {quoted(clause.title)}}}",
        f"  verdict: {clause.verdict}",
        f"  rule: {{{language}: {quoted(clause.rule)}}}",
        f"  questions: {{{language}: [{quoted(clause.example)}]}}",
    ]
    if clause.remark:
        lines.insert(0, f"# {clause.remark}")
    text.add_lines_after(listed, listed.start_mark.column, lines)
    return text.written()


class _Text:
    """A file as its lines, and its tree with their places."""

    def __init__(self, content: bytes) -> None:
        decoded = content.decode("utf-8")
        self._bom = _BOM if decoded.startswith(_BOM) else ""
        decoded = decoded.removeprefix(_BOM)
        self._newline = "\r\n" if "\r\n" in decoded else "\n"
        # YAML's marks count a carriage return as a character of its line, so the lines keep theirs.
        self._lines = decoded.split("\n")
        root = yaml.compose(decoded, Loader=_LOADER)
        if not isinstance(root, yaml.MappingNode):
            raise CannotAddError("the file is no protocol")
        self._root = root

    @property
    def binding_language(self) -> str:
        """The first of the protocol's languages."""
        languages = _under(_under(self._root, "protocol"), "languages")
        first = languages.value[0] if isinstance(languages, yaml.SequenceNode) and languages.value else None
        return first.value if isinstance(first, yaml.ScalarNode) else ""

    def clauses(self) -> yaml.SequenceNode:
        """The list of clauses."""
        listed = _under(self._root, "clauses")
        if not isinstance(listed, yaml.SequenceNode) or not listed.value:
            raise CannotAddError("the file has no clauses")
        return listed

    def clause(self, clause_id: str) -> yaml.MappingNode:
        """The clause with this id."""
        for each in self.clauses().value:
            named = _under(each, "id")
            if isinstance(each, yaml.MappingNode) and isinstance(named, yaml.ScalarNode) and named.value == clause_id:
                return each
        raise CannotAddError(f"there is no clause {clause_id}")

    def add_entry(self, mapping: yaml.MappingNode, key: str, written: str) -> None:
        """Put a key with its value at the end of a mapping."""
        if mapping.flow_style:
            self._insert_behind(mapping.value[-1][1], f", {key}: {written}")
        else:
            column = mapping.value[0][0].start_mark.column
            self.add_lines_after(mapping, column, [f"{key}: {written}"])

    def add_item(self, listed: yaml.Node, written: str) -> None:
        """Put an item at the end of a list."""
        if not isinstance(listed, yaml.SequenceNode) or not listed.value:
            raise CannotAddError("the examples are no list with something in it")
        if listed.flow_style:
            self._insert_behind(listed.value[-1], f", {written}")
        else:
            self.add_lines_after(listed, listed.start_mark.column, [f"- {written}"])

    def add_lines_after(self, node: yaml.Node, column: int, lines: list[str]) -> None:
        """Put lines behind the last line of a node that stands on lines of its own."""
        at = self._last_line(node) + 1
        end = "\r" if self._newline == "\r\n" else ""
        written = [" " * column + line + end for line in lines]
        if at == len(self._lines):  # the file ends without a line feed
            self._lines[-1] += end
            written[-1] = written[-1].removesuffix(end)
        self._lines[at:at] = written

    def written(self) -> bytes:
        """The file as it is to be."""
        return (self._bom + "\n".join(self._lines)).encode()

    def _insert_behind(self, node: yaml.Node, written: str) -> None:
        line, column = node.end_mark.line, node.end_mark.column
        before = self._lines[line]
        self._lines[line] = before[:column] + written + before[column:]

    def _last_line(self, node: yaml.Node) -> int:
        """The last line on which something of the node stands."""
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            line, column = node.end_mark.line, node.end_mark.column
            if column == 0 and line > node.start_mark.line:  # a block of text ends where the next thing begins
                line -= 1
                while line > node.start_mark.line and not self._lines[min(line, len(self._lines) - 1)].strip():
                    line -= 1
            return int(line)
        last = node.value[-1]
        return self._last_line(last[1] if isinstance(last, tuple) else last)


def _under(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
