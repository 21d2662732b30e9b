import pytest

from bot.question import LONGEST_QUESTION, QuestionRefusedError, Refusal, read_question


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", Refusal.EMPTY, id="nothing"),
        pytest.param(" \t\n\u00a0 ", Refusal.EMPTY, id="whitespace"),
        pytest.param("\u200b\ufeff\u202e", Refusal.EMPTY, id="characters that cannot be seen"),
        pytest.param("\x1b[2J\x00\x07", Refusal.EMPTY, id="a terminal sequence"),
        pytest.param("🙂👍🏽👩‍🚒", Refusal.NO_WORDS, id="emoji"),
        pytest.param("?!… 42", Refusal.NO_WORDS, id="signs and digits"),
        pytest.param("a" * (LONGEST_QUESTION + 1), Refusal.TOO_LONG, id="one character too many"),
        pytest.param("mag dat? " * 5_000, Refusal.TOO_LONG, id="45,000 characters"),
        pytest.param("mag \udcff dat?", Refusal.NOT_TEXT, id="bytes that are no text"),
    ],
)
def test_what_cannot_be_a_question_is_refused_with_the_reason(text: str, reason: Refusal) -> None:
    with pytest.raises(QuestionRefusedError) as refused:
        read_question(text)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("  Mag dat?\n", "Mag dat?", id="blanks around it"),
        pytest.param("mag \x1b[31mrood\x1b[0m?", "mag  rood ?", id="a colour"),
        pytest.param("mag\x00dat?", "mag dat?", id="a NUL"),
        pytest.param("mag\u202edat?", "magdat?", id="writing turned around"),
        pytest.param("\x1b]0;titel\x07mag dat?", "mag dat?", id="a window title"),
        pytest.param("mag ik 👩‍🚒 plaatsen?", "mag ik 👩‍🚒 plaatsen?", id="a joined emoji"),
        pytest.param("regel een\nregel twee", "regel een\nregel twee", id="two lines"),
        pytest.param("a" * LONGEST_QUESTION, "a" * LONGEST_QUESTION, id="as long as it may be"),
        pytest.param("可以在LinkedIn上加客户吗", "可以在LinkedIn上加客户吗", id="another script"),
    ],
)
def test_a_question_is_read_without_what_cannot_be_seen(typed: str, read: str) -> None:
    assert read_question(typed).text == read
