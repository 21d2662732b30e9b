from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.web_posts import SqlWebPosts
from adapters.web.posts import WebMessenger
from bot.address import Address
from bot.outbox import Delivery
from tests.contracts.made import NOON, case, delivery, minutes
from tests.databases import emptied, sqlite_database
from tests.fakes import FakeClock

CHAT = Address("web", "", "chat/sanne")


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStorage]:
    if request.param == "sqlite":
        with sqlite_database(tmp_path) as engine:
            yield SqlStorage(engine)
    else:
        yield SqlStorage(emptied(request.getfixturevalue("postgres_engine")))


@pytest.fixture
def posts(storage: SqlStorage) -> SqlWebPosts:
    return SqlWebPosts(storage)


def put(posts: SqlWebPosts, *names: str, conversation: str = CHAT.conversation) -> None:
    for name in names:
        posts.put(name, conversation, delivery(name, text=name).message, NOON)


def test_posts_stay_in_their_order_and_in_their_conversation(posts: SqlWebPosts) -> None:
    put(posts, "een", "twee")
    put(posts, "elders", conversation="chat/omar")

    assert [post.message.summary for post in posts.since(CHAT.conversation, 0)] == ["een", "twee"]


def test_what_was_put_twice_stands_there_once(posts: SqlWebPosts) -> None:
    put(posts, "een", "een")

    assert len(posts.since(CHAT.conversation, 0)) == 1


def test_what_changed_keeps_its_place_and_counts_as_new(posts: SqlWebPosts) -> None:
    put(posts, "een", "twee")
    seen = posts.revision(CHAT.conversation)

    assert posts.replace("een", CHAT.conversation, delivery("a", text="anders").message)

    assert [post.message.summary for post in posts.since(CHAT.conversation, 0)] == ["anders", "twee"]
    assert [post.id for post in posts.since(CHAT.conversation, seen)] == ["een"]


def test_nothing_is_replaced_in_the_conversation_of_another(posts: SqlWebPosts) -> None:
    put(posts, "een")

    assert not posts.replace("een", "chat/omar", delivery("a").message)


def test_what_is_taken_is_gone(posts: SqlWebPosts) -> None:
    put(posts, "een")

    assert [message.summary for message in posts.take(CHAT.conversation)] == ["een"]
    assert posts.take(CHAT.conversation) == ()


def test_old_posts_are_removed(posts: SqlWebPosts) -> None:
    put(posts, "een")

    assert posts.remove_posted_before(minutes(1)) == 1
    assert posts.revision(CHAT.conversation) == 0


def test_a_case_that_comes_or_changes_is_felt(posts: SqlWebPosts, storage: SqlStorage) -> None:
    felt = [posts.desk_pulse()]
    with storage.begin() as work:
        work.cases.add(case())
        work.commit()
    felt.append(posts.desk_pulse())
    with storage.begin() as work:
        work.cases.save(case())
        work.commit()
    felt.append(posts.desk_pulse())

    assert len(set(felt)) == 3


async def test_a_message_takes_the_place_of_another_or_is_said_anew(posts: SqlWebPosts) -> None:
    messenger = WebMessenger(posts, FakeClock(NOON))
    put(posts, "een")

    for name, replaced in (("twee", "een"), ("drie", "weg")):
        await messenger.deliver(CHAT, Delivery(name, CHAT, delivery(name, text=name).message, replaces=replaced))

    assert [post.message.summary for post in posts.since(CHAT.conversation, 0)] == ["twee", "drie"]
    assert await messenger.was_delivered(CHAT, "drie") is not None
    assert await messenger.was_delivered(CHAT, "vier") is None
