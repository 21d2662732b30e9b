"""What was said in the try-out chat, as pages show it: the last at the end, and what is older on earlier pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.web.message_parts import MessagePart, parts_of_message
from adapters.web.posts import Post
from adapters.web.room import ROOM, pages, weight

_FRAME = 400
"""In bytes, of the page around a message."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message in the chat.

    Attributes:
        part: Its first part; the rest has pages of its own.
    """

    post: Post
    part: MessagePart

    @property
    def weighs(self) -> int:
        """On a page."""
        return _FRAME + (weight(self.part.summary) if self.post.own else self.part.weighs)


def said_in(posts: Sequence[Post]) -> tuple[Said, ...]:
    """The messages, each as the chat begins with it."""
    return tuple(Said(post, parts_of_message(post.message)[0]) for post in posts)


def talk_pages(posts: Sequence[Post]) -> tuple[tuple[Said, ...], ...]:
    """The chat from its end back: the newest page first, each in the order of the conversation."""
    back = pages(reversed(said_in(posts)), lambda said: said.weighs)
    return tuple(tuple(reversed(page)) for page in back)


def fits(said: Sequence[Said]) -> bool:
    """Whether all of it can come at once."""
    return sum(one.weighs for one in said) <= ROOM
