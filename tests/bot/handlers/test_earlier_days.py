"""Whatever is pressed under an answer about an earlier day shows what held on that day, and says so."""

from dataclasses import replace
from datetime import date

import pytest

from bot.action import Act
from bot.handlers.questions import AskQuestion, Press, ask_question, press
from bot.message import Button, Message, Quote
from bot.wording import wording_in
from knowledge.matching.decision import Finding
from knowledge.protocol import Clause, Language, SocialMediaProtocol
from tests.bakery import bakery, clock, published
from tests.fakes import FakePublications, answered, clarified
from tests.office import SANNE, Office, texts

NL = wording_in(Language.NL)
THEN = date(2025, 3, 3)
SHOW_NOW = NL.say("as-of.show-now")
ANSWERED, UNSURE = "Mocht ik klanten toevoegen?", "Mocht ik iets zeggen?"
ASKED = {ANSWERED: "Mocht ik toen, op 3-3-2025, klanten toevoegen?", UNSURE: "Mocht ik toen, op 3-3-2025, iets zeggen?"}
FINDINGS: tuple[Finding, ...] = (
    replace(answered(ANSWERED, "clients-on-linkedin"), matches=clarified("", "clients-on-linkedin", "recipes").matches),
    clarified(UNSURE, "company-name", "recipes"),
)


def _then(clause: Clause) -> Clause:
    said = {language: f"Toen: {text}" for language, text in clause.rule.by_language.items()}
    see_also = ("recipes",) if clause.id == "company-name" else clause.see_also
    return replace(clause, rule=replace(clause.rule, by_language=said), see_also=see_also)


def old() -> SocialMediaProtocol:
    """Every rule reads otherwise than it does now."""
    return replace(bakery(), version="2025.1", clauses=tuple(map(_then, bakery().clauses)), effective_from=None)


def publications_of(there: Office) -> FakePublications:
    assert isinstance(there.ports.publications, FakePublications)
    return there.ports.publications


@pytest.fixture
def there() -> Office:
    office = Office()
    publications_of(office).held[THEN] = published(*FINDINGS, protocol=old()).live()
    return office


def buttons(message: Message, act: Act) -> list[Button]:
    return [button for button in message.buttons() if button.action.act is act]


def quoted(message: Message) -> list[str]:
    return [block.text for block in message.blocks if isinstance(block, Quote)]


def then_said(clause_id: str) -> list[str]:
    return [old().clause(clause_id).rule.get(Language.NL)]


def is_of_then(message: Message, clause_id: str) -> bool:
    """Whether it quotes the version that held, says so, and leads to what holds now."""
    told = NL.say("as-of.now", day=NL.date(THEN), held="2025.1", version=bakery().version)
    now = [button.action.subject for button in buttons(message, Act.SHOW_CLAUSE) if button.label == SHOW_NOW]
    return quoted(message) == then_said(clause_id) and told in texts(message) and now == [clause_id]


def choose(there: Office, act: Act, number: int = 0) -> Message:
    there.press(SANNE, act, buttons(there.last(SANNE), act)[number].action.subject)
    return there.last(SANNE)


def test_a_clause_that_is_chosen_is_the_one_that_held(there: Office) -> None:
    there.say(SANNE, ASKED[UNSURE])

    message = choose(there, Act.CHOOSE, 1)

    assert is_of_then(message, "recipes")
    [record] = there.storage.tables.questions.values()
    assert (record.clause_id, record.protocol_version) == ("recipes", "2025.1")
    assert there.storage.tables.audit[-1].quoted is not None
    assert there.storage.tables.audit[-1].quoted.protocol_version == "2025.1"


def test_a_clause_beside_the_answer_is_read_as_it_held(there: Office) -> None:
    there.say(SANNE, ASKED[ANSWERED])
    beside = buttons(there.last(SANNE), Act.SHOW_CLAUSE)[0].action.subject.partition("@")[0]

    assert is_of_then(choose(there, Act.SHOW_CLAUSE), beside)


def test_clauses_are_read_on_and_on_as_they_held(there: Office) -> None:
    there.say(SANNE, ASKED[ANSWERED])
    ways = 0
    while beside := [each for each in buttons(there.last(SANNE), Act.SHOW_CLAUSE) if each.label != SHOW_NOW]:
        there.press(SANNE, Act.SHOW_CLAUSE, beside[0].action.subject)
        assert is_of_then(there.last(SANNE), beside[0].action.subject.partition("@")[0])
        ways += 1
        if ways == 3:
            break

    assert ways > 1


