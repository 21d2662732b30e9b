"""What holds for every file and every protocol, not only for those that somebody thought of."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.loader import load_protocol
from knowledge.problems import Path, Problem, ProtocolRejectedError
from knowledge.protocol import SocialMediaProtocol
from knowledge.protocol_file.yaml_nodes import NodeTree, read_nodes
from knowledge.protocol_file.yaml_parser import PARSER, PurePythonParser
from tests.mutations import SNIPPETS, mutations
from tests.protocol_files import CLAUSE, HEAD, PROTOCOLS, problems_in
from tests.written_protocol import Style, protocols, written

EVERYTHING = (PROTOCOLS / "everything.yaml").read_text(encoding="utf-8")
SIMPLE = HEAD + "clauses:\n" + CLAUSE
STYLES = st.sampled_from(Style)
quick = settings(derandomize=True, deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def refused_or_read(data: bytes) -> tuple[Problem, ...]:
    problems = problems_in(data)

    assert all(problem.place.line >= 1 and problem.place.column >= 1 for problem in problems)
    assert all((problem.message + problem.hint).isprintable() for problem in problems)
    return problems


@quick
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refused_or_read(data)


@quick
@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_or_read(text.encode("utf-8", "replace"))


@quick
@given(mutations(EVERYTHING))
def test_any_change_to_a_good_file_is_read_or_refused(text: str) -> None:
    refused_or_read(text.encode())


def seen(tree: NodeTree) -> object:
    """What the two parsers must agree on: all of it, or where and why reading had to stop."""
    return (tree.root, list(tree.problems))


@quick
@given(mutations(SIMPLE))
def test_both_parsers_read_the_same(text: str) -> None:
    trees = [read_nodes(text.encode(), "p.yaml", parser=parser) for parser in (PARSER, PurePythonParser)]

    assert trees[0].stopped == trees[1].stopped
    if not trees[0].stopped:
        assert seen(trees[0]) == seen(trees[1])


@settings(parent=quick, max_examples=40)
@given(protocols(), STYLES)
def test_a_protocol_is_read_as_it_was_written(protocol: SocialMediaProtocol, style: Style) -> None:
    loaded = load_protocol(written(protocol, style).encode(), "protocol.yaml")

    assert loaded.protocol == protocol


def composed(text: str) -> yaml.Node:
    """The file as PyYAML composes it: another road to the places than the one under test."""
    node = yaml.compose(text, PurePythonParser)
    assert node is not None
    return node


def marked_keys(node: yaml.Node, path: Path = ()) -> Iterator[tuple[Path, yaml.Node]]:
    """Every key of a file with its path, as PyYAML sees them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key
            yield from marked_keys(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, member in enumerate(node.value):
            yield from marked_keys(member, (*path, index))


def where(text: str, node: yaml.Node) -> tuple[int, int]:
    mark = node.start_mark
    assert text[mark.index] != "\ufeff"
    return mark.line + 1, mark.column + 1


def _is_an_id(path: Path) -> bool:
    if path[0] == "circumstances":
        return len(path) == 2 or (len(path) == 4 and path[2] == "options")
    return len(path) == 2 and path[0] in {"contacts", "groups"}


@settings(parent=quick, max_examples=40)
@given(protocols(), STYLES, st.data())
def test_a_mistyped_key_anywhere_is_the_one_problem_at_its_very_place(
    protocol: SocialMediaProtocol, style: Style, data: st.DataObject
) -> None:
    text = written(protocol, style)
    keys = [(path, key) for path, key in marked_keys(composed(text)) if not _is_an_id(path)]
    path, key = data.draw(st.sampled_from(keys))
    at = key.start_mark.index + data.draw(st.integers(1, len(str(key.value))))
    broken = text[:at] + "x" + text[at:]

    (problem,) = problems_in(broken)

    assert problem.code in {"unknown-key", "unknown-language"}
    assert (problem.place.line, problem.place.column) == where(text, key)
    assert problem.path[:-1] == path[:-1]


def marked_values(node: yaml.Node, path: Path = ()) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    """Every text of a file with its path, as PyYAML sees them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from marked_values(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, member in enumerate(node.value):
            yield from marked_values(member, (*path, index))
    elif isinstance(node, yaml.ScalarNode):
        yield path, node


def replaced(text: str, node: yaml.ScalarNode, value: str) -> str:
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


FAULTS: dict[str, tuple[Callable[[Path], bool], str, str]] = {
    "verdict": (lambda path: path[-1] == "verdict", "maybe", "unknown-verdict"),
    "hand-over": (lambda path: path[-1] == "hand_over", "never", "unknown-hand-over"),
    "date": (lambda path: path[-1] in {"review_by", "effective_from"}, "2026-02-30", "bad-date"),
    "test": (lambda path: path[-1] == "expect", "x-is-no-clause-x", "unknown-reference"),
    "see also": (lambda path: "see_also" in path, "x-is-no-clause-x", "unknown-reference"),
    "group": (lambda path: "applies_to" in path, "x-is-no-group-x", "unknown-reference"),
    "topic": (lambda path: path[0] == "clauses" and path[-1] == "topic", "Mijn_onderwerp", "wrong-form"),
    "id": (lambda path: path[0] == "clauses" and path[-1] == "id", "Geen_id", "bad-id"),
    "bidi": (lambda path: "rule" in path, r'"a\u202eb"', "unsafe-character"),
    "type": (lambda path: path[0] == "clauses" and "because" in path, "[a, b]", "wrong-type"),
}  # fmt: skip


@settings(parent=quick, max_examples=60)
@given(protocols(), st.data())
def test_a_fault_anywhere_is_the_one_problem_at_its_very_place(
    protocol: SocialMediaProtocol, data: st.DataObject
) -> None:
    text = written(protocol)
    spots = [
        (path, node, fault)
        for path, node in marked_values(composed(text))
        for fault, (wanted, _, _) in FAULTS.items()
        if wanted(path)
    ]
    path, node, fault = data.draw(st.sampled_from(spots))
    _, value, code = FAULTS[fault]

    (problem,) = problems_in(replaced(text, node, value))

    assert (problem.code, problem.path) == (code, path)
    line, column = where(text, node)
    assert (problem.place.line, problem.place.column) == (line, column + 2 if code == "unsafe-character" else column)


@settings(parent=quick, max_examples=20)
@given(protocols().filter(lambda protocol: len(protocol.clauses) > 1), st.data())
def test_an_id_given_twice_is_the_one_problem_at_the_second(protocol: SocialMediaProtocol, data: st.DataObject) -> None:
    text = written(protocol)
    ids = [node for path, node in marked_values(composed(text)) if path[0] == "clauses" and path[-1] == "id"]
    first, second = sorted(data.draw(st.lists(st.sampled_from(range(len(ids))), min_size=2, max_size=2, unique=True)))
    victim = ids[second]

    problems = problems_in(replaced(text, victim, text[ids[first].start_mark.index : ids[first].end_mark.index]))

    assert [(p.code, p.place.line, p.place.column) for p in problems if p.code != "refers-to-itself"] == [
        ("duplicate-id", *where(text, victim))
    ]


def test_every_key_of_the_full_example_is_noticed_when_it_is_mistyped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.loader.read_nodes", partial(read_nodes, parser=PARSER))
    keys = [(path, key) for path, key in marked_keys(composed(EVERYTHING)) if not _is_an_id(path)]

    for path, key in keys:
        at = key.end_mark.index
        with pytest.raises(ProtocolRejectedError) as caught:
            load_protocol((EVERYTHING[:at] + "x" + EVERYTHING[at:]).encode(), "protocol.yaml")
        (problem,) = caught.value.problems
        assert (problem.place.line, problem.place.column) == where(EVERYTHING, key), path

    assert len(keys) > 100
