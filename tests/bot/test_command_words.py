import pytest

from bot.action import Act
from bot.command_words import act_called


@pytest.mark.parametrize(
    ("text", "act"),
    [
        pytest.param("topics", Act.TOPICS, id="English"),
        pytest.param(" Onderwerpen ", Act.TOPICS, id="Dutch, with spaces and a capital"),
        pytest.param("mine", Act.MY_CASES, id="my cases"),
        pytest.param("Versies", Act.VERSIONS, id="what an admin asks for"),
        pytest.param("privacy", Act.PRIVACY, id="privacy"),
        pytest.param("/help", Act.HELP, id="with a slash"),
        pytest.param("help me met LinkedIn", None, id="more than the word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_word_that_is_all_there_is_calls_for_something(text: str, act: Act | None) -> None:
    assert act_called(text) == act
