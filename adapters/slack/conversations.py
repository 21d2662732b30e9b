"""Direct conversations by their ids, and what was posted before: looked up in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.slack.block_kit import Json
from adapters.slack.places import is_direct, thread_ts
from adapters.slack.web_api import Call, WebApi, delivering
from bot.address import Address
from bot.outbox import Delivery

EVENT_TYPE = "magdat_delivery"
"""The kind of metadata by which a message of ours is known."""
MOST_DIRECT = 2_000
"""Of so many people the direct conversation is known; that of others is asked for, once."""
_LOOKED_AT = 200
_PAGES = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A message that was posted for a delivery.

    Attributes:
        number: From 0; a delivery has more than one message only when it is too long for one.
        last: Whether the delivery is whole with this one.
    """

    number: int
    last: bool
    ts: str


def metadata_of(delivery: Delivery, number: int, *, last: bool) -> Json:
    """What goes along with a message: whose part it is, and nothing of any person."""
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery": delivery.id, "part": number, "last": last}}


class Conversations:
    """Looks in conversations."""

    def __init__(self, api: WebApi) -> None:
        self._client = api.client
        self._direct_ids: dict[str, str] = {}

    @property
    def size(self) -> int:
        """Of how many people the direct conversation is known."""
        return len(self._direct_ids)

    def know_direct(self, user: str, channel_id: str) -> None:
        """Slack told the id of the direct conversation with this person: it need not be asked for for a while."""
        self._direct_ids.pop(user, None)
        while len(self._direct_ids) >= MOST_DIRECT:
            del self._direct_ids[next(iter(self._direct_ids))]
        self._direct_ids[user] = channel_id

    async def id_of(self, conversation: str) -> str:
        """Slack's own id of the conversation.

        Raises:
            DeliveryDelayedError: not now. Also the other errors of a call, as everywhere here.
        """
        if not is_direct(conversation):
            return conversation
        if conversation not in self._direct_ids:
            opened = await delivering(self._client.conversations_open, users=conversation)
            self.know_direct(conversation, channel_id := str(opened["channel"]["id"]))
            return channel_id
        return self._direct_ids[conversation]

    async def parts_at(self, to: Address, delivery_id: str) -> Sequence[Part]:
        """What is there of this delivery, in order; empty where nothing is."""
        thread = thread_ts(to.thread)
        arguments = {"channel": await self.id_of(to.conversation), "limit": _LOOKED_AT, "include_all_metadata": True}
        look: Call = self._client.conversations_history
        if thread is not None:
            look, arguments = self._client.conversations_replies, arguments | {"ts": thread}
        found: list[Part] = []
        for _ in range(_PAGES):
            page = await delivering(look, **arguments)
            found += (part for message in page.get("messages") or () if (part := _part(message, delivery_id)))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            arguments["cursor"] = cursor
        return sorted(found, key=lambda part: part.number)


def _part(message: Json, delivery_id: str) -> Part | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or payload.get("delivery") != delivery_id:
        return None
    return Part(int(payload["part"]), bool(payload["last"]), str(message["ts"]))
