from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from bot.action import Act
from bot.message import (
    Badge,
    Buttons,
    Choices,
    Field,
    Fields,
    Footnote,
    Heading,
    Item,
    Listing,
    Notice,
    Paragraph,
    Quote,
)
from bot.presenter.clauses import present_clause
from bot.presenter.verdicts import badge
from bot.wording import wording_in
from knowledge.protocol import Clause, Language, Text, Verdict
from tests.bakery import bakery, clause, occasion

BLOCK = TypeVar("BLOCK")
NL, EN = Language.NL, Language.EN


def shown(
    kind: type[BLOCK], of: Clause | str, language: Language = NL, today: date = date(2026, 11, 23)
) -> list[BLOCK]:
    presented = clause(of) if isinstance(of, str) else of
    message = present_clause(presented, occasion(language, today))
    return [block for block in message.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("clause_id", [each.id for each in bakery().clauses])
def test_the_rule_is_quoted_whole_and_word_for_word(clause_id: str, language: Language) -> None:
    assert shown(Quote, clause_id, language) == [Quote(clause(clause_id).rule.get(language))]


def test_the_answer_opens_with_the_verdict_and_the_act_it_is_about() -> None:
    message = present_clause(clause("clients-on-linkedin"), occasion())

    assert message.blocks[:2] == (badge(Verdict.CONDITIONAL, wording_in(NL)), Heading("Klanten toevoegen op LinkedIn"))


def test_every_verdict_has_a_sign_and_a_word_of_its_own() -> None:
    for language in Language:
        badges = [badge(verdict, wording_in(language)) for verdict in Verdict]

        assert len({each.sign for each in badges}) == len({each.word for each in badges}) == len(Verdict)


@pytest.mark.parametrize("language", Language)
def test_no_verdict_says_yes_or_no_to_the_sentence(language: Language) -> None:
    words = {badge(verdict, wording_in(language)).word.split()[0].lower() for verdict in Verdict}

    assert words.isdisjoint({"ja", "nee", "niet", "yes", "no", "not"})


def test_conditions_are_a_list_and_the_reason_a_sentence() -> None:
    conditions = Listing(
        (Item("Je werkt zelf met deze klant."), Item("Je deelt er geen prijzen.")), title="Voorwaarden"
    )
    reason = Paragraph("Waarom: Contacten horen bij het werk en bij jou, en dat kan botsen.")

    assert shown(Listing, "clients-on-linkedin") == [conditions]
    assert reason in shown(Paragraph, "clients-on-linkedin")


def test_where_the_rule_stands_is_told() -> None:
    assert shown(Fields, "clients-on-linkedin", EN) == [
        Fields(
            (
                Field("Clause", "4.2"),
                Field("Protocol", "Social media agreements"),
                Field("Version", "2026.3"),
                Field("In force since", "1 February 2026"),
            )
        )
    ]


def test_a_protocol_that_is_not_in_force_yet_says_so_first() -> None:
    message = present_clause(clause("recipes"), occasion(today=date(2026, 1, 31)))

    assert message.blocks[0] == Notice("Let op: dit protocol geldt pas vanaf 1 februari 2026.")
    assert "Geldt vanaf" in [field.label for field in shown(Fields, "recipes", today=date(2026, 1, 31))[0].fields]


def test_a_protocol_without_a_date_tells_none() -> None:
    undated = replace(bakery(), effective_from=None, review_by=None)

    message = present_clause(clause("recipes"), occasion(protocol=undated))

    [fields] = [block for block in message.blocks if isinstance(block, Fields)]
    assert [field.label for field in fields.fields] == ["Artikel", "Protocol", "Versie"]


def test_a_clause_whose_review_is_overdue_says_so_first() -> None:
    message = present_clause(clause("photos-of-colleagues"), occasion(EN))

    [notice] = [block for block in message.blocks if isinstance(block, Notice)]
    assert message.blocks[0] == notice
    assert "15 January 2026" in notice.text


def test_a_clause_is_not_overdue_on_the_day_itself() -> None:
    assert shown(Notice, "photos-of-colleagues", today=date(2026, 2, 1)) != []
    on_the_day = replace(clause("photos-of-colleagues"), review_by=date(2026, 11, 23))
    assert shown(Notice, on_the_day) == []


def test_the_review_date_of_the_protocol_holds_where_a_clause_has_none() -> None:
    [notice] = shown(Notice, "recipes", today=date(2027, 2, 2))

    assert "1 februari 2027" in notice.text


def test_a_translation_says_which_text_is_binding() -> None:
    assert Footnote("This is a translation; only the Dutch text is binding.") in shown(Footnote, "recipes", EN)


def test_the_binding_text_is_not_called_a_translation() -> None:
    assert [note.text for note in shown(Footnote, "recipes")] == [
        "Dit is de algemene regel; jouw situatie kan anders zijn."
    ]


def test_a_rule_that_was_not_translated_says_so() -> None:
    dutch_only = replace(clause("recipes"), rule=Text({NL: "Recepten deel je niet."}))

    assert shown(Quote, dutch_only, EN) == [Quote("Recepten deel je niet.")]
    assert Footnote("There is no English text of this clause; this is the Dutch one.") in shown(
        Footnote, dutch_only, EN
    )


def test_a_clause_for_some_names_them_and_the_clause_for_everyone_else() -> None:
    said = "Dit artikel geldt voor: Woordvoerders. Hoor je daar niet bij? Dan geldt artikel 5.2: De pers doorverwijzen."

    assert Paragraph(said) in shown(Paragraph, "answering-the-press")
    [choices] = shown(Choices, "answering-the-press")
    assert [option.action.subject for option in choices.options] == ["passing-on-the-press"]


def test_related_clauses_can_be_opened() -> None:
    [choices] = shown(Choices, "clients-on-linkedin", EN)

    assert [(option.label, option.action.act) for option in choices.options] == [
        ("2.1 Naming the bakery", Act.SHOW_CLAUSE)
    ]


def test_hr_is_offered_under_every_clause_with_its_contact() -> None:
    for each in bakery().clauses:
        [buttons] = shown(Buttons, each)

        assert [button.action.act for button in buttons.buttons] == [Act.ASK_HR]
        assert "Loket Mens en Werk (hr@kruim.example of 030 123 45 67)" in buttons.instead


def test_a_clause_that_hr_always_sees_says_so() -> None:
    assert [notice.text for notice in shown(Notice, "losing-your-job")] == [
        "Bij dit onderwerp kijkt HR altijd mee. Leg je vraag dus ook aan HR voor."
    ]


def test_the_ladder_is_shown_whole_in_its_order_under_consequences() -> None:
    [ladder] = shown(Listing, "losing-your-job")

    assert ladder.ordered
    assert [item.text for item in ladder.items] == [step.text.binding for step in bakery().ladder]
    assert ladder.items[2].details == ("Moet kunnen worden aangetoond: Berichten van bezorgde klanten of collega's.",)


def test_the_ladder_is_not_shown_under_other_clauses() -> None:
    assert shown(Listing, "recipes") == []


def test_a_protocol_without_a_disclaimer_still_gets_one() -> None:
    message = present_clause(clause("recipes"), occasion(protocol=replace(bakery(), disclaimer=None)))

    last = message.blocks[-1]
    assert isinstance(last, Footnote)
    assert "algemene regel" in last.text


def test_a_protocol_without_contacts_still_says_where_to_turn() -> None:
    message = present_clause(clause("recipes"), occasion(protocol=replace(bakery(), contacts={})))

    [buttons] = [block for block in message.blocks if isinstance(block, Buttons)]
    assert "HR of je leidinggevende" in buttons.instead


def test_the_summary_says_verdict_title_and_number_in_one_line() -> None:
    assert present_clause(clause("recipes"), occasion(EN)).summary == "✖ Forbidden: Sharing recipes (clause 6.2)"


def test_a_badge_comes_once() -> None:
    assert len(shown(Badge, "recipes")) == 1
