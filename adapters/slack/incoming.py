"""What someone in Slack did, as it is stored: the part of a payload that is needed, and nothing else of it."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from adapters.slack.places import Behind
from bot.errors import UnreadableEventError
from knowledge.protocol import Language


class Kind(StrEnum):
    """What was done."""

    SAID = "said"
    PRESSED = "pressed"
    EDITED = "edited"
    SHARED = "shared"
    """A file, with the bot."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that was shared.

    Attributes:
        url: Where its content is; only with the bot's own token.
        size: In bytes, as Slack says.
    """

    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that someone did.

    Attributes:
        id: Unique across channels and tenants; the same thing sent twice has the same id.
        conversation: A channel, or the person's own id for the direct conversation with them.
        thread: In which it was done; empty for none.
        text: What was said or typed; as Slack writes it where ``marked_up``.
        act: What was pressed; empty where nothing was.
        language: Of the message that was pressed on; ``None`` where that is not known.
        message: The handle on the message that was pressed on; empty where it cannot be replaced.
        view: The modal in which it was done, or that was opened for it; empty for none.
        home: It was done on the person's Home tab.
        about: The thread in which the message stands, or that it begins, that is asked about without answering in it;
            empty for none.
        addressed: It is said to Magdat: directly, or with a mention of it.
        direct_id: Slack's own id of the direct conversation, where it was told; empty where not.
        with_file: It was said beside a file.
    """

    id: str
    kind: Kind
    team: str
    user: str
    conversation: str
    thread: str = ""
    text: str = ""
    marked_up: bool = False
    act: str = ""
    subject: str = ""
    language: Language | None = None
    message: str = ""
    view: str = ""
    privately: bool = False
    home: bool = False
    addressed: bool = True
    direct_id: str = ""
    file: SharedFile | None = None
    about: str = ""
    with_file: bool = False

    @property
    def behind(self) -> Behind:
        """The conversation, as a view keeps it in mind."""
        return Behind(self.conversation, self.thread, self.privately, self.about)

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
            file = found.pop("file")
            language = found.pop("language")
            read = cls(
                **{**found, "kind": Kind(found["kind"])},
                language=None if language is None else Language(language),
                file=None if file is None else SharedFile(**file),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableEventError from error
        return read
