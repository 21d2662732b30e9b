"""What a newcomer is told: who speaks, how it works, and what could be asked."""

from dataclasses import replace

from bot.action import Act, Action
from bot.command_words import command_words
from bot.message import Button, Buttons, Heading, Item, Listing, Message, Paragraph, Suggestions
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import present_greeting

_MOST_SUGGESTIONS = 4
"""As many prompts as Slack's assistant pane shows; more would not be read elsewhere either."""
_LONGEST_SUGGESTION = 75
_WORDS = ("topics", "mine", "privacy", "help")


def present_welcome(occasion: Occasion) -> Message:
    """Who speaks, from which protocol, and a few questions to begin with."""
    greeting = present_greeting(occasion)
    questions = suggested_questions(occasion)
    if not questions:
        return greeting
    return replace(
        greeting, blocks=(*greeting.blocks, Suggestions(occasion.wording.say("chat.suggestions"), questions))
    )


def suggested_questions(occasion: Occasion) -> tuple[str, ...]:
    """The protocol's own example questions in the reader's language, each of another topic; at most 4."""
    by_topic: dict[str, str] = {}
    for clause in occasion.protocol.clauses:
        short = (each for each in clause.examples.get(occasion.language, ()) if len(each) <= _LONGEST_SUGGESTION)
        if (question := next(short, None)) is not None:
            by_topic.setdefault(clause.topic or clause.id, question)
    return tuple(by_topic.values())[:_MOST_SUGGESTIONS]


def present_help(occasion: Occasion) -> Message:
    """How it works: asking, and the words that show something at once."""
    wording = occasion.wording
    title = wording.say("chat.help.title")
    names = _WORDS if occasion.pages is None else (*_WORDS[:-1], "desk", _WORDS[-1])
    words = {name: command_words(occasion.language, name)[0] for name in names}
    items = tuple(Item(wording.say(f"chat.help.{name}", word=word)) for name, word in words.items())
    buttons = (
        Button(wording.say("topics.title"), Action(Act.TOPICS)),
        Button(wording.say("asker.cases.title"), Action(Act.MY_CASES)),
        Button(wording.say("privacy.title"), Action(Act.PRIVACY)),
    )
    blocks = (
        Heading(title),
        Paragraph(wording.say("chat.help.ask")),
        Listing(items, title=wording.say("chat.help.words")),
        Buttons(buttons, wording.say("chat.help.ask")),
    )
    return Message(title, blocks, occasion.language)
