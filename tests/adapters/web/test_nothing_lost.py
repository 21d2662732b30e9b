"""What does not fit on a page is on another: every text once, in its order, whatever is cut in pieces."""

import re
from dataclasses import replace

import pytest

from adapters.web.changes import shown_difference
from adapters.web.message_parts import ListedItem, ListingPart, MessagePart, parts_of_message
from adapters.web.pieces import Piece, Scales
from adapters.web.protocol_parts import found_pages, parts_of
from adapters.web.room import page_of, shortened, slices, weight
from bot.message import Heading, Item, Listing, Message, Quote
from bot.wording import wording_in
from knowledge.comparing import compare
from knowledge.loader import load_protocol
from knowledge.protocol import Clause, LadderStep, Language, SocialMediaProtocol, Text
from tests.adapters.web.full import heavy_protocol
from tests.bakery import BAKERY

NL = Language.NL


@pytest.fixture(scope="module")
def starter() -> SocialMediaProtocol:
    return load_protocol(BAKERY.read_bytes(), "bakery.yaml").protocol


def numbered(count: int, length: int) -> tuple[Text, ...]:
    return tuple(Text({NL: f"[{number}]" + "&" * length}) for number in range(count))


def test_a_clause_that_fills_pages_keeps_every_condition_in_order(starter: SocialMediaProtocol) -> None:
    heavy = heavy_protocol(starter, "&", few=True)
    clauses = tuple(replace(clause, conditions=numbered(30, 900)) for clause in heavy.clauses)
    protocol = replace(heavy, clauses=clauses)

    pieces = [piece for part in parts_of(Scales(protocol)) for piece in part.clauses]

    for clause in clauses:
        own = [piece for piece in pieces if piece.entry.id == clause.id]
        assert len(own) > 1
        assert [piece.begins for piece in own] == [True, *[False] * (len(own) - 1)]
        assert [piece.ends for piece in own] == [*[False] * (len(own) - 1), True]
        assert own[0].entry.rule == clause.rule
        assert _all(own, "conditions") == clause.conditions
        assert _all(own, "see_also") == clause.see_also
        assert _all(own, "applies_to") == clause.applies_to
        assert sum(piece.entry.because is not None for piece in own) == 1
    assert {piece.entry.id for page in found_pages(clauses, Scales(protocol)) for piece in page} == {
        c.id for c in clauses
    }


def _all(pieces: list[Piece[Clause]], name: str) -> tuple[object, ...]:
    return tuple(each for piece in pieces for each in getattr(piece.entry, name))


def test_a_step_of_the_ladder_keeps_its_number_over_parts(starter: SocialMediaProtocol) -> None:
    ladder = tuple(LadderStep(f"s{number}", Text({NL: "&" * 4_000}), numbered(30, 900)) for number in range(3))

    pieces = [piece for part in parts_of(Scales(replace(starter, ladder=ladder))) for piece in part.ladder]

    assert len(pieces) > 3
    assert sorted(piece.number for piece in pieces) == [piece.number for piece in pieces]
    for number, step in enumerate(ladder, 1):
        own = [piece for piece in pieces if piece.number == number]
        assert tuple(each for piece in own for each in piece.entry.evidence) == step.evidence


def test_a_long_message_keeps_every_item_and_its_number() -> None:
    items = tuple(
        Item(f"<{number}>" + "&" * 3_000, tuple("&" * 900 + str(at) for at in range(30))) for number in range(4)
    )
    message = Message("", (Heading("Kop"), Listing(items, "Lijst", ordered=True), Quote("slot")), NL)

    parts = parts_of_message(message)

    assert len(parts) > 1
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    lines = [line for part in parts for line in _lines_of(part)]
    assert [line.text for line in lines if line.text] == [item.text for item in items]
    for number, item in enumerate(items, 1):
        assert tuple(each for line in lines if line.number == number for each in line.details) == item.details
    assert parts[-1].blocks[-1] == Quote("slot")


def _lines_of(part: MessagePart) -> list[ListedItem]:
    return [item for block in part.blocks if isinstance(block, ListingPart) for item in block.items]


def test_a_long_difference_keeps_every_change(starter: SocialMediaProtocol) -> None:
    difference = compare(starter, heavy_protocol(starter, "&", few=True))
    wording = wording_in(NL)
    count = shown_difference(difference, wording, 1).all_pages

    shown = [section for at in range(1, count + 1) for section in shown_difference(difference, wording, at).sections]

    assert count > 1
    titles = {section.title for section in shown}
    for change in difference.clauses:
        assert wording.say("clause.short", number=change.clause.number, title=change.clause.title.get(NL)) in titles
    told = sum(len(run.text) for section in shown for one in section.changes for run in one.runs)
    assert told >= sum(len(change.clause.rule.get(NL)) for change in difference.clauses)


@pytest.mark.parametrize("text", ["", "a", "&" * 9_999, "a\U0001f642&" * 500])
def test_slices_are_the_text_and_fit(text: str) -> None:
    pieces = list(slices(text, 1_000))

    assert "".join(pieces) == text
    assert all(weight(piece) <= 1_000 for piece in pieces)


def test_what_is_shortened_says_so() -> None:
    assert shortened("kort  en\nplat", 20) == "kort en plat"
    assert re.fullmatch("w{19}…", shortened("w" * 500, 20))
    assert shortened(" " * 100 + "w", 20).endswith("…")


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (1, 1), (2, 2), (9, 2)])
def test_a_page_that_is_not_there_is_the_nearest(asked: int, given: int) -> None:
    assert page_of([(1,), (2,)], asked) == ((given,), given)
    assert page_of([], asked) == ((), 1)
