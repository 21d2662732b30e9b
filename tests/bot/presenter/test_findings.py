import pytest

from bot.action import Act
from bot.message import Buttons, Choices, Paragraph, Quote
from bot.presenter.clauses import present_clause
from bot.presenter.findings import present_finding
from bot.wording import wording_in
from knowledge.matching.decision import Abstention, Doubt
from knowledge.protocol import Language
from tests.bakery import bakery, clause, occasion
from tests.fakes import abstained, answered, clarified, found, referred

NL, EN = Language.NL, Language.EN


def test_an_answer_is_the_clause() -> None:
    message = present_finding(answered("Mag ik klanten toevoegen?", "clients-on-linkedin"), occasion())

    assert message == present_clause(clause("clients-on-linkedin"), occasion())


def test_a_clarification_offers_its_clauses_and_then_hr() -> None:
    message = present_finding(clarified("pers?", "answering-the-press", "passing-on-the-press"), occasion())

    assert [button.label for button in message.buttons()] == [
        "5.1 De pers te woord staan",
        "5.2 De pers doorverwijzen",
        "Iets anders: vraag het aan HR",
    ]
    assert not any(isinstance(block, Quote) for block in message.blocks)


def test_a_single_option_is_not_offered_as_several() -> None:
    message = present_finding(clarified("recept?", "recipes", language=EN), occasion(EN))

    [choices] = [block for block in message.blocks if isinstance(block, Choices)]
    assert choices.prompt == "Do you mean this clause?"


def test_a_referral_quotes_where_the_answer_is() -> None:
    message = present_finding(referred("Hoeveel vakantiedagen heb ik?", bakery()), occasion(EN))

    assert Quote("See the staff handbook, chapter 3.") in message.blocks


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_is_said_in_its_own_words_with_the_way_to_hr(doubt: Doubt, language: Language) -> None:
    message = present_finding(abstained("tja?", doubt, language=language), occasion(language))

    assert message.blocks[0] == Paragraph(wording_in(language).say(f"abstain.{doubt}"))
    [buttons] = [block for block in message.blocks if isinstance(block, Buttons)]
    assert [button.action.act for button in buttons.buttons] == [Act.ASK_HR]


@pytest.mark.parametrize("doubt", Doubt)
def test_an_abstention_never_quotes_a_rule(doubt: Doubt) -> None:
    message = present_finding(abstained("tja?", doubt, "recipes", "company-name"), occasion())

    rules = {each.rule.binding for each in bakery().clauses}
    assert rules.isdisjoint(block.text for block in message.blocks if isinstance(block, Quote))


def test_when_no_clause_is_near_enough_the_nearest_three_are_named() -> None:
    ids = ("recipes", "company-name", "losing-your-job", "clients-on-linkedin")

    message = present_finding(abstained("tja?", Doubt.TOO_WEAK, *ids), occasion())

    [choices] = [block for block in message.blocks if isinstance(block, Choices)]
    assert [option.action.subject for option in choices.options] == list(ids[:3])


def test_when_nothing_is_near_no_clause_is_named() -> None:
    message = present_finding(abstained("tja?", Doubt.NOTHING_NEAR, "recipes"), occasion())

    assert not any(isinstance(block, Choices) for block in message.blocks)


def test_a_question_in_a_third_language_is_told_so_in_both_of_ours() -> None:
    message = present_finding(abstained("¿Puedo añadir clientes?", Doubt.OTHER_LANGUAGE), occasion())

    paragraphs = [block.text for block in message.blocks if isinstance(block, Paragraph)]
    assert paragraphs == [wording_in(language).say("abstain.other-language") for language in (NL, EN)]


def test_a_topic_that_is_left_open_gives_the_reason_of_the_protocol() -> None:
    decision = Abstention(Doubt.LEFT_OPEN, bakery().not_regulated[0])

    message = present_finding(found("Leest mijn baas mijn mail?", decision), occasion(EN))

    assert Quote("We leave private mail to your own judgement.") in message.blocks
