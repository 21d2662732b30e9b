"""What is said without a question: the greeting, and what the protocol is about."""

from bot.message import Block, Field, Fields, Heading, Item, Listing, Message, Notice, Paragraph
from bot.presenter.contacts import ask_hr
from bot.presenter.occasion import Occasion
from bot.wording import wording_in
from knowledge.protocol import Clause, Language


def present_greeting(occasion: Occasion) -> Message:
    """Who speaks, in every language, and from which protocol."""
    wording, protocol = occasion.wording, occasion.protocol
    languages = (occasion.language, *(language for language in Language if language is not occasion.language))
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
    """All clauses by topic, in the order of the protocol, and the topics that it leaves open on purpose."""
    wording, protocol, language = occasion.wording, occasion.protocol, occasion.language
    lists = [
        Listing(_named(clauses, occasion), title=topic_title(topic, occasion))
        for topic in protocol.topics()
        if (clauses := [clause for clause in protocol.clauses if clause.topic == topic])
    ]
    if rest := [clause for clause in protocol.clauses if clause.topic is None]:
        lists.append(Listing(_named(rest, occasion), title=wording.say("topics.rest") if lists else None))
    if protocol.not_regulated:
        items = tuple(
            Item(topic_title(left_open.topic, occasion), (left_open.reason.get(language),))
            for left_open in protocol.not_regulated
        )
        lists.append(Listing(items, title=wording.say("topics.left-open")))
    summary = wording.count("topics.summary", len(protocol.clauses), title=protocol.title.get(language))
    return Message(summary, (Heading(wording.say("topics.title")), *lists, ask_hr(occasion)), language)


def topic_title(topic: str, occasion: Occasion) -> str:
    """The topic's name: ours for a known topic, else the organisation's own word for it."""
    key = f"topic.{topic}"
    return occasion.wording.say(key) if occasion.wording.has(key) else topic.replace("-", " ").capitalize()


def _named(clauses: list[Clause], occasion: Occasion) -> tuple[Item, ...]:
    wording, language = occasion.wording, occasion.language
    return tuple(
        Item(wording.say("clause.short", number=clause.number, title=clause.title.get(language))) for clause in clauses
    )
