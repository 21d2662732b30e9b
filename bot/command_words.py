"""The words that do something at once when they are all that is typed, in every language."""

from collections.abc import Mapping
from functools import cache

from bot.action import Act
from bot.wording import wording_in
from knowledge.protocol import Language

_ACTS: Mapping[str, Act] = {
    "topics": Act.TOPICS,
    "mine": Act.MY_CASES,
    "privacy": Act.PRIVACY,
    "help": Act.HELP,
    "desk": Act.PAGES,
    "versions": Act.VERSIONS,
    "export": Act.EXPORT,
}


def act_called(text: str) -> Act | None:
    """What the text calls for; ``None`` when it is not one of the words, and so perhaps a question."""
    return _all_words().get(text.strip().removeprefix("/").casefold())


def command_words(language: Language, name: str) -> tuple[str, ...]:
    """The words in this language that do this; the first is the one to be taught."""
    return tuple(wording_in(language).say(f"chat.command.{name}").split())


@cache
def _all_words() -> Mapping[str, Act]:
    return {word: act for language in Language for name, act in _ACTS.items() for word in command_words(language, name)}
