"""Additions to a file change only the lines that they must; a test counts them."""

import difflib
from pathlib import Path

import pytest

from knowledge.drafting import CannotAddError, NewClause, add_clause, add_example, group_similar
from knowledge.loader import load_protocol
from knowledge.protocol import Language
from tests.bakery import BAKERY

STARTER = Path(__file__).parents[2] / "knowledge" / "starter" / "protocol.yaml"
QUESTION = 'Mag ik een "podcast" over brood: beginnen? # echt'
HEAD = """\
# Van ons, met liefde.
magdat: 1
protocol:
    id: p
    title: {nl: Protocol}   # een titel
    version: "1"
    languages: [nl, en]
"""


def changed(before: bytes, after: bytes) -> tuple[int, int]:
    """How many lines went and came."""
    lines = list(difflib.ndiff(before.decode().splitlines(keepends=True), after.decode().splitlines(keepends=True)))
    return sum(line.startswith("- ") for line in lines), sum(line.startswith("+ ") for line in lines)


def examples(content: bytes, clause_id: str, language: Language) -> tuple[str, ...]:
    return load_protocol(content, "draft.yaml").protocol.clause(clause_id).examples.get(language, ())


@pytest.mark.parametrize("file", [STARTER, BAKERY], ids=["starter", "bakery"])
def test_an_example_for_any_clause_changes_one_line(file: Path) -> None:
    content = file.read_bytes()
    for clause in load_protocol(content, str(file)).protocol.clauses[:25]:
        for language in Language:
            added = add_example(content, clause.id, language, QUESTION)

            assert examples(added, clause.id, language)[-1] == QUESTION
            assert changed(content, added) in {(0, 1), (1, 1)}


@pytest.mark.parametrize("file", [STARTER, BAKERY], ids=["starter", "bakery"])
def test_a_clause_comes_behind_the_last_and_changes_nothing_else(file: Path) -> None:
    content = file.read_bytes()
    clause = NewClause("new-one", "99.1", "Podcasts", "Overleg eerst.", QUESTION, Language.NL, remark="Maak dit af.")

    added = add_clause(content, clause)

    assert changed(content, added) == (0, 7)
    read = load_protocol(added, "draft.yaml").protocol.clauses[-1]
    assert (read.id, read.number, read.rule.get(Language.NL)) == ("new-one", "99.1", "Overleg eerst.")


STYLES = {
    "four spaces": """\
clauses:
    -   id: a
        title: {nl: A}
        verdict: allowed
        rule: {nl: Regel., en: Rule.}
        questions:
            nl:
                - Mag dit?   # vaak gevraagd
""",
    "dashes at the margin": """\
clauses:
- id: a
  title: A
  questions:
    nl:
    - Mag dit?
  verdict: allowed
  rule: Regel.
""",
    "all on one line": """\
clauses:
  - {id: a, title: A, verdict: allowed, rule: Regel.}
""",
    "a flow over lines": """\
clauses:
  - {id: a, title: A,
     verdict: allowed, rule: Regel.,
     questions: {nl: [Mag dit?,
       Mag dat?]}}
""",
    "a block of text last": """\
clauses:
  - id: a
    title: A
    verdict: allowed
    rule: |
      Eerste regel.

      Tweede regel.

# hierna de rest
tests: [{ask: Mag dit?, expect: a}]
""",
    "examples without a language": """\
clauses:
  - id: a
    title: A
    verdict: allowed
    questions: [Mag dit?]
    rule: Regel.
""",
    "no line feed at the end": """\
clauses:
  - id: a
    title: A
    verdict: allowed
    rule: Regel.""",
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_any_way_of_writing_is_kept(style: str, ending: str) -> None:
    content = (HEAD + style).replace("\n", ending).encode()

    added = add_example(content, "a", Language.NL, QUESTION)

    assert examples(added, "a", Language.NL)[-1] == QUESTION
    gone, came = changed(content, added)
    assert (gone, came) in {(0, 1), (1, 1), (1, 2)}
    assert "# Van ons, met liefde." in added.decode()
    assert added.count(b"\r\n") == (added.count(b"\n") if ending == "\r\n" else 0)


def test_a_mark_at_the_start_of_the_file_stays() -> None:
    content = b"\xef\xbb\xbf" + (HEAD + STYLES["dashes at the margin"]).encode()

    assert add_example(content, "a", Language.NL, QUESTION).startswith(b"\xef\xbb\xbf# Van ons")


def test_what_leaves_no_place_is_said() -> None:
    content = (HEAD + STYLES["examples without a language"]).encode()

    with pytest.raises(CannotAddError):
        add_example(content, "a", Language.EN, "May I?")
    with pytest.raises(CannotAddError):
        add_example(content, "b", Language.NL, "Mag ik?")


def test_questions_about_the_same_are_put_together_with_the_most_asked_first() -> None:
    texts = (
        "Mag ik een podcast beginnen?",
        "Hoeveel vakantiedagen heb ik?",
        "mag ik een podcast beginnen over bakken",
        "Mag ik thuis een podcast beginnen?",
    )

    assert group_similar(texts) == ((0, 2, 3), (1,))
