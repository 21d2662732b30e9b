"""What the channel remembers of people does not grow with how many there were."""

from collections.abc import Iterator

import pytest

from adapters.slack.conversations import MOST_DIRECT, Conversations
from adapters.slack.directory import Directory
from adapters.slack.web_api import WebApi
from tests.slack_server.fake_slack import FakeSlack


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


async def test_the_direct_conversations_of_the_last_people_are_known_and_others_asked_for(slack: FakeSlack) -> None:
    api = WebApi(slack.bot_token, slack.api_url)
    conversations = Conversations(api)
    first = slack.add_user("sanne")
    try:
        conversations.know_direct(first, "D-told")
        assert await conversations.id_of(first) == "D-told"

        for number in range(MOST_DIRECT):
            conversations.know_direct(f"U{number}", f"D{number}")

        assert conversations.size == MOST_DIRECT
        assert await conversations.id_of("U1") == "D1"
        assert await conversations.id_of(first) == slack.dm(first)
    finally:
        await api.close()


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class NobodyKnown:
    """A workspace that knows nobody by more than their id."""

    def users_info(self, *, user: str, include_locale: bool) -> "NobodyKnown":
        """Someone."""
        assert include_locale
        self.data = {"ok": True, "user": {"id": user, "team_id": "T1", "locale": "nl-NL"}}
        return self


def test_people_are_remembered_for_ten_minutes_and_what_they_may_for_one() -> None:
    seconds = Seconds()
    directory = Directory(NobodyKnown(), "T1", seconds)  # type: ignore[arg-type]  # as much of it as is asked
    sizes = []

    for number in range(20_000):
        directory.user(f"U{number}")
        seconds.now += 0.2
        sizes.append(directory.size)

    assert max(sizes) <= 3_001
    assert directory.known_language("U19999") is not None
    assert directory.known_language("U10000") is None
