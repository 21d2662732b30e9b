"""Reads what was stored of Teams' activities: who did it, where, and what it asks."""

import contextlib
from collections.abc import Collection
from dataclasses import replace

from adapters.download import FileNotFetchedError, download
from adapters.teams.file_cards import Place
from adapters.teams.hosts import is_file_store
from adapters.teams.incoming import Incoming, Kind
from adapters.teams.places import CHANNEL, chat_with, handle_on
from adapters.teams.reach import Reach, room_of
from adapters.teams.renderer import LEADING_ON
from adapters.teams.roster import TeamsRoster
from bot.action import Act, Action
from bot.address import Person
from bot.case import Line
from bot.command_words import act_called
from bot.errors import RightsUnknownError, UnreadableEventError
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import AnswerOffer, Command, Hear, PressButton, ReportEdit, ShareFile
from knowledge.protocol_file.file_text import MAX_BYTES


class TeamsReader:
    """The port ``EventReader`` for Teams.

    Args:
        reach: Learns how conversations are reached.
        roster: Is asked beforehand who has which rights.
        desks: The conversations of the desk.
        local: Files may come from this machine.
    """

    def __init__(self, reach: Reach, roster: TeamsRoster, desks: Collection[str], *, local: bool) -> None:
        self._reach = reach
        self._roster = roster
        self._desks = frozenset(desks)
        self._local = local

    def read(self, event: IncomingEvent) -> Command | None:
        """The command in it.

        Raises:
            UnreadableEventError: it is not what was stored.
        """
        incoming = Incoming.read(event.payload)
        self._reach.learn(incoming)
        origin = self._origin(incoming, event.id)
        at_desk = origin.where.conversation in self._desks
        if at_desk:
            self._look_up_rights(origin.person)
        match incoming.kind:
            case Kind.SAID:
                return self._said(incoming, origin, at_desk=at_desk)
            case Kind.PRESSED:
                return self._pressed(incoming, origin)
            case Kind.EDITED:
                return ReportEdit(origin) if at_desk else None
            case Kind.SHARED if incoming.text and not self._is_admin(origin.person):
                return self._said(incoming, origin, at_desk=at_desk)  # what is written beside a file is what they ask
            case Kind.SHARED:
                return self._shared(incoming, origin)
            case Kind.ACCEPTED | Kind.DECLINED:
                accepted = incoming.kind is Kind.ACCEPTED
                return AnswerOffer(origin, incoming.subject, accepted=accepted, place=self._place(incoming))

    def _said(self, incoming: Incoming, origin: Origin, *, at_desk: bool) -> Command | None:
        """A question, or one of the words that do something at once; nothing at all asks for help.

        Where Magdat is not addressed it listens to the threads of the desk alone.
        """
        if not incoming.addressed and not (at_desk and origin.where.thread):
            return None
        act = (act_called(incoming.text) if incoming.text else Act.HELP) if not at_desk else None
        heard = Hear(origin, incoming.text, addressed=incoming.addressed)
        return heard if act is None else PressButton(origin, Action(act))

    def _pressed(self, incoming: Incoming, origin: Origin) -> Command:
        try:
            action = Action(Act(incoming.act), incoming.subject)
        except ValueError as error:
            raise UnreadableEventError from error
        room = self._reach.room_behind(incoming.back, incoming.tenant, incoming.user)
        if room is not None and action.act in LEADING_ON:
            chat = chat_with(incoming.tenant, incoming.user)
            origin = replace(origin, where=room, privately=True, direct=chat, thread=room if room.thread else None)
        elif room is not None and room.thread:
            origin = replace(origin, thread=room)
        return PressButton(origin, action, incoming.text or None)

    def _shared(self, incoming: Incoming, origin: Origin) -> Command:
        """A protocol of an admin; what others send is not fetched at all, for they are refused anyway."""
        return ShareFile(origin, incoming.file_name, self._content(incoming) if self._is_admin(origin.person) else None)

    def _content(self, incoming: Incoming) -> bytes | None:
        if not is_file_store(incoming.file_url, local=self._local):
            return None
        try:
            return download(incoming.file_url, MAX_BYTES + 1)
        except FileNotFetchedError:
            return None

    def _place(self, incoming: Incoming) -> str:
        """Where the file may be put; empty where that is not where Teams keeps files."""
        try:
            place = Place.read(incoming.place)
        except ValueError:
            return ""
        is_ours = all(is_file_store(url, local=self._local) for url in (place.upload_url, place.content_url))
        return incoming.place if is_ours else ""

    def _is_admin(self, person: Person) -> bool:
        try:
            return self._roster.is_admin(person)
        except RightsUnknownError:
            return False

    def _origin(self, incoming: Incoming, event_id: str) -> Origin:
        room, chat = room_of(incoming), chat_with(incoming.tenant, incoming.user)
        where = chat if incoming.in_chat else room
        in_room = where != chat
        return Origin(
            event_id=event_id,
            person=Person(CHANNEL, incoming.tenant, incoming.user, incoming.user_name),
            where=where,
            language=incoming.language,
            message=handle_on(incoming.conversation_id, incoming.message),
            privately=in_room and room.conversation not in self._desks,
            direct=chat if in_room else None,
            thread=room if in_room and room.thread else None,
        )

    def _look_up_rights(self, person: Person) -> None:
        """Ask Teams before a transaction begins, so that none waits for that; the answer is remembered."""
        with contextlib.suppress(RightsUnknownError):
            for line in Line:
                self._roster.is_officer(person, line)
            self._roster.is_admin(person)
