import hashlib

import pytest

from bot.action import Act
from bot.events import Happening
from bot.message import Choices
from bot.question import Refusal
from bot.record import Feedback, Made
from bot.wording import wording_in
from knowledge.matching.decision import Doubt, Finding
from knowledge.protocol import Language
from tests.bakery import bakery, clause
from tests.fakes import abstained, answered, found, referred
from tests.office import PIET, QUESTION, ROOM, SANNE, UNSURE, Office

NL = wording_in(Language.NL)


def test_a_question_is_kept_without_anything_of_its_asker() -> None:
    office = Office()

    question_id = office.ask(SANNE)

    record = office.storage.tables.questions[question_id]
    assert (record.text, record.made, record.clause_id) == (QUESTION, Made.ANSWER, "clients-on-linkedin")
    assert (record.asked_at, record.language) == (office.clock.now(), Language.NL)
    assert SANNE.id not in repr((record, office.storage.tables.audit))


def test_the_audit_has_which_text_was_quoted_and_no_text() -> None:
    office = Office()

    question_id = office.ask(SANNE)

    [entry] = office.storage.tables.audit
    assert (entry.happening, entry.subject, entry.actor) == (Happening.QUESTION_ASKED, question_id, None)
    assert entry.quoted is not None
    rule = clause("clients-on-linkedin").rule.get(Language.NL)
    assert entry.quoted.sha256 == hashlib.sha256(rule.encode()).hexdigest()
    assert (entry.quoted.protocol_id, entry.quoted.protocol_version) == (bakery().id, bakery().version)
    assert QUESTION not in repr(entry)
    assert rule not in repr(entry)


@pytest.mark.parametrize(
    ("finding", "made", "doubt", "options"),
    [
        pytest.param(
            found("?a", answered("?a", "recipes").decision, "recipes", "company-name"),
            Made.ANSWER,
            "",
            ("company-name",),
            id="answered, with another near",
        ),
        pytest.param(referred("?a", bakery()), Made.REFER, "", (), id="referred"),
        pytest.param(abstained("?a", Doubt.NOTHING_NEAR, "recipes"), Made.ABSTAIN, "nothing-near", (), id="nothing"),
        pytest.param(abstained("?a", Doubt.TOO_WEAK, "recipes"), Made.ABSTAIN, "too-weak", ("recipes",), id="weak"),
    ],
)
def test_what_was_made_of_a_question_is_kept(
    finding: Finding, made: Made, doubt: str, options: tuple[str, ...]
) -> None:
    office = Office(findings=(finding,))

    question_id = office.ask(SANNE, "?a")

    record = office.storage.tables.questions[question_id]

    assert (record.made, record.doubt, record.options) == (made, doubt, options)


def test_what_is_no_question_is_not_kept_and_only_its_writer_hears_why() -> None:
    office = Office()

    office.say(SANNE, "🙂", where=ROOM)

    assert office.storage.tables.questions == {}
    [(to, delivery)] = office.chat.got
    assert to.only_for == SANNE.id
    assert delivery.message.summary == NL.say(f"refusal.{Refusal.NO_WORDS}")


def test_an_answer_in_a_room_is_for_everyone_there() -> None:
    office = Office()

    office.say(SANNE, QUESTION, where=ROOM)

    assert [to for to, _ in office.chat.got] == [ROOM]


def test_a_choice_shows_the_clause_and_is_kept() -> None:
    office = Office()
    question_id = office.ask(SANNE, UNSURE)
    [choices] = [block for block in office.last(SANNE).blocks if isinstance(block, Choices)]

    office.press(SANNE, choices.options[1].action.act, choices.options[1].action.subject)

    assert office.storage.tables.questions[question_id].clause_id == "recipes"
    assert "Recepten delen" in office.told(SANNE)[-1]
    chosen = office.storage.tables.audit[-1]
    assert chosen.happening is Happening.OPTION_CHOSEN
    assert chosen.quoted is not None
    assert chosen.quoted.clause_id == "recipes"


@pytest.mark.parametrize("option", [".0", ".3", ".-1", ".x", ".²", "", ".1.1", ".0001"])
def test_an_option_that_was_never_offered_gets_a_sentence(option: str) -> None:
    office = Office()
    question_id = office.ask(SANNE, UNSURE)

    office.press(SANNE, Act.CHOOSE, f"{question_id}{option}")

    assert office.storage.tables.questions[question_id].clause_id is None
    told = (NL.say("case-refusal.option-not-found"), NL.say("case-refusal.question-not-found"))
    assert office.told(SANNE)[-1] in told


def test_feedback_is_kept_and_thanked_for() -> None:
    office = Office()
    question_id = office.ask(SANNE)

    office.press(SANNE, Act.HELPED, question_id)

    assert office.storage.tables.questions[question_id].feedback is Feedback.HELPED
    assert office.told(SANNE)[-1] == NL.say("feedback.thanks")


def test_another_meaning_leads_to_the_next_best_and_to_hr() -> None:
    finding = found("?a", answered("?a", "recipes").decision, "recipes", "company-name")
    office = Office(findings=(finding,))
    question_id = office.ask(SANNE, "?a")

    office.press(SANNE, Act.NOT_MEANT, question_id)

    assert office.storage.tables.questions[question_id].feedback is Feedback.NOT_MEANT
    actions = [(button.action.act, button.action.subject) for button in office.last(SANNE).buttons()]
    assert actions == [(Act.CHOOSE, f"{question_id}.1"), (Act.ASK_HR, question_id)]


def test_a_clause_beside_the_answer_is_shown_to_who_asks_for_it() -> None:
    office = Office()

    office.press(PIET, Act.SHOW_CLAUSE, "recipes", where=ROOM)

    [(to, delivery)] = office.chat.got
    assert to.only_for == PIET.id
    assert "Recepten delen" in delivery.message.summary
