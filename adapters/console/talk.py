"""What a terminal talks with: the answering part alone, or all of Magdat with what it keeps."""

import asyncio
import time
import typing
from collections.abc import Callable
from dataclasses import dataclass

from adapters.console.posts import CHANNEL, Posts
from bot.action import Act, Action
from bot.address import Address, Person
from bot.errors import StorageUnavailableError
from bot.events import Origin
from bot.handlers.questions import AskQuestion, Press, ask_question, press
from bot.handlers.reception import Command, Hear, PressButton, receive
from bot.message import Message, Paragraph
from bot.ports import Clock, Ports, Publications
from bot.presenter.refusals import error_sentence
from bot.relay import Relay
from bot.wording import wording_in
from knowledge.protocol import Language

_PATIENCE_SECONDS = 1.0
"""How long an answer is waited for that another process may be delivering just now."""

_WITHOUT_KEEPING = frozenset({Act.SHOW_CLAUSE, Act.CIRCUMSTANCE, Act.ASK_HR})
"""What can be done where nothing is kept."""

Messages = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a talk.

    Attributes:
        chosen: By the person, for every answer; ``None`` lets the question decide.
        last: That was spoken last.
    """

    chosen: Language | None
    last: Language


class Talk(typing.Protocol):
    """The other side of a conversation in a terminal."""

    def ask(self, text: str, spoken: Spoken) -> Messages:
        """What is said to a line that was typed."""

    def press(self, action: Action, text: str | None, spoken: Spoken) -> Messages:
        """What is said when something was chosen, and perhaps filled in."""

    def arrived(self, spoken: Spoken) -> Messages:
        """What was said meanwhile, unasked."""


@dataclass(frozen=True, slots=True)
class PlainTalk:
    """Answers, and keeps nothing: HR is told about, not reached."""

    publications: Publications
    clock: Clock

    def ask(self, text: str, spoken: Spoken) -> Messages:
        """The answer."""
        asked = AskQuestion(text, language=spoken.chosen, locale=spoken.last)
        return (ask_question(asked, self.publications, self.clock).message,)

    def press(self, action: Action, text: str | None, spoken: Spoken) -> Messages:
        """The clause, or how to reach HR."""
        del text
        if action.act not in _WITHOUT_KEEPING:
            return (_sentence(wording_in(spoken.last).say("console.nothing-kept"), spoken.last),)
        return (press(Press(action, spoken.last), self.publications, self.clock),)

    def arrived(self, spoken: Spoken) -> Messages:
        """Nobody says anything unasked."""
        del spoken
        return ()


@dataclass(frozen=True, slots=True)
class KeptTalk:
    """All of Magdat, on what it keeps: others take part from their own terminals.

    Attributes:
        person: Who sits at this terminal.
        where: The conversation that is shown in it.
        tidy: Does what is due, such as reminders; called now and then.
    """

    ports: Ports
    relay: Relay
    posts: Posts
    person: Person
    where: Address
    tidy: Callable[[], None]

    def ask(self, text: str, spoken: Spoken) -> Messages:
        """What is said to the line, by Magdat or to HR."""
        return self._do(Hear(self._origin(spoken), text), spoken)

    def press(self, action: Action, text: str | None, spoken: Spoken) -> Messages:
        """What comes of the choice."""
        return self._do(PressButton(self._origin(spoken), action, text), spoken)

    def arrived(self, spoken: Spoken) -> Messages:
        """What others did that concerns this person; a moment without the database brings nothing."""
        del spoken
        try:
            self.tidy()
            self._deliver()
            return self._read()
        except StorageUnavailableError:
            return ()

    def _do(self, command: Command, spoken: Spoken) -> Messages:
        try:
            receive(command, self.ports)
            return self._awaited()
        except StorageUnavailableError as error:
            return (_sentence(error_sentence(error, wording_in(spoken.last)), spoken.last),)

    def _awaited(self) -> Messages:
        """What is there to read; who is talking with a person at HR gets no answer from Magdat."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            self._deliver()
            if (messages := self._read()) or time.monotonic() > until:
                return messages
            time.sleep(0.02)

    def _deliver(self) -> None:
        asyncio.run(self._deliver_all())

    async def _deliver_all(self) -> None:
        while await self.relay.deliver_due():
            pass

    def _read(self) -> Messages:
        return self.posts.take(self.where.conversation, self.person.id)

    def _origin(self, spoken: Spoken) -> Origin:
        event_id = f"{CHANNEL}/{self.ports.ids.new_id()}"
        return Origin(event_id, self.person, self.where, spoken.last, language_is_chosen=spoken.chosen is not None)


def _sentence(text: str, language: Language) -> Message:
    return Message(text, (Paragraph(text),), language)
