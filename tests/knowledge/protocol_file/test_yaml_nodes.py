import pytest

from knowledge.problems import Place
from knowledge.protocol_file.nodes import Entry, Mapping, Scalar, Sequence
from knowledge.protocol_file.yaml_nodes import MAX_ENTRIES, MAX_MEMBERS, NodeTree, read_nodes
from knowledge.protocol_file.yaml_parser import PARSER, PurePythonParser

PARSERS = pytest.mark.parametrize("parser", [PARSER, PurePythonParser], ids=["libyaml", "pure"])


def read(text: str, parser: object = PARSER) -> NodeTree:
    return read_nodes(text.encode(), "protocol.yaml", parser=parser)


@PARSERS
def test_texts_lists_and_groups_are_read_with_their_places(parser: object) -> None:
    tree = read('# kop\neen: "één"\ntwee:\n  - plat  # commentaar\n  - {é: mag dat?, b: [~]}\n', parser)

    assert list(tree.problems) == []
    assert tree.root == Mapping(
        (
            Entry("een", Place(2, 1), Scalar("één", Place(2, 6))),
            Entry(
                "twee",
                Place(3, 1),
                Sequence(
                    (
                        Scalar("plat", Place(4, 5), plain=True),
                        Mapping(
                            (
                                Entry("é", Place(5, 6), Scalar("mag dat?", Place(5, 9), plain=True)),
                                Entry(
                                    "b",
                                    Place(5, 19),
                                    Sequence((Scalar("~", Place(5, 23), plain=True),), Place(5, 22)),
                                ),
                            ),
                            Place(5, 5),
                        ),
                    ),
                    Place(4, 3),
                ),
            ),
        ),
        Place(2, 1),
    )


@PARSERS
@pytest.mark.parametrize(
    "written", ["no", "NO", "12:30", "010", "2024-01-01", "3.10", "true", "null", "1_0", "=", "0x1F"]
)
def test_a_plain_text_stays_as_it_is_written(written: str, parser: object) -> None:
    assert read(f"- {written}", parser).root == Sequence((Scalar(written, Place(1, 3), plain=True),), Place(1, 1))


@PARSERS
@pytest.mark.parametrize("text", ["", "\n", "# niets\n", "\ufeff"])
def test_a_file_with_nothing_in_it_has_no_root(text: str, parser: object) -> None:
    tree = read(text, parser)

    assert (tree.root, tree.stopped, list(tree.problems)) == (None, False, [])


@PARSERS
def test_the_sign_of_a_document_start_and_end_may_stand_around_it(parser: object) -> None:
    tree = read("---\n- a\n...\n# klaar\n", parser)

    assert tree.root == Sequence((Scalar("a", Place(2, 3), plain=True),), Place(2, 1))
    assert list(tree.problems) == []


def test_only_a_value_without_quotes_is_empty() -> None:
    tree = read("[~, null, Null, NULL, '', '~', \"null\", nul]")

    assert isinstance(tree.root, Sequence)
    assert [member.empty for member in tree.root.members if isinstance(member, Scalar)] == [True] * 4 + [False] * 4


def test_the_second_of_two_equal_keys_is_left_out_and_told_with_both_lines() -> None:
    tree = read("a: 1\nb: 2\na: 3\n")

    assert isinstance(tree.root, Mapping)
    assert [entry.key for entry in tree.root.entries] == ["a", "b"]
    (problem,) = tree.problems
    assert problem.message == '"a" stands on line 1 and again on line 3.'


def test_a_comment_without_a_space_behind_a_plain_text_is_marked() -> None:
    tree = read('[a #b\n, c # d\n, "e" #f\n, g]')

    assert isinstance(tree.root, Sequence)
    assert [member.cut for member in tree.root.members if isinstance(member, Scalar)] == [True, False, False, False]


@pytest.mark.parametrize("text", ["- 'a\tb'\n", '- "a\tb"\n', "- |\n  a\tb\n", "- a # b\tc\n", "# a\tb\n- c\n"])
@PARSERS
def test_a_tab_inside_a_text_or_a_comment_is_read(text: str, parser: object) -> None:
    assert list(read(text, parser).problems) == []


def test_reading_goes_on_behind_what_can_be_left_out() -> None:
    tree = read("a: &x 1\nb: *x\nc: !t 2\n<<: {d: 3}\n? [e]\n: 4\nf: \u202e\ng: 5\n")

    assert [problem.code for problem in tree.problems] == [
        "unsafe-character", "anchor", "alias", "tag", "merge-key", "key-not-text",
    ]  # fmt: skip
    assert isinstance(tree.root, Mapping)
    assert [(entry.key, entry.value.spoiled) for entry in tree.root.entries] == [
        ("a", True), ("b", True), ("c", True), ("f", True), ("g", False),
    ]  # fmt: skip


@pytest.mark.parametrize("extra", [0, 1])
def test_the_number_of_keys_and_members_has_a_bound(extra: int) -> None:
    keys = read("{" + ",".join(f"k{n}: v" for n in range(MAX_ENTRIES + extra)) + "}")
    members = read("[" + "a," * (MAX_MEMBERS + extra) + "]")

    assert (keys.stopped, members.stopped) == (bool(extra), bool(extra))
