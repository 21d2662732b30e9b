"""An office with admins who publish versions of the bakery's protocol."""

from dataclasses import dataclass, replace

from bot.address import Person
from bot.errors import PublishRefusal
from bot.handlers.first_version import ProtocolFile, publish_first
from bot.handlers.reception import ShareFile, receive
from bot.message import Message
from bot.publication import PublishingPolicy, live_at
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY, bakery
from tests.office import Office, texts

ANNA = Person("chat", "kruim", "U-anna", "Anna")
BOB = Person("chat", "kruim", "U-bob", "Bob")
LIVE = BAKERY.read_bytes()
NEXT = LIVE.replace(b'version: "2026.3"', b'version: "2026.4"').replace(b"verdict: forbidden", b"verdict: ask-first", 1)


@dataclass
class Desk(Office):
    """An office with two admins, in which the bakery's protocol is live."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.roster.admins = {ANNA, BOB}
        publish_first(ProtocolFile(bakery(), LIVE, "bakery.yaml"), self.kept, self.clock, self.ids)

    def share(self, content: bytes | None = NEXT, person: Person = ANNA, name: str = "nieuw.yaml") -> Message:
        receive(ShareFile(self.origin(person), name, content), self.ports)
        self.deliver()
        return self.last(person)

    def draft(self, content: bytes = NEXT, person: Person = ANNA) -> str:
        shown = self.share(content, person)
        subjects = {button.action.subject for button in shown.buttons()}
        assert len(subjects) == 1, shown
        return subjects.pop()

    def refused(self, refusal: PublishRefusal) -> str:
        values = {"version": "2026.4", "id": "other", "live": "bakery"}
        if refusal is PublishRefusal.EARLIER:
            values = {"day": "1 januari 2025", "live": "1 februari 2026"}
        return said(f"publish-refusal.{refusal}", **values)

    def live(self) -> str:
        found = live_at(self.storage.tables.publications, self.clock.now())
        assert found is not None
        return found.version

    def with_second_admin(self) -> "Desk":
        self.ports = replace(self.ports, publishing=PublishingPolicy(second_admin=True))
        return self


def all_of(message: Message) -> str:
    return "\n".join(texts(message))


def said(key: str, **values: object) -> str:
    return wording_in(Language.NL).say(key, **values)
