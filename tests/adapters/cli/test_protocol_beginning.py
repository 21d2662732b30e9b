"""``magdat protocol init``: a dozen questions, each asked again with what to type where the answer cannot be used."""

from pathlib import Path

import pytest

from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.protocol_beginning import init
from knowledge.loader import LoadedProtocol, read_protocol
from knowledge.protocol import Language

USUAL = ("Bakkerij Kruim B.V.", "", "", "", "", "hr@kruim.example", "", "", "", "", "", "")


class Typist:
    """Types a line for each question, and remembers what was asked."""

    def __init__(self, *lines: str | Exception) -> None:
        self._lines = iter(lines)
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        line = next(self._lines)
        if isinstance(line, Exception):
            raise line
        return line


def answers(at: int, *lines: str | Exception) -> Typist:
    """What is usually typed, with these lines at one question."""
    return Typist(*USUAL[: at - 1], *lines, *USUAL[at:])


def made(folder: Path, typist: Typist) -> LoadedProtocol:
    """The protocol that was made."""
    assert init(folder / "own.yaml", typist) is Exit.FINE
    return read_protocol(folder / "own.yaml")


NOT_A_NAME = "a name has at most 80 letters"
NOT_AN_ADDRESS = "type one e-mail address and nothing else, such as hr@voorbeeld.example."
NOT_A_DAY = "type a day that exists as year-month-day, such as 2027-01-31."
NOT_IDS = "type at most 50 ids such as S0123ABCD with blanks between them, or nothing."


@pytest.mark.parametrize(
    ("at", "wrong", "right", "remedy"),
    [
        pytest.param(1, "", "Kruim", NOT_A_NAME, id="no name"),
        pytest.param(1, "Kruim, Zn: B.V.", "Kruim", NOT_A_NAME, id="a name with signs"),
        pytest.param(1, "K" * 81, "Kruim", NOT_A_NAME, id="a long name"),
        pytest.param(3, "kruim", "@kruim", "an account is @ with at most 40 letters", id="an account without @"),
        pytest.param(4, "Dutch", "nl", "type nl for Dutch or en for English.", id="a language in full"),
        pytest.param(6, "", "hr@kruim.example", NOT_AN_ADDRESS, id="no address"),
        pytest.param(6, "hr at kruim", "hr@kruim.example", NOT_AN_ADDRESS, id="no address in fact"),
        pytest.param(6, "HR <hr@kruim.example>", "hr@kruim.example", NOT_AN_ADDRESS, id="an address with a name"),
        pytest.param(
            7, "ask at the desk", "030 123", "type digits and blanks, such as +31 20 123 45 67", id="no number"
        ),
        pytest.param(9, "1-1-2027", "2027-01-01", NOT_A_DAY, id="a day the other way round"),
        pytest.param(9, "2027-02-30", "2027-03-01", NOT_A_DAY, id="a day that does not exist"),
        pytest.param(10, "2020-01-01", "2099-01-01", "type a day after 20", id="a review before it begins"),
        pytest.param(11, "#hr (all)", "S0123", NOT_IDS, id="no ids"),
        pytest.param(12, " ".join(["a"] * 51), "a", NOT_IDS, id="too many ids"),
        pytest.param(
            1, UnicodeDecodeError("utf-8", b"\xff", 0, 1, "-"), "Kruim", NOT_A_NAME, id="bytes that are no text"
        ),
    ],
)
def test_what_cannot_be_used_is_asked_again_with_what_to_type(  # noqa: PLR0917 -- a case
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at: int, wrong: str | Exception, right: str, remedy: str
) -> None:
    typist = answers(at, wrong, right)

    made(tmp_path, typist)

    said = capsys.readouterr().out
    assert f"That cannot be used: {remedy}" in said
    assert typist.asked[at - 1] == typist.asked[at]


def test_who_never_types_what_can_be_used_is_told_that_nothing_was_written(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="nothing was written"):
        init(tmp_path / "own.yaml", answers(6, *["no"] * 5))

    assert list(tmp_path.iterdir()) == []


def test_who_stops_typing_is_told_that_nothing_was_written(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="nothing was written"):
        init(tmp_path / "own.yaml", answers(6, EOFError()))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "named"),
    [
        pytest.param("Bakkerij Voorbeeld B.V.", "bakkerij-voorbeeld-social-media", id="like the example"),
        pytest.param("Voorbeeld", "voorbeeld-social-media", id="the example"),
        pytest.param("Crème brûlée's huis", "creme-brulees-huis-social-media", id="accents"),
        pytest.param("Ωmega", "mega-social-media", id="another script"),
        pytest.param("株式会社", "our-social-media", id="another script altogether"),
        pytest.param(
            "Zeer lange naam " * 4 + "eind", "zeer-lange-naam-zeer-lange-naam-zeer-lan-social-media", id="long"
        ),
        pytest.param("3 & Co.", "3-co-social-media", id="a digit first"),
        pytest.param("No", "no-social-media", id="a word of YAML"),
    ],
)
def test_any_name_makes_a_protocol_without_warnings(tmp_path: Path, name: str, named: str) -> None:
    loaded = made(tmp_path, answers(1, name))

    assert loaded.protocol.id == named
    assert loaded.warnings == ()
    assert any(name.removesuffix(" B.V.") in clause.rule.binding for clause in loaded.protocol.clauses)


def test_the_binding_language_comes_first(tmp_path: Path) -> None:
    assert made(tmp_path, answers(4, "en")).protocol.languages == (Language.EN, Language.NL)
