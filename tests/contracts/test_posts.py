from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.console.posts import ConsoleMessenger
from adapters.storage.posts import SqlPosts
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address, Person
from bot.outbox import Receipt
from tests.contracts.made import NOON, delivery, minutes
from tests.databases import emptied, sqlite_database
from tests.fakes import FakeClock

CHAT = Address("console", "", "chat/sanne")
SANNE = Person("console", "", "sanne")


@pytest.fixture(params=["sqlite", "postgresql"])
def posts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlPosts]:
    if request.param == "sqlite":
        with sqlite_database(tmp_path) as engine:
            yield SqlPosts(SqlStorage(engine))
    else:
        yield SqlPosts(SqlStorage(emptied(request.getfixturevalue("postgres_engine"))))


def test_posts_are_read_once_in_their_order(posts: SqlPosts) -> None:
    for name in ("een", "twee"):
        posts.put(name, CHAT, delivery(name, text=name).message, NOON)

    assert [message.summary for message in posts.take(CHAT.conversation, SANNE.id)] == ["een", "twee"]
    assert posts.take(CHAT.conversation, SANNE.id) == ()


def test_a_post_is_read_where_it_was_posted_and_by_whom_it_was_for(posts: SqlPosts) -> None:
    posts.put("a", CHAT.only(SANNE), delivery("a", text="voor Sanne").message, NOON)

    assert posts.take("chat/omar", "sanne") == ()
    assert posts.take(CHAT.conversation, "omar") == ()
    assert [message.summary for message in posts.take(CHAT.conversation, "sanne")] == ["voor Sanne"]


def test_a_message_is_posted_once_and_that_is_known_after_it_was_read(posts: SqlPosts) -> None:
    posts.put("a", CHAT.in_thread("1"), delivery("a").message, NOON)
    posts.take(CHAT.conversation, "sanne")
    posts.put("a", CHAT.in_thread("2"), delivery("a").message, NOON)

    assert posts.take(CHAT.conversation, "sanne") == ()
    assert posts.thread_of("a") == "1"
    assert posts.thread_of("b") is None


def test_what_was_posted_before_then_is_removed(posts: SqlPosts) -> None:
    posts.put("a", CHAT, delivery("a").message, NOON)
    posts.put("b", CHAT, delivery("b").message, minutes(1))

    assert posts.remove_posted_before(minutes(1)) == 1
    assert posts.thread_of("a") is None
    assert posts.thread_of("b") == ""


def test_of_a_forgotten_person_nothing_waits(posts: SqlPosts) -> None:
    posts.put("own", CHAT, delivery("own").message, NOON)
    posts.put("alone", Address("console", "", "desk", only_for="sanne"), delivery("alone").message, NOON)
    posts.put("other", Address("console", "", "desk"), delivery("other").message, NOON)

    assert posts.forget(CHAT, "sanne") == 2
    assert len(posts.take("desk", "sanne")) == 1


async def test_the_messenger_of_the_terminal_posts_and_can_tell(posts: SqlPosts) -> None:
    messenger = ConsoleMessenger(posts, FakeClock())

    assert await messenger.was_delivered(CHAT, "a") is None
    assert await messenger.deliver(CHAT, delivery("a", CHAT)) == Receipt(CHAT.in_thread("a"))
    assert await messenger.was_delivered(CHAT, "a") == Receipt(CHAT.in_thread("a"))
    assert await messenger.deliver(CHAT.in_thread("7"), delivery("b", CHAT)) == Receipt(CHAT.in_thread("7"))
