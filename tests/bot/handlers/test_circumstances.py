"""Asked for one's circumstances, one is led to the clause that holds, told why, and never asked more than twice."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.action import Act
from bot.errors import OptionNotFoundError
from bot.handlers.circumstances import tell
from bot.handlers.questions import AskQuestion, Press, ask_question, press
from bot.message import Button, Choices, Listing, Message, Quote
from bot.presenter.occasion import Occasion
from bot.recollection import REMEMBERED
from bot.record import Made
from bot.wording import wording_in
from knowledge.circumstances import MOST_CHOICES
from knowledge.matching.decision import Doubt
from knowledge.protocol import Language
from tests.bakery import clock, published
from tests.branching_protocol import branching
from tests.fakes import FakePublications, answered, clarified
from tests.office import PIET, SANNE, Office

NL = wording_in(Language.NL)
THEN = date(2026, 3, 3)
LOGO, ANSWERING, ENGLISH = "Mag ik het logo gebruiken?", "Mag ik reageren op klachten?", "May I use the logo?"
STATED = "Mag het logo op mijn privéaccount?"
FINDINGS = (
    answered(LOGO, "logo-own"),
    answered(STATED, "logo-company"),
    answered(ANSWERING, "answer-voice"),
    answered(ENGLISH, "logo-own", Language.EN),
)


def office() -> Office:
    return Office(findings=FINDINGS, protocol=branching())


def options(message: Message) -> dict[str, Button]:
    return {button.label: button for button in message.buttons() if button.action.act is Act.CIRCUMSTANCE}


def choose(there: Office, label: str) -> Message:
    there.press(SANNE, Act.CIRCUMSTANCE, options(there.last(SANNE))[label].action.subject)
    return there.last(SANNE)


def quoted(message: Message) -> list[str]:
    return [block.text for block in message.blocks if isinstance(block, Quote)]


def reasons(message: Message) -> list[str]:
    because = NL.say("choice.because")
    lists = [block for block in message.blocks if isinstance(block, Listing) and block.title == because]
    return [item.text for block in lists for item in block.items]


def test_what_a_verdict_depends_on_is_asked_before_it() -> None:
    there = office()

    there.say(SANNE, LOGO)

    message = there.last(SANNE)
    [choices] = [block for block in message.blocks if isinstance(block, Choices)]
    assert choices.prompt == "Om welk account gaat het?"
    assert [button.label for button in choices.options] == [
        "Mijn eigen account",
        "Een account van het bedrijf",
        "Weet ik niet",
    ]
    assert quoted(message) == []


def test_the_question_is_asked_in_the_language_of_the_asker() -> None:
    there = office()

    there.say(SANNE, ENGLISH)

    assert list(options(there.last(SANNE))) == ["My own account", "An account of the company", "I don't know"]


def test_a_choice_leads_to_the_rule_word_for_word_and_is_told_as_the_reason() -> None:
    there = office()
    question_id = there.ask(SANNE, LOGO)

    message = choose(there, "Mijn eigen account")

    assert quoted(message) == ["Gebruik het logo niet op je eigen account."]
    assert reasons(message) == ["je koos: Mijn eigen account → 2 Het logo op je eigen account"]
    assert there.storage.tables.questions[question_id].clause_id == "logo-own"


def test_a_question_to_the_asker_is_no_gap_in_the_protocol() -> None:
    there = office()

    question_id = there.ask(SANNE, LOGO)

    record = there.storage.tables.questions[question_id]
    assert (record.made, record.doubt) == (Made.CLARIFY, Doubt.CIRCUMSTANCE)
    assert not there.storage.tables.tallies


def test_who_says_it_is_not_asked() -> None:
    there = office()

    there.say(SANNE, STATED)

    message = there.last(SANNE)
    assert quoted(message) == ["Gebruik het logo niet op je eigen account."]
    assert reasons(message) == ["je vraag zegt: Mijn eigen account → 2 Het logo op je eigen account"]


def test_two_choices_are_told_in_their_order() -> None:
    there = office()
    there.say(SANNE, ANSWERING)
    choose(there, "Een account van het bedrijf")

    message = choose(there, "Leidinggevende")

    assert quoted(message) == ["Leidinggevenden overleggen eerst."]
    assert reasons(message) == [
        "je koos: Een account van het bedrijf → 3 Reageren door woordvoerders",
        "je koos: Leidinggevende → 4 Reageren door leidinggevenden",
    ]


def test_a_choice_holds_for_the_next_question_for_ten_minutes() -> None:
    there = office()
    there.say(SANNE, LOGO)
    choose(there, "Mijn eigen account")
    there.say(SANNE, LOGO)

    assert reasons(there.last(SANNE)) == ["je koos: Mijn eigen account → 2 Het logo op je eigen account"]
    there.clock.move(REMEMBERED)
    there.say(SANNE, LOGO)

    assert reasons(there.last(SANNE)) == []
    assert next(iter(options(there.last(SANNE)))) == "Mijn eigen account"


def test_a_choice_holds_for_nobody_else() -> None:
    there = office()
    there.say(SANNE, LOGO)
    choose(there, "Mijn eigen account")

    there.say(PIET, LOGO)

    assert quoted(there.last(PIET)) == []


def test_who_chose_can_choose_otherwise() -> None:
    there = office()
    there.say(SANNE, LOGO)
    choose(there, "Mijn eigen account")

    again = choose(there, "Iets anders kiezen")
    message = choose(there, "Een account van het bedrijf")

    assert list(options(again))[:2] == ["Mijn eigen account", "Een account van het bedrijf"]
    assert quoted(message) == ["Gebruik op een bedrijfsaccount altijd het logo."]


def test_who_does_not_know_sees_all_that_may_hold_and_the_way_to_hr() -> None:
    there = office()
    there.say(SANNE, LOGO)

    message = choose(there, "Weet ik niet")

    said = [item.text for block in message.blocks if isinstance(block, Listing) for item in block.items]
    assert said == [
        "Een account van het bedrijf: Verplicht (1 Het logo op een bedrijfsaccount)",
        "In alle andere gevallen: Verboden (2 Het logo op je eigen account)",
    ]
    assert [button.action.act for button in message.buttons()] == [Act.SHOW_CLAUSE, Act.SHOW_CLAUSE, Act.ASK_HR]


def test_who_is_in_no_branch_is_told_so_and_sent_to_hr() -> None:
    there = office()
    there.say(SANNE, ANSWERING)
    choose(there, "Mijn eigen account")

    message = choose(there, "Geen van beide")

    assert NL.say("abstain.no-branch") in message.summary
    assert Act.ASK_HR in {button.action.act for button in message.buttons()}


@pytest.mark.parametrize(
    "subject",
    [
        "gone",
        "logo-own.gone",
        "logo-own.own.company",
        "logo-own.voice",
        "answer-voice.own.neither.unknown.unknown",
        "logo-own.unknown.own",
        "logo-own.own.own",
        "logo-own..own",
        "answer-voice.own.voice.manager",
    ],
)
def test_what_was_never_offered_is_refused(subject: str) -> None:
    with pytest.raises(OptionNotFoundError):
        tell(subject, Occasion(branching(), Language.NL, clock().today()))


def earlier_day() -> tuple[Office, Message]:
    """Asked about a day on which another version held: now nothing depends on circumstances."""
    there = Office(findings=FINDINGS)
    assert isinstance(there.ports.publications, FakePublications)
    held = published(answered("Mocht ik het logo gebruiken?", "logo-own"), protocol=branching())
    there.ports.publications.held[THEN] = held.live()
    there.say(SANNE, "Mocht ik toen, op 3 maart, het logo gebruiken?")
    return there, there.last(SANNE)


def test_a_choice_about_an_earlier_day_goes_on_with_the_version_that_held_then() -> None:
    there, asked = earlier_day()

    message = choose(there, "Mijn eigen account")

    assert list(options(asked)) == ["Mijn eigen account", "Een account van het bedrijf", "Weet ik niet"]
    assert quoted(message) == ["Gebruik het logo niet op je eigen account."]
    assert message.summary.startswith("Dit gold op 3 maart 2026, volgens versie 1.")
    assert [record.protocol_version for record in there.storage.tables.questions.values()] == ["1"]


def test_a_choice_about_an_earlier_day_can_be_made_anew() -> None:
    there, _ = earlier_day()
    choose(there, "Mijn eigen account")

    again = choose(there, NL.say("choice.otherwise"))

    assert list(options(again))[:2] == ["Mijn eigen account", "Een account van het bedrijf"]


@pytest.mark.parametrize("then", ["2020-01-01", "gisteren", "", "2026-03-03@2026-03-03"])
def test_a_choice_about_a_day_that_was_made_up_is_refused(then: str) -> None:
    there, asked = earlier_day()
    question_id = options(asked)["Mijn eigen account"].action.subject.partition(".")[0]

    there.press(SANNE, Act.CIRCUMSTANCE, f"{question_id}.logo-company@{then}.own")

    assert quoted(there.last(SANNE)) == []
    assert there.storage.tables.questions[question_id].clause_id is None


def test_without_keeping_a_choice_about_an_earlier_day_goes_on_with_that_version_too() -> None:
    publications = published()
    publications.held[THEN] = published(answered(LOGO, "logo-own"), protocol=branching()).live()
    asked = ask_question(AskQuestion(LOGO, on=THEN), publications, clock()).message

    message = press(Press(options(asked)["Mijn eigen account"].action, Language.NL), publications, clock())

    assert quoted(message) == ["Gebruik het logo niet op je eigen account."]
    assert message.summary.startswith("Dit gold op 3 maart 2026")


def test_the_only_clause_that_was_meant_perhaps_does_not_pass_over_its_circumstance() -> None:
    there = Office(findings=(clarified(LOGO, "logo-own"),), protocol=branching())
    there.say(SANNE, LOGO)
    [meant] = [button for button in there.last(SANNE).buttons() if button.action.act is Act.CHOOSE]

    there.press(SANNE, Act.CHOOSE, meant.action.subject)

    assert "Mijn eigen account" in options(there.last(SANNE))
    assert quoted(there.last(SANNE)) == []
    assert quoted(choose(there, "Een account van het bedrijf")) == ["Gebruik op een bedrijfsaccount altijd het logo."]


def test_the_only_clause_that_was_meant_is_shown_where_the_question_says_the_circumstance() -> None:
    there = Office(findings=(clarified(STATED, "logo-company"),), protocol=branching())
    there.say(SANNE, STATED)
    [meant] = [button for button in there.last(SANNE).buttons() if button.action.act is Act.CHOOSE]

    there.press(SANNE, Act.CHOOSE, meant.action.subject)

    assert quoted(there.last(SANNE)) == ["Gebruik het logo niet op je eigen account."]


def test_without_keeping_the_only_clause_that_was_meant_asks_for_its_circumstance() -> None:
    publications = published(clarified(LOGO, "logo-own"), protocol=branching())
    asked = ask_question(AskQuestion(LOGO), publications, clock()).message

    [meant] = options(asked).values()

    assert "Mijn eigen account" in options(press(Press(meant.action, Language.NL), publications, clock()))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.data())
def test_however_one_presses_a_verdict_or_hr_comes_after_two_choices_at_most(data: st.DataObject) -> None:
    there = office()
    there.say(SANNE, data.draw(st.sampled_from([LOGO, STATED, ANSWERING])))
    chosen = 0

    while on_offer := options(there.last(SANNE)):
        assert Act.ASK_HR in {button.action.act for button in there.last(SANNE).buttons()}
        left = [label for label in on_offer if label != NL.say("choice.otherwise")]
        if not left:
            break
        choose(there, data.draw(st.sampled_from(sorted(left))))
        chosen += 1

    assert chosen <= MOST_CHOICES
    assert Act.ASK_HR in {button.action.act for button in there.last(SANNE).buttons()}
    assert quoted(there.last(SANNE)) or NL.say("choice.all") == there.last(SANNE).summary or not on_offer
