import pytest

from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Match, Referral
from knowledge.matching.follow_up import MOST_WORDS, is_follow_up, joined, understand
from knowledge.protocol import Elsewhere, Language, Text

EARLIER = "Mag ik klanten toevoegen op LinkedIn?"
LATER = "En op Instagram dan?"
NOWHERE = Text({Language.NL: "Zie het handboek."})


@pytest.mark.parametrize(
    "text",
    [
        "en op Instagram dan?",
        "En na mijn vertrek?",
        "maar als het mijn eigen foto is?",
        "ook op WhatsApp?",
        "Wat als hij ja zegt?",
        "hoe zit het met X?",
        "mag dat ook buiten werktijd",
        "Op Facebook dan?",
        "and on WhatsApp?",
        "What about my job title?",
        "how about Facebook",
        "but with permission?",
        "on Instagram too?",
    ],
)
def test_a_question_that_leans_on_the_one_before_it_is_known(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        EARLIER,
        "Hoeveel vakantiedagen heb ik?",
        "Is LinkedIn allowed?",
        "Android of iPhone?",
        "Entree gratis?",
        "May I post this?",
        "en " + "heel " * MOST_WORDS + "lang",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(text: str) -> None:
    assert not is_follow_up(text)


def finding(decision: Clarification | Abstention | Answer | Referral, question: str = LATER) -> Finding:
    return Finding(question, Language.NL, (), decision)


def both(decision: Clarification | Abstention | Answer | Referral) -> Finding:
    return Finding(joined(EARLIER, LATER), Language.EN, (), decision)


UNCLEAR = finding(Abstention(Doubt.NOTHING_NEAR))
ANSWER = Answer(Match("clients", 0.9))


def test_the_earlier_question_lends_its_subject_but_no_certainty() -> None:
    read = understand(LATER, EARLIER, UNCLEAR, lambda _: both(ANSWER))

    assert read is not None
    assert read.decision == Clarification((Match("clients", 0.9),), Doubt.TOO_WEAK)
    assert (read.question, read.language) == (joined(EARLIER, LATER), Language.NL)


def test_what_the_follow_up_alone_comes_near_as_well_is_answered() -> None:
    alone = finding(Clarification((Match("clients", 0.5), Match("platforms", 0.4)), Doubt.TOO_WEAK))

    read = understand(LATER, EARLIER, alone, lambda _: both(ANSWER))

    assert read is not None
    assert read.decision == ANSWER


def test_its_own_options_stay_among_the_choices() -> None:
    alone = finding(Clarification((Match("platforms", 0.5),), Doubt.TOO_WEAK))
    near = Clarification((Match("clients", 0.6), Match("leaving", 0.5), Match("logo", 0.4)), Doubt.SEVERAL_NEAR)

    read = understand(LATER, EARLIER, alone, lambda _: both(near))

    assert read is not None
    assert isinstance(read.decision, Clarification)
    assert [option.clause_id for option in read.decision.options] == ["clients", "leaving", "platforms"]


@pytest.mark.parametrize(
    ("question", "alone", "beside"),
    [
        pytest.param(LATER, finding(ANSWER), both(ANSWER), id="it is clear by itself"),
        pytest.param(
            "En verlof?",
            finding(Referral(Elsewhere(NOWHERE, NOWHERE), 0.9)),
            both(ANSWER),
            id="it is known where it is answered",
        ),
        pytest.param("Wat mag wel?", UNCLEAR, both(ANSWER), id="it is no follow-up"),
        pytest.param(LATER, UNCLEAR, both(Abstention(Doubt.NOTHING_NEAR)), id="nothing is near even so"),
    ],
)
def test_where_the_earlier_question_adds_nothing_it_is_not_drawn_in(
    question: str, alone: Finding, beside: Finding
) -> None:
    assert understand(question, EARLIER, alone, lambda _: beside) is None
