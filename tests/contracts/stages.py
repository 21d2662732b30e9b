"""What the contract of messengers is tried on: a person, a desk and a room on each channel, and how all of it reads."""

import abc
from dataclasses import replace

from adapters.console.posts import ConsoleMessenger
from adapters.slack.conversations import Conversations
from adapters.slack.messenger import SlackMessenger
from adapters.slack.pace import Pace
from adapters.slack.web_api import WebApi
from adapters.storage.posts import SqlPosts
from adapters.storage.web_posts import SqlWebPosts
from adapters.teams.connector import Connector
from adapters.teams.file_cards import place_in
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.places import chat_with, handle_on
from adapters.teams.reach import Reach, Reference
from adapters.teams.tokens import NoTokens
from adapters.web.posts import WebMessenger
from bot.address import Address
from bot.errors import DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError
from bot.message import Message, Paragraph
from bot.outbox import Delivery
from bot.ports import Messenger
from tests.fakes import FakeClock, FakeMessenger
from tests.slack_server.fake_slack import TEAM, FakeSlack
from tests.slack_server.slack_workspace import all_text
from tests.teams_server.fake_teams import APP, FakeTeams
from tests.teams_server.messages import shown

WAIT_SECONDS = 7.0


class Stage(abc.ABC):
    """One channel.

    Attributes:
        person: A chat with one person.
        other: Somebody else in the room.
        desk: Where messages begin threads.
        room: Where that person and the other are.
        nowhere: A place that is gone.
    """

    messenger: Messenger
    person: Address
    desk: Address
    room: Address
    nowhere: Address
    who = "sanne"
    other = "omar"

    @abc.abstractmethod
    def read(self, at: Address, reader: str) -> list[str]:
        """All that this person can read there and in the chat with them, as it stands."""

    async def take_offer(self, delivery: Delivery, content: bytes) -> None:
        """Let the file be put, where the channel asks the person first."""
        del delivery, content

    def files(self) -> list[tuple[str, bytes]] | None:
        """The files that the person can read in the chat with them; ``None`` where a channel has no files."""
        return None

    def refuse_files(self) -> None:
        """Refuse the file that comes next, while messages still arrive."""
        raise NotImplementedError

    def handle(self, at: Address) -> str:
        """The handle on the message that stands there, as a press would have it; empty where none is replaced."""
        del at
        return ""

    def be_busy(self) -> None:
        """Take nothing next time, and ask to wait ``WAIT_SECONDS``."""
        raise NotImplementedError

    def refuse(self) -> None:
        """Refuse what comes next."""
        raise NotImplementedError

    def lose_the_answer(self) -> None:
        """Take what comes next, and never say so."""
        raise NotImplementedError


class FakeStage(Stage):
    """The fake that other tests are told on."""

    def __init__(self) -> None:
        self.messenger: FakeMessenger = FakeMessenger()
        self.person, self.desk = Address("chat", "", "dm"), Address("chat", "", "desk")
        self.room, self.nowhere = Address("chat", "", "room"), Address("chat", "", "gone")
        self.messenger.refuses = self.nowhere

    def read(self, at: Address, reader: str) -> list[str]:
        """What it got, with cards in the place of what they replaced."""
        began = {to.in_thread(f"under-{delivery.id}"): delivery.id for to, delivery in self.messenger.got}
        cards = {began.get(to): delivery for to, delivery in self.messenger.cards}
        there = [
            cards.get(delivery.id, delivery)
            for to, delivery in self.messenger.got
            if to.shares_conversation(at) and to.only_for in {"", reader}
        ]
        return [_words(each.message) for each in there]

    def files(self) -> list[tuple[str, bytes]]:
        return [(name, content) for to, name, content in self.messenger.files if to.shares_conversation(self.person)]

    def refuse_files(self) -> None:
        self.refuse()

    def be_busy(self) -> None:
        self._fail(DeliveryDelayedError(WAIT_SECONDS))

    def refuse(self) -> None:
        self._fail(DeliveryRefusedError("no"))

    def lose_the_answer(self) -> None:
        self._fail(DeliveryUncertainError(), visible=True)

    def _fail(self, failure: Exception, *, visible: bool = False) -> None:
        self.messenger.failures, self.messenger.visible_before_failing = [failure], visible


class ConsoleStage(Stage):
    """Terminals."""

    def __init__(self, posts: SqlPosts) -> None:
        self.messenger = ConsoleMessenger(posts, FakeClock())
        self.person, self.desk = Address("console", "", "chat/sanne"), Address("console", "", "desk")
        self.room = Address("console", "", "room")
        self._posts = posts
        self._taken: dict[tuple[str, str], list[str]] = {}

    def read(self, at: Address, reader: str) -> list[str]:
        """What was read before stays on the screen."""
        seen = self._taken.setdefault((at.conversation, reader), [])
        seen += [_words(each) for each in self._posts.take(at.conversation, reader)]
        return seen


