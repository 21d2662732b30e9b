from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from knowledge.matching.bank import bank_questions
from knowledge.matching.text import words
from knowledge.matching.units import UnitKind, protocol_entries, protocol_units
from knowledge.protocol import OpenTopic, SocialMediaProtocol
from tests.knowledge.matching.small_protocol import (
    CLIENTS,
    EN,
    LEAVE,
    MAIL,
    NL,
    PHOTOS,
    PRESS,
    SMALL,
    both,
    small,
)
from tests.written_protocol import protocols


def texts_of(protocol: SocialMediaProtocol, kind: UnitKind) -> list[str]:
    return [unit.text for unit in protocol_units(protocol) if unit.kind is kind]


def test_entries_are_the_clauses_then_what_is_elsewhere_then_what_is_left_open() -> None:
    assert protocol_entries(SMALL) == (CLIENTS, PRESS, PHOTOS, LEAVE, MAIL)


def test_the_examples_the_titles_the_terms_and_each_sentence_of_a_clause_are_units() -> None:
    protocol = small(CLIENTS)

    assert texts_of(protocol, UnitKind.EXAMPLE) == [
        "mag ik klanten toevoegen op linkedin", "can i add clients on linkedin",
    ]  # fmt: skip
    assert texts_of(protocol, UnitKind.TITLE) == ["Klanten toevoegen", "Adding clients", "connectie netwerk"]
    assert texts_of(protocol, UnitKind.SENTENCE) == [
        "Je mag klanten toevoegen.", "Vraag het de klant wel eerst.",
        "You may add clients.", "Ask the client first.",
        "Alleen op LinkedIn, nooit op Facebook.", "Only on LinkedIn, never on Facebook.",
    ]  # fmt: skip


def test_why_a_clause_exists_is_no_unit() -> None:
    protocol = small(replace(CLIENTS, because=both("Kwetsbaar.", "Vulnerable.")))

    assert protocol_units(protocol) == protocol_units(small(CLIENTS))


def test_every_unit_knows_its_language() -> None:
    languages = {unit.text: unit.language for unit in protocol_units(SMALL)}

    assert languages["Klanten toevoegen"] is NL
    assert languages["Adding clients"] is EN


def test_where_something_else_stands_is_found_by_its_questions_and_its_title() -> None:
    units = [unit.text for unit in protocol_units(SMALL) if unit.entry == 3]

    assert units == ["hoeveel vakantiedagen heb ik", "how many days off do i have", "Verlof", "Leave"]


def test_an_open_topic_is_found_by_its_name_its_reason_and_the_bank_s_questions() -> None:
    units = [unit.text for unit in protocol_units(SMALL) if unit.entry == 4]
    from_bank = [known.question for known in bank_questions() if known.topic == MAIL.topic]

    assert from_bank
    assert units == [
        "private mail", *from_bank,
        "Dat regelen wij niet.", "Vraag het gerust.", "We leave that open.", "Feel free to ask.",
    ]  # fmt: skip


def test_an_open_topic_of_one_s_own_needs_no_questions_in_the_bank() -> None:
    protocol = replace(SMALL, not_regulated=(OpenTopic("drone-clubs", both("Dat is vrij.", "That is free.")),))

    units = [unit.text for unit in protocol_units(protocol) if unit.entry == 4]

    assert units[0] == "drone clubs"


def test_an_entry_says_the_same_thing_once() -> None:
    protocol = small(replace(PHOTOS, title=both("Foto's!", "foto's"), examples={NL: ("Foto?",)}))

    assert [words(unit.text) for unit in protocol_units(protocol)].count(["foto"]) == 1


def test_an_entry_without_a_single_word_still_has_a_unit() -> None:
    wordless = replace(PHOTOS, title=both("!", "?"), rule=both("…", "-"))

    assert [unit.text for unit in protocol_units(small(wordless))] == ["?"]


@settings(derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(protocols())
def test_in_any_protocol_every_entry_has_units_in_order_and_none_is_empty(protocol: SocialMediaProtocol) -> None:
    units = protocol_units(protocol)
    places = [unit.entry for unit in units]

    assert places == sorted(places)
    assert set(places) == set(range(len(protocol_entries(protocol))))
    assert all(unit.text.strip() for unit in units)
    assert all(unit.language in protocol.languages or unit.entry >= len(protocol.clauses) for unit in units)