def test_what_holds_now_is_read_as_it_is_now(there: Office) -> None:
    there.say(SANNE, ASKED[ANSWERED])
    [now] = [each for each in buttons(there.last(SANNE), Act.SHOW_CLAUSE) if each.label == SHOW_NOW]

    there.press(SANNE, Act.SHOW_CLAUSE, now.action.subject)

    assert quoted(there.last(SANNE)) == [bakery().clause("clients-on-linkedin").rule.get(Language.NL)]
    assert not there.last(SANNE).summary.startswith("Dit gold op")


def test_what_is_offered_instead_is_what_held(there: Office) -> None:
    there.say(SANNE, ASKED[ANSWERED])
    choose(there, Act.NOT_MEANT)

    assert is_of_then(choose(there, Act.CHOOSE), "recipes")


def test_an_answer_that_helped_stays_what_held(there: Office) -> None:
    there.say(SANNE, ASKED[ANSWERED])
    [helped] = buttons(there.last(SANNE), Act.HELPED)
    origin = replace(there.origin(SANNE), message="m-1")

    there.press_at(origin, Act.HELPED, helped.action.subject)

    message = there.last(SANNE)
    assert is_of_then(message, "clients-on-linkedin")
    assert NL.say("feedback.thanks") in texts(message)
    assert not buttons(message, Act.FOLLOW_CLAUSE)


def test_nothing_of_an_earlier_day_is_shared_or_looked_up_on_the_pages(there: Office) -> None:
    there.ports = replace(there.ports, pages="https://magdat.example")
    there.say(SANNE, ASKED[UNSURE])
    [first, *_] = buttons(there.last(SANNE), Act.CHOOSE)

    there.press_at(replace(there.origin(SANNE), privately=True), Act.CHOOSE, first.action.subject)

    assert not buttons(there.last(SANNE), Act.SHARE)
    assert not [text for text in texts(there.last(SANNE)) if "magdat.example" in text]


ACTS = [Act.CHOOSE, Act.SHOW_CLAUSE, Act.HELPED, Act.NOT_MEANT, Act.CIRCUMSTANCE]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("language", Language)
def test_a_version_that_is_gone_is_said(act: Act, language: Language) -> None:
    there, wording = Office(), wording_in(language)
    origin = replace(there.origin(SANNE), language=language, language_is_chosen=True)

    there.press_at(origin, act, "question.1@2025-03-03" if act is not Act.SHOW_CLAUSE else "recipes@2025-03-03")

    assert there.told(SANNE) == [wording.say("refusal.version-gone", day=wording.date(THEN))]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "day", ["", "gisteren", "2025-02-30", "2025-03-03@2025-03-03", "2025-03-0", "٢٠٢٥-03-03", "20250303", "2025-W10-1"]
)
def test_a_day_that_was_made_up_is_refused(act: Act, day: str, there: Office) -> None:
    there.say(SANNE, ASKED[UNSURE])
    question_id = next(iter(there.storage.tables.questions))

    there.press(SANNE, act, f"{'recipes' if act is Act.SHOW_CLAUSE else question_id}@{day}")

    assert there.told(SANNE)[1:] == [NL.say("case-refusal.option-not-found")]


def unkept(text: str, language: Language) -> tuple[FakePublications, Button]:
    """A clause to read under an answer that is not kept."""
    publications = published()
    publications.held[THEN] = published(*FINDINGS, protocol=old()).live()
    asked = ask_question(AskQuestion(text, language, on=THEN), publications, clock()).message
    now = wording_in(language).say("as-of.show-now")
    return publications, next(each for each in buttons(asked, Act.SHOW_CLAUSE) if each.label != now)


@pytest.mark.parametrize("text", [UNSURE, ANSWERED])
def test_without_keeping_a_clause_is_read_as_it_held_too(text: str) -> None:
    publications, button = unkept(text, Language.NL)

    message = press(Press(button.action, Language.NL), publications, clock())

    assert is_of_then(message, button.action.subject.partition("@")[0])


@pytest.mark.parametrize("language", Language)
def test_without_keeping_a_version_that_is_gone_is_said_too(language: Language) -> None:
    publications, button = unkept(UNSURE, language)
    publications.held.clear()

    message = press(Press(button.action, language), publications, clock())

    wording = wording_in(language)
    assert message.summary == wording.say("refusal.version-gone", day=wording.date(THEN))
