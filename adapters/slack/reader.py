"""Reads what was stored of Slack's events: who did it, where, and what it asks."""

import contextlib
import typing

from adapters.download import FileNotFetchedError
from adapters.slack.directory import Directory, User
from adapters.slack.files import SlackFiles
from adapters.slack.incoming import Incoming, Kind
from adapters.slack.places import CHANNEL, home_of, is_begun, is_direct, is_direct_id, shared_thread, view_at
from adapters.slack.roster import SlackRoster
from adapters.slack.spoken import as_written
from bot.action import Act, Action
from bot.address import Address, Person
from bot.case import Line
from bot.command_words import act_called
from bot.errors import RightsUnknownError, UnreadableEventError
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import Command, Hear, PressButton, ReportEdit, ShareFile
from knowledge.protocol_file.file_text import MAX_BYTES


class SlackReader:
    """The port ``EventReader`` for Slack."""

    def __init__(
        self, directory: Directory, roster: SlackRoster, files: SlackFiles, desks: typing.Collection[str]
    ) -> None:
        self._directory = directory
        self._files = files
        self._roster = roster
        self._desks = frozenset(desks)

    def read(self, event: IncomingEvent) -> Command | None:
        """The command in it.

        Raises:
            UnreadableEventError: it is not what was stored.
        """
        incoming = Incoming.read(event.payload)
        origin = self._origin(incoming, event.id)
        self._look_up_rights(origin, incoming)
        match incoming.kind:
            case Kind.SAID:
                return self._said(incoming, origin)
            case Kind.PRESSED:
                return PressButton(origin, _action(incoming), incoming.text or None)
            case Kind.EDITED:
                return ReportEdit(origin)
            case Kind.SHARED:
                return self._shared(incoming, origin)
            case _:
                typing.assert_never(incoming.kind)

    def _said(self, incoming: Incoming, origin: Origin) -> Command:
        """A question, or one of the words that do something at once; nothing at all asks for help.

        In a thread of the desk it may be what the owner of a case writes to the asker, whatever the word.
        """
        text = as_written(incoming.text, self._name_of) if incoming.marked_up else incoming.text
        if incoming.conversation not in self._desks or not is_begun(incoming.thread):
            act = act_called(text) if text else Act.HELP
            if act is not None:
                return PressButton(origin, Action(act))
        return Hear(origin, text, addressed=incoming.addressed, with_file=incoming.with_file)

    def _shared(self, incoming: Incoming, origin: Origin) -> Command:
        """A protocol, from an admin; what anyone else writes beside a file, such as a picture, is what they ask."""
        if incoming.file is None:
            raise UnreadableEventError
        if incoming.text and not self._may_load(origin.person):
            return self._said(incoming, origin)
        try:
            content = self._files.fetch(incoming.file.url, MAX_BYTES + 1)
        except FileNotFetchedError:
            return ShareFile(origin, incoming.file.name, None)
        return ShareFile(origin, incoming.file.name, content)

    def _may_load(self, person: Person) -> bool:
        try:
            return self._roster.is_admin(person)
        except RightsUnknownError:
            return False

    def _origin(self, incoming: Incoming, event_id: str) -> Origin:
        user, team = self._user(incoming.user), incoming.team
        where = Address(CHANNEL, team, incoming.conversation, incoming.thread)
        if incoming.home and incoming.act == Act.HOME:
            where = home_of(team, incoming.user)
        return Origin(
            event_id=event_id,
            person=Person(CHANNEL, team, user.id, user.name),
            where=where,
            language=user.language or incoming.language,
            message=incoming.message,
            screen=view_at(team, incoming.view, incoming.behind) if incoming.view else None,
            privately=incoming.privately,
            outside=self._is_outside(incoming),
            share_at=where.in_thread(incoming.about) if incoming.about else None,
            direct=None if is_direct(incoming.conversation) else Address(CHANNEL, team, incoming.user),
            thread=shared_thread(where),
        )

    def _is_outside(self, incoming: Incoming) -> bool | None:
        """Whether Magdat is not in the conversation; ``None`` where Slack cannot be asked.

        A command and the shortcut come from anywhere; a thread is named only where Magdat hears or said something. It
        may have been removed since: before anything is shared, Slack is asked anew.
        """
        shares = incoming.act == Act.SHARE
        if not incoming.privately or (incoming.thread and not shares):
            return False
        if is_direct_id(incoming.conversation):
            return True
        try:
            return not self._directory.is_in(incoming.conversation, anew=shares)
        except RightsUnknownError:
            return None

    def _look_up_rights(self, origin: Origin, incoming: Incoming) -> None:
        """Ask Slack before a transaction begins, so that none waits for that; the answer is remembered."""
        if incoming.conversation not in self._desks and not incoming.home:
            return
        with contextlib.suppress(RightsUnknownError):
            for line in Line:
                self._roster.is_officer(origin.person, line)
            self._roster.is_admin(origin.person)

    def _user(self, user_id: str) -> User:
        """The person; without a name where Slack cannot be asked just now."""
        try:
            return self._directory.user(user_id)
        except RightsUnknownError:
            return User(user_id, "", None, is_guest=True)

    def _name_of(self, user_id: str) -> str:
        return self._user(user_id).name or user_id


def _action(incoming: Incoming) -> Action:
    try:
        return Action(Act(incoming.act), incoming.subject)
    except ValueError as error:
        raise UnreadableEventError from error
