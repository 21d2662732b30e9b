"""One person's talk with Magdat in a terminal: a line in, a message out."""

import typing

from adapters.console.commands import Command, CommandName, command_words, help_message, read_command, remark
from bot.handlers.questions import (
    AskQuestion,
    Press,
    ShowClause,
    ask_question,
    greet,
    list_topics,
    press,
    show_clause,
)
from bot.message import Button, Message
from bot.ports import Clock, Publications
from bot.wording import Wording, wording_in
from knowledge.protocol import Language

_LONGEST_ARGUMENT = 40
"""In characters: more than any clause number, little enough to be shown back."""


class Conversation:
    """Remembers what can be chosen by number, and the language that is spoken; nothing of it is kept."""

    def __init__(self, publications: Publications, clock: Clock, locale: Language | None) -> None:
        self._publications = publications
        self._clock = clock
        self._chosen: Language | None = None
        self._language = locale or publications.live().protocol.languages[0]
        self._offered: tuple[Button, ...] = ()

    @property
    def wording(self) -> Wording:
        """Our sentences in the language that was spoken last."""
        return wording_in(self._language)

    def greeting(self) -> Message:
        """What is said first."""
        return self._said(greet(self._language, self._publications, self._clock))

    def next_step(self) -> str:
        """What can be typed now, in a sentence."""
        if self._offered:
            return self.wording.count("console.pick", len(self._offered))
        return self.wording.say("console.start", **command_words(self.wording))

    def goodbye(self) -> Message:
        """What is said last."""
        return self._remark("console.goodbye")

    def hear(self, line: str) -> Message | None:
        """What to say to the line; ``None`` when the person leaves."""
        line = line.strip()
        if (command := read_command(line)) is not None:
            return self._obey(command)
        if line.isascii() and line.isdigit():
            return self._choose(line)
        asked = AskQuestion(line, language=self._chosen, locale=self._language)
        return self._said(ask_question(asked, self._publications, self._clock).message)

    def _choose(self, typed: str) -> Message:
        if not self._offered:
            return self._remark("console.nothing-to-pick")
        number = int(typed) if len(typed) < _LONGEST_ARGUMENT else 0
        if not 1 <= number <= len(self._offered):
            sentence = self.wording.count("console.no-such-number", len(self._offered))
            return remark(sentence, self.wording)
        pressed = Press(self._offered[number - 1].action, self._language)
        return self._said(press(pressed, self._publications, self._clock))

    def _obey(self, command: Command) -> Message | None:
        match command.name:
            case CommandName.HELP:
                return help_message(self.wording, self._example_number())
            case CommandName.TOPICS:
                return self._said(list_topics(self._language, self._publications, self._clock))
            case CommandName.CLAUSE:
                return self._show(command.argument)
            case CommandName.LANGUAGE:
                return self._speak(command.argument)
            case CommandName.QUIT:
                return None
            case None:
                shown = f"/{command.typed[:_LONGEST_ARGUMENT]}"
                return self._remark("console.unknown-command", command=shown)
            case _:
                typing.assert_never(command.name)

    def _show(self, number: str) -> Message:
        if not number or len(number) > _LONGEST_ARGUMENT:
            return self._remark("console.which-clause", number=self._example_number())
        return self._said(show_clause(ShowClause(number, self._language), self._publications, self._clock))

    def _speak(self, language: str) -> Message:
        if language.casefold() not in list(Language):
            return self._remark("console.which-language")
        self._chosen = self._language = Language(language.casefold())
        return self._remark("console.language-set")

    def _example_number(self) -> str:
        return self._publications.live().protocol.clauses[0].number

    def _remark(self, key: str, **values: str) -> Message:
        words = command_words(self.wording) | values
        return remark(self.wording.say(key, **words), self.wording)

    def _said(self, message: Message) -> Message:
        self._language = message.language
        self._offered = tuple(message.buttons())
        return message
