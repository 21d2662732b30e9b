from dataclasses import replace
from datetime import date

import pytest

from bot.action import Act, Action
from bot.handlers.questions import (
    Asked,
    AskQuestion,
    Press,
    Refused,
    ShowClause,
    ask_question,
    press,
    show_clause,
)
from bot.message import Quote
from bot.presenter.clauses import present_clause
from bot.presenter.contacts import present_contact
from bot.question import LONGEST_QUESTION, Refusal
from knowledge.protocol import Language
from tests.bakery import bakery, clause, clock, occasion, published
from tests.fakes import FakeMatcher, answered

NL, EN = Language.NL, Language.EN
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"


def test_a_question_is_answered_in_its_own_language() -> None:
    asked = "May I add clients?"

    reply = ask_question(AskQuestion(asked, locale=NL), published(answered(asked, "clients-on-linkedin", EN)), clock())

    assert isinstance(reply, Asked)
    assert reply.message == present_clause(clause("clients-on-linkedin"), occasion(EN))
    assert reply.protocol == bakery()


def test_an_asker_who_chose_a_language_is_answered_in_it() -> None:
    command = AskQuestion(QUESTION, language=EN)

    reply = ask_question(command, published(answered(QUESTION, "clients-on-linkedin")), clock())

    assert isinstance(reply, Asked)
    assert reply.finding.language is reply.message.language is EN


def test_a_question_that_shows_no_language_is_answered_in_that_of_the_screen() -> None:
    assert ask_question(AskQuestion("LinkedIn?", locale=EN), published(), clock()).message.language is EN


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", Refusal.EMPTY, id="empty"),
        pytest.param("  \n", Refusal.EMPTY, id="whitespace"),
        pytest.param("🙂🙂", Refusal.NO_WORDS, id="emoji"),
        pytest.param("a" * 40_000, Refusal.TOO_LONG, id="40,000 characters"),
    ],
)
def test_what_is_no_question_is_refused_and_never_matched(text: str, reason: Refusal) -> None:
    publications = published()

    reply = ask_question(AskQuestion(text), publications, clock())

    assert isinstance(reply, Refused)
    assert reply.reason is reason
    assert isinstance(matcher := publications.live().matcher, FakeMatcher)
    assert matcher.asked == []


@pytest.mark.parametrize(
    ("command", "language"),
    [
        pytest.param(AskQuestion(""), NL, id="the protocol's first language"),
        pytest.param(AskQuestion("", locale=EN), EN, id="the language of the screen"),
        pytest.param(AskQuestion("", locale=EN, language=NL), NL, id="the language that was chosen"),
    ],
)
def test_a_refusal_is_told_in_the_best_known_language(command: AskQuestion, language: Language) -> None:
    assert ask_question(command, published(), clock()).message.language is language


def test_a_refusal_for_length_says_the_limit() -> None:
    reply = ask_question(AskQuestion("a" * (LONGEST_QUESTION + 1)), published(), clock())

    assert str(LONGEST_QUESTION) in reply.message.summary


def test_a_chosen_clause_is_shown() -> None:
    message = press(Press(Action(Act.SHOW_CLAUSE, "recipes"), EN), published(), clock())

    assert message == present_clause(clause("recipes"), occasion(EN))


def test_a_button_for_a_clause_that_is_gone_gets_a_sentence() -> None:
    message = press(Press(Action(Act.SHOW_CLAUSE, "gone"), NL), published(), clock())

    assert message.summary == "Artikel gone staat niet in dit protocol."


def test_asking_hr_tells_how_to_reach_it_and_that_nothing_was_passed_on() -> None:
    message = press(Press(Action(Act.ASK_HR), EN), published(), clock())

    assert message == present_contact(occasion(EN))
    assert "hr@kruim.example" in message.summary


def test_a_clause_is_found_by_its_number() -> None:
    assert show_clause(ShowClause("6.2"), published(), clock()) == present_clause(clause("recipes"), occasion())


def test_a_number_that_does_not_exist_gets_a_sentence() -> None:
    assert show_clause(ShowClause("6.20", EN), published(), clock()).summary == (
        "There is no clause 6.20 in this protocol."
    )


def test_a_question_about_an_earlier_day_is_answered_from_the_version_that_held_then() -> None:
    then = published(answered("Mocht ik klanten toevoegen?", "clients-on-linkedin"))
    old = replace(then.live().protocol, version="2025.1")
    publications = published()
    publications.held[date(2026, 3, 3)] = replace(then.live(), protocol=old)

    reply = ask_question(AskQuestion("Mocht ik toen, op 3 maart, klanten toevoegen?"), publications, clock())

    assert isinstance(reply, Asked)
    assert reply.protocol.version == "2025.1"
    assert reply.message.summary.startswith("Dit gold op 3 maart 2026, volgens versie 2025.1. Nu geldt versie 2026.3.")
    quotes = [block.text for block in reply.message.blocks if isinstance(block, Quote)]
    assert quotes == [clause("clients-on-linkedin").rule.get(Language.NL)]


def test_a_day_on_which_no_known_version_held_is_said() -> None:
    reply = ask_question(AskQuestion("Mag dat?", on=date(2020, 1, 1)), published(), clock())

    assert isinstance(reply, Refused)
    assert reply.reason is Refusal.NO_VERSION
