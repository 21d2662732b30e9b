"""How places in Teams are reached: which service, and by which name Teams knows the chat with a person.

That is heard with everything that comes in, and kept. What is kept names nobody (``Whereabouts``), and no case.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from adapters.channel import FleetingWhereabouts, Whereabouts
from adapters.teams.hosts import USUAL_SERVICE
from adapters.teams.incoming import Incoming
from adapters.teams.places import CHANNEL, chat_with, parts_of, person_in
from bot.address import Address, joined_key

_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Reference:
    """How one conversation is reached.

    Attributes:
        conversation_id: As Teams names it, without a thread; empty for a chat that is not begun yet.
        has_threads: It is a channel of a team.
        bot: What Teams calls the bot there; empty where that is not known.
    """

    service_url: str = USUAL_SERVICE
    conversation_id: str = ""
    has_threads: bool = True
    bot: str = ""


def room_of(incoming: Incoming) -> Address:
    """The conversation in which it was done, with its thread."""
    if incoming.is_personal:
        return chat_with(incoming.tenant, incoming.user)
    conversation, thread = parts_of(incoming.conversation_id)
    return Address(CHANNEL, incoming.tenant, conversation, thread if incoming.is_channel else "")


class Reach:
    """Knows how places are reached; not to be called on the event loop, for it may look into the database."""

    def __init__(self) -> None:
        self._kept: Whereabouts = FleetingWhereabouts()
        self._mark: Callable[[str], str] = lambda key: key
        self._known: dict[Address, Reference] = {}

    def settle(self, kept: Whereabouts, mark: Callable[[str], str]) -> None:
        """Keep it there from here on.

        Args:
            kept: Where.
            mark: A keyed fingerprint, which nobody else can make.
        """
        self._kept, self._mark = kept, mark

    def learn(self, incoming: Incoming) -> None:
        """Remember how the conversation is reached in which this was done."""
        conversation_id, _ = parts_of(incoming.conversation_id)
        heard = Reference(incoming.service_url, conversation_id, incoming.is_channel, incoming.bot)
        self.remember(room_of(incoming), heard)
        self.remember(_anywhere(incoming.tenant), Reference(incoming.service_url, bot=incoming.bot))

    def remember(self, place: Address, reference: Reference) -> None:
        """Remember how it is reached."""
        place = _bare(place)
        if self._known.get(place) != reference:
            self._kept.remember(place, json.dumps(asdict(reference)))
            self._keep_at_hand(place, reference)

    def to(self, place: Address) -> Reference:
        """How it is reached; where nothing was heard from it, by the service of the organisation, or the usual one."""
        place = _bare(place)
        known = self._recalled(place)
        if known is not None:
            return known
        nearest = self._recalled(_anywhere(place.tenant)) or Reference()
        return replace(_usual(place.conversation), service_url=nearest.service_url, bot=nearest.bot)

    def _recalled(self, place: Address) -> Reference | None:
        known = self._known.get(place)
        if known is None and (kept := self._kept.recall(place)) is not None:
            known = Reference(**json.loads(kept))
            self._keep_at_hand(place, known)
        return known

    def way_back(self, room: Address, person_id: str) -> tuple[str, ...]:
        """The room as a button hands it back; only a way that was given to this person is taken."""
        return (room.conversation, room.thread, self._proof(room, person_id))

    def room_behind(self, back: tuple[str, ...], tenant: str, person_id: str) -> Address | None:
        """The room that was handed back; ``None`` when none was, or somebody made it up."""
        if len(back) != 3:
            return None
        conversation, thread, proof = back
        room = Address(CHANNEL, tenant, conversation, thread)
        return room if hmac.compare_digest(proof.encode(), self._proof(room, person_id).encode()) else None

    def _proof(self, room: Address, person_id: str) -> str:
        return self._mark(joined_key("teams-room", room.key, person_id))

    def _keep_at_hand(self, place: Address, reference: Reference) -> None:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[place] = reference


def _usual(conversation: str) -> Reference:
    """Of a conversation that nothing was heard from yet; a group chat's name ends otherwise than a channel's."""
    if person_in(conversation) is not None:
        return Reference(has_threads=False)
    return Reference(conversation_id=conversation, has_threads=not conversation.endswith("@thread.v2"))


def _anywhere(tenant: str) -> Address:
    """Stands for the organisation as a whole; no conversation has an empty name."""
    return Address(CHANNEL, tenant, "")


def _bare(place: Address) -> Address:
    return replace(place, thread="", only_for="")
