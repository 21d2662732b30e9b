"""What waits for a person at a terminal, in the database, so that two terminals can talk through it."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.tables import CONSOLE_POSTS
from adapters.storage.unit_of_work import SqlStorage
from bot.address import Address
from bot.message import Message


class SqlPosts:
    """The posts of every terminal on one database. Who has read a post has erased it."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage

    def put(self, delivery_id: str, at: Address, message: Message, now: datetime) -> None:
        """Keep the message until it is read; a second time changes nothing."""
        with self._storage.statements() as statements:
            post = statements.upsert(CONSOLE_POSTS).values(
                id=delivery_id,
                conversation=at.conversation,
                only_for=at.only_for,
                thread=at.thread,
                message=to_json(message),
                posted_at=now,
            )
            statements.change(post.on_conflict_do_nothing(index_elements=[CONSOLE_POSTS.c.id]))
            statements.commit()

    def thread_of(self, delivery_id: str) -> str | None:
        """The thread in which it was posted, read or not; ``None`` when it never was."""
        with self._storage.statements() as statements:
            row = statements.row(select(CONSOLE_POSTS.c.thread).where(CONSOLE_POSTS.c.id == delivery_id))
        return None if row is None else str(row.thread)

    def take(self, conversation: str, person_id: str) -> tuple[Message, ...]:
        """What the person has not read in the conversation, in the order in which it came; it is read by this."""
        with self._storage.statements() as statements:
            unread = (
                select(CONSOLE_POSTS.c.place, CONSOLE_POSTS.c.message)
                .where(
                    CONSOLE_POSTS.c.conversation == conversation,
                    or_(CONSOLE_POSTS.c.only_for == "", CONSOLE_POSTS.c.only_for == person_id),
                    CONSOLE_POSTS.c.message.is_not(None),
                )
                .order_by(CONSOLE_POSTS.c.place)
                .with_for_update()
            )
            rows = statements.rows(unread)
            if rows:
                read = update(CONSOLE_POSTS).where(CONSOLE_POSTS.c.place.in_([row.place for row in rows]))
                statements.change(read.values(message=None, conversation="", only_for=""))
                statements.commit()
        return tuple(from_json(Message, row.message) for row in rows)

    def remove_posted_before(self, moment: datetime) -> int:
        """Delete what was posted before then, read or not; how many there were."""
        return self._delete(CONSOLE_POSTS.c.posted_at < moment)

    def forget(self, at: Address, person_id: str) -> int:
        """Delete what waits in the person's own conversation, or elsewhere for this person alone; how many."""
        return self._delete(or_(CONSOLE_POSTS.c.conversation == at.conversation, CONSOLE_POSTS.c.only_for == person_id))

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._storage.statements() as statements:
            count = statements.change(delete(CONSOLE_POSTS).where(which))
            statements.commit()
        return count
