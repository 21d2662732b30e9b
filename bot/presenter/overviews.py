"""What is said without a question: the greeting, and what the protocol is about."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.message import Block, Field, Fields, Heading, Item, Listing, Message, Notice, Paragraph
from bot.presenter.contacts import ask_hr
from bot.presenter.occasion import Occasion
from bot.wording import wording_in
from knowledge.protocol import Clause, Language, SocialMediaProtocol


def present_greeting(occasion: Occasion, *, in_every_language: bool = True) -> Message:
    """Who speaks, and from which protocol; ``in_every_language`` where the reader's is not known for certain."""
    wording, protocol = occasion.wording, occasion.protocol
    others = [language for language in Language if language is not occasion.language and in_every_language]
    languages = (occasion.language, *others)
    blocks: list[Block] = [Paragraph(wording_in(language).say("greeting.hello")) for language in languages]
    fields = [
        Field(wording.say("clause.protocol"), protocol.title.get(occasion.language)),
        Field(wording.say("clause.version"), protocol.version),
    ]
    if protocol.effective_from is not None:
        day = wording.date(protocol.effective_from)
        if protocol.effective_from > occasion.today:
            blocks.append(Notice(wording.say("clause.not-yet-in-force", day=day)))
        else:
            fields.append(Field(wording.say("clause.in-force-since"), day))
    return Message(wording.say("greeting.summary"), (*blocks, Fields(tuple(fields))), occasion.language)


def present_topics(occasion: Occasion) -> Message:
    """All clauses with their numbers, and the topics that the protocol leaves open on purpose."""
    wording, protocol, language = occasion.wording, occasion.protocol, occasion.language
    lists = list(_by_topic(occasion) if _topics_gather(protocol) else _by_chapter(occasion))
    if protocol.not_regulated:
        items = tuple(
            Item(topic_title(left_open.topic, occasion), (left_open.reason.get(language),))
            for left_open in protocol.not_regulated
        )
        lists.append(Listing(items, title=wording.say("topics.left-open")))
    summary = wording.count("topics.summary", len(protocol.clauses), title=protocol.title.get(language))
    return Message(summary, (Heading(wording.say("topics.title")), *lists, ask_hr(occasion)), language)


def _topics_gather(protocol: SocialMediaProtocol) -> bool:
    """Whether topics bring clauses together; where each clause has its own, their titles say it better."""
    return 2 * len(list(protocol.topics())) <= len(protocol.clauses)


def _by_topic(occasion: Occasion) -> Iterator[Listing]:
    """A list a topic, in the order of the protocol; clauses without one come last."""
    protocol = occasion.protocol
    for topic in protocol.topics():
        clauses = (clause for clause in protocol.clauses if clause.topic == topic)
        yield Listing(_named(clauses, occasion), title=topic_title(topic, occasion))
    if rest := [clause for clause in protocol.clauses if clause.topic is None]:
        title = occasion.wording.say("topics.rest") if len(rest) < len(protocol.clauses) else None
        yield Listing(_named(rest, occasion), title=title)


def _by_chapter(occasion: Occasion) -> Iterator[Listing]:
    """A list for each first part of the numbers, in the order of the protocol."""
    for _, clauses in groupby(occasion.protocol.clauses, lambda clause: re.split(r"[.\s]", clause.number)[0]):
        yield Listing(_named(clauses, occasion))


def topic_title(topic: str, occasion: Occasion) -> str:
    """The topic's name: ours for a known topic, else the organisation's own word for it."""
    key = f"topic.{topic}"
    return occasion.wording.say(key) if occasion.wording.has(key) else topic.replace("-", " ").capitalize()


def _named(clauses: Iterable[Clause], occasion: Occasion) -> tuple[Item, ...]:
    wording, language = occasion.wording, occasion.language
    return tuple(
        Item(wording.say("clause.short", number=clause.number, title=clause.title.get(language))) for clause in clauses
    )
