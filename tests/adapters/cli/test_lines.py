import io

import pytest

from adapters.cli.lines import read_lines
from bot.question import LONGEST_QUESTION, QuestionRefusedError, Refusal, read_question


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"een\ntwee\n", ["een", "twee"], id="two lines"),
        pytest.param(b"een\r\ntwee", ["een", "twee"], id="carriage returns and no last line end"),
        pytest.param(b"een\n\ntwee\n", ["een", "", "twee"], id="an empty line"),
        pytest.param(b"\xef\xbb\xbfmag dat?\n", ["mag dat?"], id="a byte order mark"),
        pytest.param("priv\u00e9\n".encode(), ["priv\u00e9"], id="UTF-8"),
    ],
)
def test_lines_come_one_by_one(written: bytes, lines: list[str]) -> None:
    assert list(read_lines(io.BytesIO(written))) == lines


def test_bytes_that_are_no_text_are_refused_as_a_question_and_end_nothing() -> None:
    first, second = read_lines(io.BytesIO(b"priv\xe9?\nmag dat?\n"))

    with pytest.raises(QuestionRefusedError) as refused:
        read_question(first)
    assert refused.value.reason is Refusal.NOT_TEXT
    assert second == "mag dat?"


@pytest.mark.parametrize("character", ["a", "é", "漢", "🙂"])
@pytest.mark.parametrize("length", [LONGEST_QUESTION + 1, LONGEST_QUESTION + 2, 40_000, 200_000])
def test_a_line_that_is_too_long_is_one_line_and_refused_as_a_question(character: str, length: int) -> None:
    first, second = read_lines(io.BytesIO(f"{character * length}\nmag dat?\n".encode()))

    with pytest.raises(QuestionRefusedError) as refused:
        read_question(first)
    assert refused.value.reason is Refusal.TOO_LONG
    assert second == "mag dat?"


def test_the_longest_question_is_read_whole() -> None:
    [line] = read_lines(io.BytesIO("🙂".encode() * (LONGEST_QUESTION - 1) + b"a\n"))

    assert read_question(line).text == line


def test_a_line_without_end_is_never_held_in_memory() -> None:
    class Endless:
        asked = 0

        def readline(self, size: int, /) -> bytes:
            assert 0 < size < 100_000
            self.asked += 1
            return b"a" * size if self.asked < 1_000 else b""

    [line] = read_lines(Endless())

    assert len(line) < 100_000
