"""Delivers messages in Teams: posts cards, changes them, shows to one person what is meant for one.

Teams keeps no mark of ours and cannot be asked what was delivered. Whether saying it again does harm is with the
message: a decision of HR is then set aside rather than said twice.
"""

import asyncio
import contextlib
from collections.abc import Collection
from dataclasses import replace

from adapters.download import FileNotTakenError, put
from adapters.teams.connector import Connector
from adapters.teams.file_cards import Place, given, offer, said_with
from adapters.teams.hosts import is_file_store
from adapters.teams.places import chat_with, message_of, parts_of, person_in, with_thread
from adapters.teams.reach import Reach, Reference
from adapters.teams.renderer import draw, fallback_of
from bot.address import Address
from bot.errors import (
    CannotTellError,
    DeliveryDelayedError,
    DeliveryRefusedError,
    DeliveryUncertainError,
)
from bot.message import Message
from bot.outbox import Delivery, Receipt, ToCard
from bot.presenter.forms import answered_privately, not_reached_privately

_NOT_REACHED = frozenset({"http-403", "http-404"})
"""Why a person cannot be written to: they did not add Magdat, or are not there any more."""
_NOT_NOW = frozenset({0, 408, 429, 500, 502, 503, 504})
"""The store may take the same bytes later; that it has them already does no harm."""


