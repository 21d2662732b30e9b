import json
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.conftest import Magdat
from tests.bakery import BAKERY

FILE = ("--protocol", str(BAKERY))
LABELLED = (
    {"q": "Mag ik klanten toevoegen op LinkedIn?", "gold": ["clients-on-linkedin"], "kind": "direct", "lang": "nl"},
    {"q": "May I add clients on LinkedIn?", "gold": ["clients-on-linkedin"], "kind": "direct", "lang": "en"},
    {"q": "Wat moet ik met de pers?", "gold": ["passing-on-the-press"], "kind": "vague", "lang": "nl"},
    {"q": "Wat is het weer morgen?", "gold": [], "kind": "outside", "lang": "nl"},
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in LABELLED))
    return file


def test_the_figures_come_over_all_and_by_kind_and_language(magdat: Magdat, questions: Path) -> None:
    ended = magdat("eval", str(questions), *FILE, "--json")

    said = json.loads(ended.out)
    assert ended.exit_status is Exit.FINE
    assert list(said) == ["protocol", "all", "by_kind", "by_language"]
    assert list(said["by_kind"]) == ["direct", "outside", "vague"]
    assert list(said["by_language"]) == ["en", "nl"]
    assert said["all"] == {
        "questions": 4,
        "in_scope": 3,
        "top_1": pytest.approx(2 / 3),
        "recall_3": 1.0,
        "mrr": pytest.approx(5 / 6),
        "auroc": 1.0,
        "answered": pytest.approx(2 / 3),
        "wrong": 0.0,
        "offered": 1.0,
    }
    assert said["by_kind"]["outside"]["top_1"] is None


def test_a_person_gets_a_table(magdat: Magdat, questions: Path) -> None:
    lines = magdat("eval", str(questions), *FILE).out.splitlines()

    assert lines[0].split() == ["n", "top-1", "R@3", "MRR", "AUROC", "answered", "wrong", "offered"]
    assert lines[1].split() == ["all", "4", "0.667", "1.000", "0.833", "1.000", "0.667", "0.000", "1.000"]
    assert [line.split()[0] for line in lines if line][1:7] == ["all", "direct", "outside", "vague", "en", "nl"]


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        pytest.param(b"", "questions-unreadable", "there is no question in it", id="empty"),
        pytest.param(b'{"q": "mag dat?", "gold": []}\n{"q": 1}', "questions-unreadable", ":2:", id="a wrong line"),
        pytest.param(b"\xff\xfe", "questions-unreadable", "UTF-8", id="not UTF-8"),
        pytest.param(b'{"q": "mag dat?", "gold": ["gone"]}', "unknown-clauses", "gone", id="another protocol"),
    ],
)
def test_questions_that_cannot_be_used_are_wrong_input(
    magdat: Magdat, tmp_path: Path, written: bytes, code: str, said: str
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(written)

    ended = magdat("eval", str(file), *FILE, "--json")

    error = json.loads(ended.out)["error"]
    assert (ended.exit_status, error["code"]) == (Exit.WRONG_INPUT, code)
    assert said in error["message"]
