from dataclasses import replace
from datetime import date

import pytest

from bot.message import Fields, Listing, Notice, Paragraph
from bot.presenter.overviews import present_greeting, present_topics
from bot.wording import wording_in
from knowledge.protocol import Language
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


def test_every_clause_is_listed_once_under_its_topic() -> None:
    lists = [block for block in present_topics(occasion()).blocks if isinstance(block, Listing)]

    listed = [item.text for each in lists for item in each.items]
    for clause in bakery().clauses:
        assert listed.count(f"{clause.number} {clause.title.binding}") == 1
    assert [each.title for each in lists][:2] == ["De naam van de organisatie noemen", "Contact met klanten"]


def test_a_topic_of_the_organisation_is_named_by_its_own_word() -> None:
    titles = [block.title for block in present_topics(occasion()).blocks if isinstance(block, Listing)]

    assert "Photos" in titles


def test_a_topic_that_is_left_open_is_listed_with_the_reason() -> None:
    *_, left_open = [block for block in present_topics(occasion(Language.EN)).blocks if isinstance(block, Listing)]

    assert left_open.title == "Left open on purpose"
    assert left_open.items[0].details == ("We leave private mail to your own judgement.",)


def test_clauses_without_a_topic_come_under_other() -> None:
    clauses = tuple(replace(clause, topic=None) if clause.id == "recipes" else clause for clause in bakery().clauses)
    message = present_topics(occasion(protocol=replace(bakery(), clauses=clauses, not_regulated=())))

    *_, rest = [block for block in message.blocks if isinstance(block, Listing)]
    assert (rest.title, [item.text for item in rest.items]) == ("Overig", ["6.2 Recepten delen"])


def test_a_protocol_without_topics_is_one_list_without_a_title() -> None:
    clauses = tuple(replace(clause, topic=None) for clause in bakery().clauses)
    message = present_topics(occasion(protocol=replace(bakery(), clauses=clauses, not_regulated=())))

    [listing] = [block for block in message.blocks if isinstance(block, Listing)]
    assert (listing.title, len(listing.items)) == (None, len(clauses))
