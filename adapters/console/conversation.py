"""One person's side of a talk in a terminal: a line in, messages out."""

import itertools
import threading
import typing
from dataclasses import dataclass, field

from adapters.console.commands import Command, CommandName, command_words, help_message, read_command, remark
from adapters.console.offers import Offer, offers
from adapters.console.talk import Messages, Spoken, Talk
from bot.action import Act, Action
from bot.handlers.questions import ShowClause, greet, list_topics, show_clause
from bot.message import Input, Message
from bot.ports import Clock, Publications
from bot.wording import Wording, wording_in
from knowledge.protocol import Language

_LONGEST_ARGUMENT = 40
"""In characters: more than any clause number, little enough to be shown back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is shown.

    Attributes:
        first: The number of the first thing that can be chosen in it.
    """

    message: Message
    first: int = 1


@dataclass
class Conversation:
    """Remembers what can be chosen by number, and the language that is spoken; nothing of it is kept.

    Attributes:
        talk: The other side.
        at_desk: Whether an officer sits here. Then numbers go on counting, so that none changes its meaning when
            something arrives.
        turn: Held by whoever lets this conversation say something, until it is drawn.
    """

    publications: Publications
    clock: Clock
    locale: Language | None
    talk: Talk
    at_desk: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)
    _chosen: Language | None = None
    _language: Language = field(init=False)
    _offered: dict[int, Offer] = field(default_factory=dict)
    _filling_in: Input | None = None

    def __post_init__(self) -> None:
        self._language = self.locale or self.publications.live().protocol.languages[0]

    @property
    def wording(self) -> Wording:
        """Our sentences in the language that was spoken last."""
        return wording_in(self._language)

    def greeting(self) -> tuple[Shown, ...]:
        """What is said first: who speaks, or at the desk what there is to do."""
        if self.at_desk:
            return self._said(self.talk.press(Action(Act.MY_CASES), None, self._spoken))
        return self._said((greet(self._language, self.publications, self.clock),))

    def next_step(self) -> str:
        """What can be typed now, in a sentence."""
        if self._filling_in is not None:
            return self.wording.say("console.fill-in", label=self._filling_in.label, **command_words(self.wording))
        if self.at_desk:
            return self.wording.say("console.desk-start", **command_words(self.wording))
        if self._offered:
            return self.wording.count("console.pick", max(self._offered))
        return self.wording.say("console.start", **command_words(self.wording))

    def goodbye(self) -> Message:
        """What is said last."""
        return self._remark("console.goodbye")

    def arrived(self) -> tuple[Shown, ...]:
        """What others said meanwhile; its numbers follow those that stand."""
        return self._said(self.talk.arrived(self._spoken), unasked=True)

    def hear(self, line: str) -> tuple[Shown, ...] | None:
        """What to say to the line; ``None`` when the person leaves."""
        line = line.strip()
        if (command := read_command(line)) is not None:
            self._filling_in = None
            return self._obey(command)
        if self._filling_in is not None:
            return self._fill_in(line)
        if line.isascii() and line.isdigit():
            return self._choose(line)
        if self.at_desk:
            return self._remarked("console.desk-choose")
        return self._said(self.talk.ask(line, self._spoken))

    @property
    def _spoken(self) -> Spoken:
        return Spoken(self._chosen, self._language)

    def _choose(self, typed: str) -> tuple[Shown, ...]:
        if not self._offered:
            return self._remarked("console.nothing-to-pick")
        offer = self._offered.get(int(typed) if len(typed) < _LONGEST_ARGUMENT else 0)
        match offer:
            case None:
                sentence = self.wording.count("console.no-such-number", max(self._offered))
                return (Shown(remark(sentence, self.wording)),)
            case Input(label=label):
                self._filling_in = offer
                return self._remarked("console.fill-in", label=label)
            case _:
                return self._said(self.talk.press(offer.action, None, self._spoken))

    def _fill_in(self, text: str) -> tuple[Shown, ...]:
        asked, self._filling_in = self._filling_in, None
        if asked is None:
            raise AssertionError("nothing was to be filled in")
        return self._said(self.talk.press(asked.action, text, self._spoken))

    def _obey(self, command: Command) -> tuple[Shown, ...] | None:
        said: tuple[Shown, ...]
        match command.name:
            case CommandName.HELP:
                said = (Shown(help_message(self.wording, self._example_number())),)
            case CommandName.TOPICS:
                said = self._said((list_topics(self._language, self.publications, self.clock),))
            case CommandName.CLAUSE:
                said = self._show(command.argument)
            case CommandName.CASES:
                said = self._said(self.talk.press(Action(Act.MY_CASES), None, self._spoken))
            case CommandName.PRIVACY:
                said = self._said(self.talk.press(Action(Act.PRIVACY), None, self._spoken))
            case CommandName.LANGUAGE:
                said = self._speak(command.argument)
            case CommandName.QUIT:
                return None
            case None:
                shown = f"/{command.typed[:_LONGEST_ARGUMENT]}"
                said = self._remarked("console.unknown-command", command=shown)
            case _:
                typing.assert_never(command.name)
        return said

    def _show(self, number: str) -> tuple[Shown, ...]:
        if not number or len(number) > _LONGEST_ARGUMENT:
            return self._remarked("console.which-clause", number=self._example_number())
        return self._said((show_clause(ShowClause(number, self._language), self.publications, self.clock),))

    def _speak(self, language: str) -> tuple[Shown, ...]:
        if language.casefold() not in list(Language):
            return self._remarked("console.which-language")
        self._chosen = self._language = Language(language.casefold())
        return self._remarked("console.language-set")

    def _example_number(self) -> str:
        return self.publications.live().protocol.clauses[0].number

    def _remark(self, key: str, **values: str) -> Message:
        words = command_words(self.wording) | values
        return remark(self.wording.say(key, **words), self.wording)

    def _remarked(self, key: str, **values: str) -> tuple[Shown, ...]:
        return (Shown(self._remark(key, **values)),)

    def _said(self, messages: Messages, *, unasked: bool = False) -> tuple[Shown, ...]:
        """Give what can be chosen in the messages its numbers."""
        if not unasked:
            self._language = messages[-1].language if messages else self._language
            if not self.at_desk:
                self._offered = {}
        return tuple(Shown(message, self._number(tuple(offers(message)))) for message in messages)

    def _number(self, found: tuple[Offer, ...]) -> int:
        first = max(self._offered, default=0) + 1
        self._offered.update(zip(itertools.count(first), found, strict=False))
        return first
