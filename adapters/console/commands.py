"""What can be typed in the chat beside questions: ``/help`` and its like, each in every language."""

from dataclasses import dataclass
from enum import StrEnum

from bot.message import Item, Listing, Message, Paragraph
from bot.wording import Wording, wording_in
from knowledge.protocol import Language


class CommandName(StrEnum):
    """What a command does; the value is its key in the locale files."""

    HELP = "help"
    TOPICS = "topics"
    CLAUSE = "clause"
    CASES = "cases"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was typed.

    Attributes:
        name: ``None`` when there is no such command.
        typed: The word after the slash.
        argument: The rest of the line; empty when there is none.
    """

    name: CommandName | None
    typed: str
    argument: str


def read_command(line: str) -> Command | None:
    """The command on the line, in whichever language; ``None`` when the line is no command."""
    if not line.startswith("/"):
        return None
    typed, _, argument = line[1:].partition(" ")
    return Command(_names().get(typed.casefold()), typed, argument.strip())


def command_words(wording: Wording) -> dict[str, str]:
    """What each command is called in the language, by its key."""
    return {name.value: wording.say(f"console.command.{name}") for name in CommandName}


def help_message(wording: Wording, number: str) -> Message:
    """How the chat works; ``number`` is that of a clause, for an example."""
    words = command_words(wording) | {"number": number}
    keys = ("ask", "pick", *CommandName)
    items = tuple(Item(wording.say(f"console.help.{key}", **words)) for key in keys)
    title = wording.say("console.help.title")
    return Message(title, (Listing(items, title=title),), wording.language)


def remark(text: str, wording: Wording) -> Message:
    """One sentence about the chat itself."""
    return Message(text, (Paragraph(text),), wording.language)


def _names() -> dict[str, CommandName]:
    return {
        word: name
        for language in Language
        for name in CommandName
        for word in (name.value, wording_in(language).say(f"console.command.{name}"))
    }
