"""What is shown on people's own web pages, in the database, so that whichever process delivers, any can show it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements
from adapters.storage.tables import CASES, WEB_POSTS
from adapters.storage.unit_of_work import SqlStorage
from bot.message import Message


@dataclass(frozen=True, slots=True)
class WebPost:
    """A message as it is shown on a page.

    Attributes:
        place: In its conversation; rises.
        revision: Rises with every change in the conversation; as ``place`` for one that was never changed.
        own: Written by the person, not by Magdat.
    """

    id: str
    place: int
    revision: int
    message: Message
    own: bool


_MOST_SHOWN = 200
"""Of one conversation: more than anybody scrolls back."""


class SqlWebPosts:
    """The port ``WebPosts`` on a database."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage

    def put(self, post_id: str, conversation: str, message: Message, now: datetime, *, own: bool = False) -> None:
        """Show the message at the end of the conversation; a second time changes nothing."""
        with self._storage.statements() as statements:
            revision = _next_revision(statements, conversation)
            post = statements.upsert(WEB_POSTS).values(
                id=post_id,
                conversation=conversation,
                place=revision,
                revision=revision,
                own=own,
                message=to_json(message),
                posted_at=now,
            )
            statements.change(post.on_conflict_do_nothing(index_elements=[WEB_POSTS.c.id]))
            statements.commit()

    def replace(self, post_id: str, conversation: str, message: Message) -> bool:
        """Put the message in the place of that one; whether it was there."""
        with self._storage.statements() as statements:
            that = (WEB_POSTS.c.id == post_id) & (WEB_POSTS.c.conversation == conversation)
            revision = _next_revision(statements, conversation)
            changed = statements.change(
                update(WEB_POSTS).where(that).values(message=to_json(message), revision=revision)
            )
            statements.commit()
        return changed == 1

    def has(self, post_id: str) -> bool:
        """Whether it was put, and is shown still."""
        with self._storage.statements() as statements:
            return statements.row(select(WEB_POSTS.c.id).where(WEB_POSTS.c.id == post_id)) is not None

    def since(self, conversation: str, revision: int) -> tuple[WebPost, ...]:
        """What came or changed after that revision, in the order of the conversation; the last 200 at most."""
        changed = (WEB_POSTS.c.conversation == conversation) & (WEB_POSTS.c.revision > revision)
        last = select(WEB_POSTS).where(changed).order_by(WEB_POSTS.c.place.desc()).limit(_MOST_SHOWN)
        return self._posts(last)

    def take(self, conversation: str) -> tuple[Message, ...]:
        """What is in the conversation, which is removed by this."""
        with self._storage.statements() as statements:
            there = select(WEB_POSTS).where(WEB_POSTS.c.conversation == conversation)
            rows = statements.rows(there.order_by(WEB_POSTS.c.place))
            if rows:
                statements.change(delete(WEB_POSTS).where(WEB_POSTS.c.id.in_([row.id for row in rows])))
                statements.commit()
        return tuple(from_json(Message, row.message) for row in rows)

    def revision(self, conversation: str) -> int:
        """The last revision of the conversation; 0 when nothing is in it."""
        with self._storage.statements() as statements:
            return _next_revision(statements, conversation) - 1

    def desk_pulse(self) -> str:
        """Another text whenever a case came or changed."""
        newest = select(
            func.count().label("many"),
            func.max(CASES.c.changed_at).label("last"),
            func.sum(CASES.c.version).label("saved"),
        )
        with self._storage.statements() as statements:
            row = statements.row(newest.select_from(CASES))
        return "" if row is None else f"{row.many}/{row.last}/{row.saved}"

    def remove_posted_before(self, moment: datetime) -> int:
        """Delete what was posted before then; how many there were."""
        with self._storage.statements() as statements:
            count = statements.change(delete(WEB_POSTS).where(WEB_POSTS.c.posted_at < moment))
            statements.commit()
        return count

    def _posts(self, last: Select[tuple[object, ...]]) -> tuple[WebPost, ...]:
        with self._storage.statements() as statements:
            rows = statements.rows(last)
        return tuple(
            WebPost(row.id, row.place, row.revision, from_json(Message, row.message), row.own) for row in reversed(rows)
        )


def _next_revision(statements: Statements, conversation: str) -> int:
    last = select(func.max(WEB_POSTS.c.revision).label("last")).where(WEB_POSTS.c.conversation == conversation)
    row = statements.row(last)
    return 1 if row is None or row.last is None else int(row.last) + 1
