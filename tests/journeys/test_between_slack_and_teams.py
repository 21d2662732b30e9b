"""One case over two platforms in one ``magdat serve``: an asker in Teams and the desk in Slack, and the reverse."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import START_SECONDS, started
from tests.slack_server import serving as on_slack
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.slack_workspace import all_text
from tests.slack_server.world import QUESTION, RULE
from tests.teams_server.fake_teams import FakeTeams
from tests.teams_server.messages import buttons

TRACES = ("aad-sanne", "29:sanne", "sanne")


@contextmanager
def _serving(slack: FakeSlack, teams: FakeTeams, folder: Path, desk: str) -> Iterator[None]:
    """Both platforms, with the desk there."""
    settings = {**on_slack.environment(slack, folder, "C0UNUSED"), "MAGDAT_DESK": desk}
    with started(settings, folder, ["-m", "adapters", "serve", "--insecure-local"]) as magdat:
        teams.endpoint = f"http://127.0.0.1:{magdat.port}/api/messages"
        slack.wait(lambda: slack.sockets, START_SECONDS, "a connection")
        yield


def test_an_anonymous_asker_in_teams_is_answered_by_a_desk_in_slack(tmp_path: Path) -> None:
    with FakeSlack() as slack, FakeTeams() as teams:
        omar, sanne = slack.add_user("omar"), teams.add_person("sanne")
        desk, chat = slack.add_channel("hr", private=True, members=(omar,)), teams.chat(sanne)
        with _serving(slack, teams, tmp_path, f"slack:{desk}"):
            teams.say(sanne, QUESTION).wait()
            teams.press(sanne, teams.wait_message(chat, RULE), "ask-hr").wait()
            teams.press(sanne, teams.wait_message(chat, "Dit krijgt HR te zien"), "open-anonymous").wait()
            card = slack.wait_message(desk, QUESTION)
            slack.press(omar, card, "claim").wait()
            slack.wait(lambda: "Opgepakt" in all_text(card) or "omar" in all_text(card), what="the claimed card")

            slack.say(omar, "Ja, dat mag.", desk, thread_ts=card["ts"])

            teams.wait_message(chat, "Ja, dat mag.")
            seen = [str(each) for each in slack.messages if each["channel"] == desk]
            assert not [trace for trace in TRACES for text in seen if trace in text]


def test_an_asker_in_slack_is_answered_by_a_desk_in_teams(tmp_path: Path) -> None:
    with FakeSlack() as slack, FakeTeams() as teams:
        sanne, omar = slack.add_user("sanne"), teams.add_person("omar")
        desk, chat = teams.add_room(omar), slack.dm(sanne)
        with _serving(slack, teams, tmp_path, f"teams:{desk}"):
            teams.install(omar, desk).wait()
            teams.wait_message(teams.chat(omar))
            slack.say(sanne, QUESTION).wait()
            slack.press(sanne, slack.wait_message(chat, RULE), "ask-hr").wait()
            preview = slack.wait_view("shown", "Dit krijgt HR te zien")
            slack.press_in_view(sanne, preview, "open-named").wait()
            card = teams.wait_message(desk, QUESTION)
            teams.press(omar, card, "claim").wait()
            teams.wait(lambda: any(each["verb"] == "reply" for each in buttons(card)), what="the claimed card")

            teams.press(omar, card, "reply", "Ja, dat mag.").wait()

            slack.wait_message(chat, "Ja, dat mag.")
            assert "sanne" in str(card)