class TeamsMessenger:
    """The port ``Messenger`` for Teams.

    Args:
        connector: Calls Teams.
        reach: Knows how places are reached.
        desks: The conversations of the desk.
        local: Files may go to this machine.
    """

    def __init__(self, connector: Connector, reach: Reach, desks: Collection[str], *, local: bool = False) -> None:
        self._connector = connector
        self._reach = reach
        self._desks = frozenset(desks)
        self._local = local
        self._uploaded: set[str] = set()

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Deliver the message at ``to``, once.

        Raises:
            DeliveryDelayedError: not now; it was certainly not delivered.
            DeliveryRefusedError: trying again will not help; it was certainly not delivered.
            DeliveryUncertainError: it may have been delivered.
        """
        if isinstance(delivery.to, ToCard) and to.thread:
            return await self._replace_card(to, delivery)
        if delivery.replaces and await self._replaced(to, delivery):
            return Receipt(to)
        if to.only_for and person_in(to.conversation) is None:
            return await self._say_privately(to, delivery)
        return Receipt(to.in_thread(await self._post(to, delivery.message)))

    async def deliver_file(self, to: Address, delivery: Delivery, content: bytes) -> Receipt:
        """Offer the file in the chat with the person; once they said where it may be put, put it there and show it.

        Raises:
            DeliveryDelayedError: not now; nothing was shown.
            DeliveryRefusedError: trying again will not help; nothing was shown.
            DeliveryUncertainError: it may have been shown.
        """
        enclosed = delivery.enclosed
        if enclosed is None or person_in(to.conversation) is None:
            raise DeliveryRefusedError("no-file-for-one")
        reference = await self._reached(to)
        if not enclosed.place:
            card = offer(enclosed, delivery.message, len(content))
            return Receipt(to.in_thread(await self._connector.post_file(reference, card)))
        place = await self._put(delivery.id, enclosed.place, content)
        posted = await self._connector.post_file(reference, given(enclosed, place), said_with(delivery.message))
        self._uploaded.discard(delivery.id)
        conversation_id, offered = message_of(delivery.pressed)
        if offered:
            with contextlib.suppress(DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError):
                await self._connector.delete(reference, conversation_id, offered)
        return Receipt(to.in_thread(posted))

    async def _put(self, delivery_id: str, written: str, content: bytes) -> Place:
        """Put the file there, unless an earlier try did: a place takes one file."""
        try:
            place = Place.read(written)
        except ValueError as error:
            raise DeliveryRefusedError("no-place") from error
        if not is_file_store(place.upload_url, local=self._local):
            raise DeliveryRefusedError("file-host")
        if delivery_id in self._uploaded:
            return place
        try:
            await asyncio.to_thread(put, place.upload_url, content)
        except FileNotTakenError as error:
            if error.status in _NOT_NOW:
                raise DeliveryDelayedError from error
            raise DeliveryRefusedError(f"upload-{error.status}") from error
        self._uploaded.add(delivery_id)
        return place

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Teams cannot tell.

        Raises:
            CannotTellError: always.
        """
        del to, delivery_id
        raise CannotTellError

    async def _say_privately(self, room: Address, delivery: Delivery) -> Receipt:
        """Say it in the chat with the person, and where they asked, that it is there.

        Who did not add Magdat cannot be written to; then that is said where they asked, and nothing of the answer.
        """
        back = await asyncio.to_thread(self._reach.way_back, room, room.only_for)
        language, chat = delivery.message.language, chat_with(room.tenant, room.only_for)
        try:
            await self._post(chat, delivery.message, back)
        except DeliveryRefusedError as error:
            if error.code not in _NOT_REACHED:
                raise
            await self._remark(room, not_reached_privately(language))
            return Receipt(room)
        if room.conversation not in self._desks and not await self._was_pressed_in(chat, delivery):
            with contextlib.suppress(DeliveryDelayedError, DeliveryRefusedError, DeliveryUncertainError):
                await self._remark(room, answered_privately(language))
        return Receipt(room)

    async def _remark(self, room: Address, text: str) -> None:
        """Say a line where others are."""
        reference = await asyncio.to_thread(self._reach.to, room)
        await self._connector.say(reference, room.thread if reference.has_threads else "", text)

    async def _post(self, to: Address, message: Message, back: tuple[str, ...] = ()) -> str:
        """The thread that answers to it are given in."""
        reference = await self._reached(to)
        thread = to.thread if reference.has_threads else ""
        first = ""
        for number, card in enumerate(draw(message, back)):
            try:
                posted = await self._connector.post(reference, thread, card, fallback_of(message))
            except (DeliveryDelayedError, DeliveryRefusedError) as error:
                if number:
                    raise DeliveryUncertainError from error
                raise
            first = first or posted
        return to.thread or first

    async def _reached(self, to: Address) -> Reference:
        """How the place is reached; the chat with a person is begun where it was never heard of."""
        reference = await asyncio.to_thread(self._reach.to, to)
        person_id = person_in(to.conversation)
        if person_id is None or reference.conversation_id:
            return reference
        conversation_id = await self._connector.begin_chat(reference, to.tenant, person_id)
        reference = replace(reference, conversation_id=conversation_id, has_threads=False)
        await asyncio.to_thread(self._reach.remember, to, reference)
        return reference

    async def _replace_card(self, to: Address, delivery: Delivery) -> Receipt:
        """Put the card in the place of the message with which the thread began, as long as that is there."""
        reference = await asyncio.to_thread(self._reach.to, to)
        thread = to.thread if reference.has_threads else ""
        with contextlib.suppress(DeliveryRefusedError):
            await self._update(reference, with_thread(to.conversation, thread), to.thread, delivery.message)
        return Receipt(to)

    async def _replaced(self, to: Address, delivery: Delivery) -> bool:
        """Whether the message took the place of the one it replaces."""
        conversation_id, message = message_of(delivery.replaces)
        room, _ = parts_of(conversation_id)
        of_person = chat_with(to.tenant, to.only_for) if to.only_for else to
        place = of_person
        back: tuple[str, ...] = ()
        if await self._is_room(room, of_person):
            place = replace(to, conversation=room)
        elif not of_person.shares_conversation(to):
            back = await asyncio.to_thread(self._reach.way_back, to, to.only_for)
        reference = await asyncio.to_thread(self._reach.to, place)
        try:
            await self._update(reference, conversation_id, message, delivery.message, back)
        except DeliveryRefusedError:
            return False
        return True

    async def _is_room(self, conversation: str, of_person: Address) -> bool:
        """Whether it is another conversation than the chat with the person."""
        chat = await asyncio.to_thread(self._reach.to, of_person)
        return chat.conversation_id != conversation

    async def _was_pressed_in(self, chat: Address, delivery: Delivery) -> bool:
        """Whether it comes of a press in the chat with the person: there they see it, and the room need not know."""
        room, _ = parts_of(message_of(delivery.pressed)[0])
        return bool(room) and not await self._is_room(room, chat)

    async def _update(
        self, reference: Reference, conversation_id: str, message: str, content: Message, back: tuple[str, ...] = ()
    ) -> None:
        cards = draw(content, back)
        if len(cards) > 1:
            raise DeliveryRefusedError("too-long")
        await self._connector.update(reference, conversation_id, message, cards[0], fallback_of(content))
