from dataclasses import replace
from datetime import date

import pytest

from bot.message import Fields, Listing, Notice, Paragraph
from bot.presenter.overviews import present_greeting, present_topics
from bot.wording import wording_in
from knowledge.protocol import Language, SocialMediaProtocol
from tests.bakery import bakery, occasion


@pytest.mark.parametrize("language", Language)
def test_the_greeting_is_in_every_language_the_readers_first(language: Language) -> None:
    message = present_greeting(occasion(language))

    greetings = [block.text for block in message.blocks if isinstance(block, Paragraph)]
    assert greetings[0] == wording_in(language).say("greeting.hello")
    assert set(greetings) == {wording_in(other).say("greeting.hello") for other in Language}


def test_the_greeting_names_the_protocol_and_its_version() -> None:
    [fields] = [block for block in present_greeting(occasion()).blocks if isinstance(block, Fields)]

    assert [field.value for field in fields.fields] == ["Afspraken over sociale media", "2026.3", "1 februari 2026"]


def test_the_greeting_says_that_a_protocol_is_not_in_force_yet() -> None:
    message = present_greeting(occasion(today=date(2025, 12, 31)))

    assert Notice("Let op: dit protocol geldt pas vanaf 1 februari 2026.") in message.blocks


def lists(protocol: SocialMediaProtocol, language: Language = Language.NL) -> list[Listing]:
    message = present_topics(occasion(language, protocol=protocol))
    return [block for block in message.blocks if isinstance(block, Listing)]


def with_topics(*topics: str | None) -> SocialMediaProtocol:
    clauses = tuple(replace(each, topic=topic) for each, topic in zip(bakery().clauses, topics, strict=True))
    return replace(bakery(), clauses=clauses, not_regulated=())


def numbers(listing: Listing) -> list[str]:
    return [item.text.split()[0] for item in listing.items]


def test_topics_that_gather_clauses_are_the_headings() -> None:
    protocol = with_topics(
        "company-name", "press-and-more", "press-and-more", "company-name", None, "company-name", None
    )

    assert [(listing.title, numbers(listing)) for listing in lists(protocol)] == [
        ("De naam van de organisatie noemen", ["2.1", "5.2", "6.2"]),
        ("Press and more", ["4.2", "5.1"]),
        ("Overig", ["6.1", "9.1"]),
    ]


def test_where_topics_gather_nothing_the_clauses_come_by_chapter() -> None:
    *chapters, _ = lists(bakery())

    assert [(listing.title, numbers(listing)) for listing in chapters] == [
        (None, ["2.1"]),
        (None, ["4.2"]),
        (None, ["5.1", "5.2"]),
        (None, ["6.1", "6.2"]),
        (None, ["9.1"]),
    ]


def test_a_protocol_without_topics_is_one_list_without_a_title() -> None:
    [listing] = lists(with_topics(*[None] * len(bakery().clauses)))

    assert (listing.title, len(listing.items)) == (None, len(bakery().clauses))


@pytest.mark.parametrize("language", Language)
def test_every_clause_is_listed_once_with_its_title(language: Language) -> None:
    listed = [item.text for listing in lists(bakery(), language) for item in listing.items]

    for clause in bakery().clauses:
        assert listed.count(f"{clause.number} {clause.title.get(language)}") == 1


def test_a_topic_that_is_left_open_is_listed_with_the_reason() -> None:
    *_, left_open = lists(bakery(), Language.EN)

    assert left_open.title == "Left open on purpose"
    assert left_open.items[0].details == ("We leave private mail to your own judgement.",)
