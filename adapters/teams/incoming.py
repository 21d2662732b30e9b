"""What someone in Teams did, as it is stored: the part of an activity that is needed, and nothing else of it."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.errors import UnreadableEventError
from knowledge.protocol import Language


class Kind(StrEnum):
    """What was done."""

    SAID = "said"
    PRESSED = "pressed"
    EDITED = "edited"
    SHARED = "shared"
    """A file, with the bot."""
    ACCEPTED = "accepted"
    """A file that the bot offered."""
    DECLINED = "declined"
    """The same."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that someone did.

    Attributes:
        id: Unique across channels and tenants; the same thing sent twice has the same id.
        user: The person's id in the directory, or Teams' own where there is none.
        conversation_id: As Teams names it, thread included.
        is_personal: Nobody else is in the conversation.
        is_channel: It is a channel of a team, which has threads.
        service_url: Where the conversation is reached.
        bot: What Teams calls the bot there.
        text: What was said or typed, without a mention of the bot.
        act: What was pressed; empty where nothing was.
        language: Of the person's client, or else of the message that was pressed on; ``None`` where neither is known.
        message: The message that was pressed on; empty where none was.
        back: Where what is shared goes to, as the button handed back.
        addressed: It is said to the bot: in their own chat, or with a mention of it.
        in_chat: Wherever it was asked, the answer goes to the chat with the person, and nobody is told of it.
        file_name: Of the file that was shared.
        file_url: Where its content is.
        place: Where a file that was offered may be put, as ``Place`` writes it; empty where nothing usable was told.
    """

    id: str
    kind: Kind
    tenant: str
    user: str
    user_name: str
    conversation_id: str
    is_personal: bool
    is_channel: bool
    service_url: str
    bot: str
    text: str = ""
    act: str = ""
    subject: str = ""
    language: Language | None = None
    message: str = ""
    back: tuple[str, ...] = ()
    addressed: bool = True
    in_chat: bool = False
    file_name: str = ""
    file_url: str = ""
    place: str = ""

    def stored(self) -> bytes:
        """As it is stored."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def read(cls, stored: bytes) -> "Incoming":
        """As it was stored.

        Raises:
            UnreadableEventError: it is not one.
        """
        try:
            found = json.loads(stored)
            language = found.pop("language")
            read = cls(
                **{**found, "kind": Kind(found["kind"]), "back": tuple(found["back"])},
                language=None if language is None else Language(language),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableEventError from error
        return read
