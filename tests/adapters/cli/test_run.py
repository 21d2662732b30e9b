import json
from importlib import resources
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.cli.run import screen_language
from knowledge.protocol import Language
from tests.adapters.cli.conftest import Magdat
from tests.bakery import BAKERY, clause

FILE = ("--protocol", str(BAKERY))
ASK = "Mag ik klanten toevoegen op LinkedIn?"
BROKEN = "magdat: 1\nprotocol: {id: a}\nclauses: []\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN)
    return file


@pytest.mark.parametrize(
    ("arguments", "exit_status"),
    [
        pytest.param(("ask", ASK, *FILE), Exit.FINE, id="a question that is answered"),
        pytest.param(("ask", *ASK.split(), *FILE), Exit.FINE, id="a question without quotes"),
        pytest.param(("ask", "Wat moet ik met de pers?", *FILE), Exit.FINE, id="a question that is asked back"),
        pytest.param(("ask", "Wat is het weer morgen?", *FILE), Exit.FINE, id="a question that nothing answers"),
        pytest.param(("ask", "¿Puedo añadir clientes?", *FILE), Exit.FINE, id="a third language"),
        pytest.param(("--help",), Exit.FINE, id="help"),
        pytest.param(("ask", "--help"), Exit.FINE, id="help for a command"),
        pytest.param(("--version",), Exit.FINE, id="version"),
        pytest.param(("check", str(BAKERY)), Exit.FINE, id="a protocol that is right"),
        pytest.param(("ask", "", *FILE), Exit.WRONG_INPUT, id="an empty question"),
        pytest.param(("ask", " \t\n", *FILE), Exit.WRONG_INPUT, id="whitespace"),
        pytest.param(("ask", "🙂👍", *FILE), Exit.WRONG_INPUT, id="emoji"),
        pytest.param(("ask", "\x1b[31m\x00", *FILE), Exit.WRONG_INPUT, id="control characters"),
        pytest.param(("ask", "\udcff?", *FILE), Exit.WRONG_INPUT, id="a question that is not UTF-8"),
        pytest.param(("ask", "mag dat? " * 4_445, *FILE), Exit.WRONG_INPUT, id="40,000 characters"),
        pytest.param(("ask", ASK, "--protocol", "/no/such.yaml"), Exit.WRONG_INPUT, id="a protocol that is missing"),
        pytest.param(("ask", ASK, "--protocol", "/"), Exit.WRONG_INPUT, id="a folder for a protocol"),
        pytest.param(("ask", ASK, "--protocol", "a\0b"), Exit.WRONG_INPUT, id="a name that no file can have"),
        pytest.param(("check", "/no/such.yaml"), Exit.WRONG_INPUT, id="a file to check that is missing"),
        pytest.param(("eval", "/no/such.jsonl", *FILE), Exit.WRONG_INPUT, id="questions that are missing"),
        pytest.param((), Exit.WRONG_USE, id="nothing"),
        pytest.param(("answer", ASK), Exit.WRONG_USE, id="an unknown command"),
        pytest.param(("ask",), Exit.WRONG_USE, id="no question"),
        pytest.param(("ask", ASK, "--colour"), Exit.WRONG_USE, id="an unknown option"),
        pytest.param(("ask", ASK, "--protocol"), Exit.WRONG_USE, id="an option without its value"),
        pytest.param(("check",), Exit.WRONG_USE, id="no file to check"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["human", "json"])
def test_the_exit_status_and_the_output_fit(
    magdat: Magdat, arguments: tuple[str, ...], exit_status: Exit, *, as_json: bool
) -> None:
    takes_json = exit_status is not Exit.FINE or (arguments[0] in {"ask", "check"} and "--help" not in arguments)

    ended = magdat(*arguments, *(("--json",) if as_json and takes_json else ()))

    assert ended.exit_status == exit_status, ended
    assert "Traceback" not in ended.out + ended.err
    if as_json and takes_json:
        assert isinstance(json.loads(ended.out), dict)
        assert ended.err == ""
    elif exit_status is Exit.FINE:
        assert ended.out
        assert ended.err == ""
    else:
        assert ended.out + ended.err


def test_a_person_is_answered_as_in_the_chat(magdat: Magdat) -> None:
    ended = magdat("ask", ASK, *FILE)

    assert ended.out.startswith("◐ Onder voorwaarden\nKlanten toevoegen op LinkedIn\n")
    assert "Kom je er niet uit? Hier kun je terecht: Loket Mens en Werk" in ended.out


def test_a_program_gets_the_rule_byte_for_byte(magdat: Magdat) -> None:
    said = json.loads(magdat("ask", ASK, *FILE, "--json").out)

    assert said["quote"] == clause("clients-on-linkedin").rule.binding


def test_a_refused_question_is_told_in_the_language_of_the_screen(magdat: Magdat) -> None:
    assert "not asked anything" in magdat("ask", "", *FILE, LANG="en_GB.UTF-8").err
    assert "nog niets gevraagd" in magdat("ask", "", *FILE, LANG="nl_NL.UTF-8").err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "nl_NL.UTF-8"}, Language.NL),
        ({"LANG": "nl_NL.UTF-8", "LC_ALL": "en_US"}, Language.EN),
        ({"LANG": "en_US", "LC_MESSAGES": "nl", "LC_ALL": ""}, Language.NL),
    ],
    ids=str,
)
def test_the_language_of_the_screen_comes_from_the_locale(
    environment: dict[str, str], language: Language | None
) -> None:
    assert screen_language(environment) is language


