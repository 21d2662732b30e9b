import pytest

from adapters.web.drawing import Drawing
from adapters.web.file_lines import shown_file
from bot.impact import Shift, Turnout
from bot.wording import wording_in
from knowledge.loader import load_protocol
from knowledge.problems import ProtocolRejectedError
from knowledge.protocol import Language
from tests.protocol_files import BROKEN


def test_half_a_character_does_not_break_a_page() -> None:
    drawn = Drawing().draw("ask.html", wording_in(Language.NL), token="\ud800", once=str, focused=False)  # noqa: S106 -- no password

    assert drawn.encode()


def test_a_question_that_was_asked_often_is_one_row_that_says_how_often() -> None:
    wording = wording_in(Language.EN)
    shifts = [
        Shift("Mag dat?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1", times=3),
        Shift("En dit?", Language.NL, Turnout.NEWLY_ANSWERED, "", "1"),
    ]

    file = shown_file(b"", (), Language.NL, 1_000)
    drawn = Drawing().draw(
        "weighed.html", wording, asked=5, gist="", shifts=shifts, turnout=str, more=0, part=True, draft="a", file=file
    )

    assert '<span lang="nl">Mag dat?</span> (asked 3 times)</td>' in drawn
    assert '<span lang="nl">En dit?</span></td>' in drawn


@pytest.mark.parametrize("name", ["pdf-named-yaml", "picture-named-yaml", "word-document-named-yaml"])
def test_what_is_no_text_is_not_shown_as_one(name: str) -> None:
    content = (BROKEN / f"{name}.yaml").read_bytes()
    with pytest.raises(ProtocolRejectedError) as caught:
        load_protocol(content, "protocol.yaml")

    [line] = shown_file(content, caught.value.problems, Language.NL, 10_000).lines

    assert line.text == ""
    assert [problem.message.startswith("Dit is geen tekst") for problem in line.problems] == [True]
