"""Files in Teams: offered on a card first, put where the person lets them, then shown on another card.

As learn.microsoft.com has it, Send and receive files using bot; in the chat with one person alone.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from adapters.teams.adaptive_card import Json
from bot.message import Footnote, Message, Paragraph
from bot.outbox import Enclosed

OFFER = "application/vnd.microsoft.teams.card.file.consent"
GIVEN = "application/vnd.microsoft.teams.card.file.info"
EDITION = "edition"
"""The key under which Teams hands back whose file was offered."""
_LONGEST = 16_384


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is put, as Teams says when the person lets it be.

    Attributes:
        upload_url: Takes the bytes, once; whoever has it can put a file there, so that it is told to nobody.
        content_url: Where the person finds the file.
        unique_id: What the store calls it.
        kind: As in its name, such as yaml.
    """

    upload_url: str
    content_url: str
    unique_id: str
    kind: str

    def written(self) -> str:
        """As it is kept until the file goes there."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> "Place":
        """As it was written.

        Raises:
            ValueError: it is none.
        """
        try:
            found = cls(**json.loads(written))
        except TypeError as error:
            raise ValueError("no place") from error
        if not all(isinstance(each, str) for each in asdict(found).values()):
            raise ValueError("no place")
        return found


def place_in(told: Json) -> Place | None:
    """The place in an answer to an offer; ``None`` where none is in it."""
    names = ("uploadUrl", "contentUrl", "uniqueId", "fileType")
    texts = [told.get(name) for name in names]
    if not all(isinstance(each, str) and len(each) < _LONGEST for each in texts):
        return None
    return Place(*texts)


def offer(enclosed: Enclosed, message: Message, size: int) -> Json:
    """The card that asks whether the file may be put where the person keeps files."""
    context = {EDITION: enclosed.edition_id}
    described = " ".join(_texts(message))
    content = {"description": described, "sizeInBytes": size, "acceptContext": context, "declineContext": context}
    return {"content_type": OFFER, "name": enclosed.name, "content": content}


def given(enclosed: Enclosed, place: Place) -> Json:
    """The card that leads to the file."""
    content = {"uniqueId": place.unique_id, "fileType": place.kind}
    return {"content_type": GIVEN, "content_url": place.content_url, "name": enclosed.name, "content": content}


def said_with(message: Message) -> str:
    """What is said above the file, as text."""
    return "\n\n".join(_texts(message))


def _texts(message: Message) -> Iterator[str]:
    yield from (block.text for block in message.blocks if isinstance(block, Paragraph | Footnote))
