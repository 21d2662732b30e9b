"""How places in Slack are written as addresses.

A direct conversation is named after the person, not after its own id: Slack tells that id only with what is said there,
and a press on a message elsewhere must lead to the same conversation. A person's screens have names of their own.
"""

import json
from dataclasses import dataclass

from bot.address import Address

CHANNEL = "slack"
_HOME = "home:"
_VIEW = "view:"
_NOT_BEGUN = "+"


@dataclass(frozen=True, slots=True)
class Behind:
    """What a modal must not forget: the conversation that it was opened from.

    Attributes:
        conversation: As in an address.
        privately: As in ``Origin``.
        about: As in ``Incoming``.
    """

    conversation: str
    thread: str = ""
    privately: bool = False
    about: str = ""

    def written(self) -> str:
        """As it goes along with a view (``private_metadata``)."""
        about = [self.about] if self.about else []
        return json.dumps([self.conversation, self.thread, self.privately, *about], separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> "Behind":
        """As it was written.

        Raises:
            ValueError: it is not one.
        """
        conversation, thread, privately, *about = json.loads(written)
        texts = (conversation, thread, *about)
        if len(about) > 1 or not (all(isinstance(each, str) for each in texts) and isinstance(privately, bool)):
            raise ValueError("no place behind a view")
        return cls(conversation, thread, privately, *about)


def is_direct(conversation: str) -> bool:
    """Whether it is the conversation with one person; ids of people begin with U, or W on an Enterprise Grid."""
    return conversation.startswith(("U", "W"))


def is_direct_id(channel_id: str) -> bool:
    """Whether it is Slack's own id of a direct conversation."""
    return channel_id.startswith("D")


def to_begin(ts: str) -> str:
    """The thread under this message, which has none yet.

    A message to one person in such a thread would not be seen (docs.slack.dev, chat.postEphemeral), one to everyone
    begins it.
    """
    return f"{ts}{_NOT_BEGUN}"


def is_begun(thread: str) -> bool:
    """Whether it is a thread that someone may have written in before."""
    return bool(thread) and not thread.endswith(_NOT_BEGUN)


def thread_ts(thread: str, *, for_one: bool = False) -> str | None:
    """The thread as Slack names it; ``None`` for none, also for a message to one person in one that has not begun."""
    if for_one and thread.endswith(_NOT_BEGUN):
        return None
    return thread.removesuffix(_NOT_BEGUN) or None


def shared_thread(address: Address) -> Address | None:
    """The thread there in which others take part, begun or not; ``None`` for none."""
    name = thread_ts(address.thread)
    return None if name is None or is_direct(address.conversation) else address.in_thread(name)


def home_of(team: str, user: str) -> Address:
    """The person's Home tab."""
    return Address(CHANNEL, team, f"{_HOME}{user}")


def home_owner(address: Address) -> str | None:
    """Whose Home tab it is; ``None`` when it is none."""
    return address.conversation.removeprefix(_HOME) if address.conversation.startswith(_HOME) else None


def view_at(team: str, view_id: str, behind: Behind) -> Address:
    """A modal that is open."""
    return Address(CHANNEL, team, f"{_VIEW}{view_id}", behind.written())


def view_of(address: Address) -> str | None:
    """The id of the modal; ``None`` when it is none."""
    return address.conversation.removeprefix(_VIEW) if address.conversation.startswith(_VIEW) else None