class WebStage(Stage):
    """Pages; nobody else is in a conversation there, and the desk has pages of its own."""

    def __init__(self, posts: SqlWebPosts) -> None:
        self.messenger = WebMessenger(posts, FakeClock())
        self.person = Address("web", "", "chat/sanne")
        self._posts = posts

    def read(self, at: Address, reader: str) -> list[str]:
        del reader
        return [_words(each.message) for each in self._posts.since(at.conversation, 0)]

    def handle(self, at: Address) -> str:
        return self._posts.since(at.conversation, 0)[-1].id


class SlackStage(Stage):
    """Slack, through its real SDK."""

    def __init__(self, slack: FakeSlack, api: WebApi) -> None:
        self.messenger = SlackMessenger(api, Conversations(api), Pace(interval=0))
        self._slack = slack
        slack.faults.clear()
        self.who, self.other = slack.add_user("sanne"), slack.add_user("omar")
        self.person = Address("slack", TEAM, self.who)
        self.desk = Address("slack", TEAM, slack.add_channel("hr", private=True, members=(self.other,)))
        self.room = Address("slack", TEAM, slack.add_channel("room", members=(self.who, self.other)))
        self.nowhere = Address("slack", TEAM, "C0GONE")

    def read(self, at: Address, reader: str) -> list[str]:
        direct = self._slack.dm(reader)
        channel = direct if at.conversation in self._slack.users else at.conversation
        posted = [each for each in self._slack.messages if each["channel"] in {channel, direct}]
        alone = [each for each in self._slack.ephemerals if each["channel"] == channel and each["to"] == reader]
        return [all_text(each) for each in [*posted, *alone]]

    def files(self) -> list[tuple[str, bytes]]:
        return self._slack.files_in(self._slack.dm(self.who))

    def refuse_files(self) -> None:
        self._slack.fail("files.getUploadURLExternal", error="missing_scope")

    def handle(self, at: Address) -> str:
        channel = self._slack.dm(at.conversation) if at.conversation in self._slack.users else at.conversation
        return f"{channel}/{at.thread}"

    def be_busy(self) -> None:
        self._slack.fail("chat.postMessage", status=429)
        self._slack.faults["chat.postMessage"][-1].retry_after = int(WAIT_SECONDS)

    def refuse(self) -> None:
        self._slack.fail("chat.postMessage", error="invalid_blocks")

    def lose_the_answer(self) -> None:
        self._slack.fail("chat.postMessage", status=500, after_doing=True)


class TeamsStage(Stage):
    """Teams, through the Bot Framework SDK."""

    def __init__(self, teams: FakeTeams) -> None:
        self._teams = teams
        teams.faults.clear()
        self._reach = Reach()
        people = len(teams.people)
        self.who, self.other = (teams.add_person(f"{name}{people}") for name in ("sanne", "omar"))
        self.person, self.nowhere = chat_with(teams.tenant, self.who), chat_with(teams.tenant, "aad-gone")
        self.desk = Address("teams", teams.tenant, teams.add_room(self.other))
        self.room = Address("teams", teams.tenant, teams.add_room(self.who, self.other, threads=False))
        self._reach.remember(self.nowhere, Reference(teams.url, has_threads=False))
        self._reach.remember(self.person, Reference(teams.url, has_threads=False))
        self._reach.remember(self.desk, Reference(teams.url, self.desk.conversation))
        self._reach.remember(self.room, Reference(teams.url, self.room.conversation, has_threads=False))
        desks = {self.desk.conversation}
        self.messenger = TeamsMessenger(Connector(APP, NoTokens(), local=True), self._reach, desks, local=True)

    def read(self, at: Address, reader: str) -> list[str]:
        rooms = {at.conversation, self._teams.chat(reader)}
        return [shown(each) for each in list(self._teams.messages) if each["room"] in rooms]

    async def take_offer(self, delivery: Delivery, content: bytes) -> None:
        (offered,) = self._teams.in_room(self._teams.chat(self.who))
        place = place_in(self._teams.make_place(offered["file"]["name"]))
        assert place is not None
        assert delivery.enclosed is not None
        enclosed = replace(delivery.enclosed, place=place.written())
        pressed = handle_on(offered["room"], offered["id"])
        taken = replace(delivery, id="d1-taken", enclosed=enclosed, pressed=pressed)
        await self.messenger.deliver_file(self.person, taken, content)

    def files(self) -> list[tuple[str, bytes]]:
        return self._teams.files_of(self.who)

    def refuse_files(self) -> None:
        self.refuse()

    def handle(self, at: Address) -> str:
        return handle_on(self._teams.chat(self.who), at.thread)

    def be_busy(self) -> None:
        self._teams.fail("post", 429, retry_after=str(int(WAIT_SECONDS)))

    def refuse(self) -> None:
        self._teams.fail("post", 403)

    def lose_the_answer(self) -> None:
        self._teams.fail("post", 0, after_doing=True)


def _words(message: Message) -> str:
    return "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))