@pytest.mark.parametrize("command", ["ask", "chat", "eval"])
def test_a_broken_protocol_is_told_with_its_problems(magdat: Magdat, broken: Path, command: str) -> None:
    what = () if command == "chat" else (ASK,)

    ended = magdat(command, *what, "--protocol", str(broken))

    assert ended.exit_status is Exit.WRONG_INPUT
    assert ended.out == ""
    assert f"{broken}:2:" in ended.err


def test_a_broken_protocol_is_told_with_its_problems_as_json(magdat: Magdat, broken: Path) -> None:
    said = json.loads(magdat("ask", ASK, "--protocol", str(broken), "--json").out)

    assert said["error"]["code"] == "protocol-rejected"
    assert said["problems"]


def test_checking_a_broken_protocol_prints_every_problem(magdat: Magdat, broken: Path) -> None:
    ended = magdat("check", str(broken), "--json")

    said = json.loads(ended.out)
    assert ended.exit_status is Exit.WRONG_INPUT
    assert list(said) == ["file", "ok", "problems", "summary", "forecast"]
    assert said["forecast"] is None
    assert (said["file"], said["ok"]) == (str(broken), False)
    assert said["summary"] == {"errors": len(said["problems"]), "warnings": 0}
    for problem in said["problems"]:
        assert list(problem) == ["code", "severity", "file", "line", "column", "path", "message", "hint"]


def test_checking_a_protocol_with_many_examples_ends_with_a_forecast(magdat: Magdat) -> None:
    starter = str(resources.files("knowledge") / "starter" / "protocol.yaml")

    foretold = json.loads(magdat("check", starter, "--json").out)["forecast"]
    lines = magdat("check", starter).out

    assert list(foretold) == ["questions", "answered", "asked_back", "to_hr", "astray", "most_astray"]
    assert foretold["to_hr"] == foretold["questions"] > 0
    assert "0 answered, 0 asked back, 100" in lines


def test_checking_for_a_person_ends_with_the_count(magdat: Magdat, broken: Path) -> None:
    ended = magdat("check", str(broken))

    assert "It cannot go live until the errors are mended." in " ".join(ended.out.split())


def test_a_wrong_setting_is_wrong_use(magdat: Magdat) -> None:
    ended = magdat("ask", ASK, *FILE, MAGDAT_ENCODER="bert")

    assert ended.exit_status is Exit.WRONG_USE
    assert ended.err == 'magdat: MAGDAT_ENCODER: "bert" is no encoder. It must be auto, e5, use or none.\n'


def test_the_protocol_can_be_a_setting(magdat: Magdat) -> None:
    said = json.loads(magdat("ask", ASK, "--json", MAGDAT_PROTOCOL=str(BAKERY)).out)

    assert said["protocol"]["id"] == "bakery"


def test_an_option_wins_over_the_setting(magdat: Magdat) -> None:
    said = json.loads(magdat("ask", ASK, "--json", *FILE, MAGDAT_PROTOCOL="/no/such.yaml").out)

    assert said["protocol"]["id"] == "bakery"


def test_a_mistake_of_ours_is_one_sentence(magdat: Magdat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("bakery")

    monkeypatch.setattr("adapters.bootstrap.make_matcher", fail)

    ended = magdat("ask", ASK, *FILE)

    assert ended.exit_status is Exit.FAULT
    assert ended.err.startswith("magdat: a mistake in Magdat itself: ZeroDivisionError: bakery\n")
    assert json.loads(magdat("ask", ASK, *FILE, "--json").out)["error"]["code"] == "fault"


def test_an_interrupted_command_says_nothing(magdat: Magdat, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("adapters.bootstrap.make_matcher", interrupt)

    ended = magdat("ask", ASK, *FILE)

    assert (ended.exit_status, ended.err) == (Exit.INTERRUPTED, "")
