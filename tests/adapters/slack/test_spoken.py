import pytest

from adapters.slack.spoken import as_written


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        pytest.param("mag dit &amp; dat &lt;ook&gt;?", "mag dit & dat <ook>?", id="escaped"),
        pytest.param("&amp;lt;", "&lt;", id="escaped once only"),
        pytest.param("vraag <@U0123ABCD>", "vraag @Piet", id="a person"),
        pytest.param("in <#C0123ABCD|general>", "in #general", id="a channel"),
        pytest.param("<!subteam^S0123ABCD|@hr> <!here>", "@hr @here", id="groups"),
        pytest.param("<https://kruim.example/a?b=1&amp;c=2>", "https://kruim.example/a?b=1&c=2", id="a link"),
        pytest.param("<https://kruim.example|kruim.example>", "kruim.example", id="a link with a label"),
        pytest.param("<mailto:hr@kruim.example|hr@kruim.example>", "hr@kruim.example", id="an address"),
        pytest.param("a <b> c", "a <b> c", id="nothing of Slack's"),
    ],
)
def test_what_slack_sends_becomes_what_was_written(sent: str, written: str) -> None:
    assert as_written(sent, lambda _: "Piet") == written
