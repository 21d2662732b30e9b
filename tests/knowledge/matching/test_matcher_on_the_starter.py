"""The matcher on the starter protocol, with the encoder and by words alone."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.circumstances import known_by
from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Referral
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder
from knowledge.matching.settling import settle
from knowledge.protocol import Language, SocialMediaProtocol, Text

LONG = 40_000
TYPOS = [
    ("mag ik klanten tovoegen op linkdin", "clients-on-linkedin"),
    ("mag ik klnaten toevoegen op likedin", "clients-on-linkedin"),
    ("can i ad cleints on linkedn", "clients-on-linkedin"),
    ("kan ik mn baan verleizen door een tweet", "dismissal"),
    ("mag ik foto's van colega's platsen", "colleague-photos"),
    ("vlog opnemmen op het werk", "filming-at-work"),
    ("polotieke mening op twiter", "politics"),
    ("can i complain about my bos online", "negative-remarks"),
    ("is postign under a nickname alowed", "anonymous-accounts"),
    ("screnshot van de interne chat delen", "screenshots"),
]
POLARITY = {
    "company-name": [
        "may I name the company in a post",
        "may I not name the company in a post",
        "is it forbidden to name the company in a post",
    ],
    "clients-on-linkedin": [
        "can I add clients on LinkedIn",
        "can't I add clients on LinkedIn",
        "am I not allowed to add clients on LinkedIn",
        "mag ik klanten toevoegen op linkedin",
        "mag ik geen klanten toevoegen op linkedin",
        "is het verboden om klanten toe te voegen op linkedin",
    ],
    "logo": [
        "may I use the logo in my banner",
        "may I not use the logo in my banner",
        "is it forbidden to use the logo in my banner",
        "mag ik het logo gebruiken",
        "mag ik het logo niet gebruiken",
        "is het verboden het logo te gebruiken",
    ],
    "colleague-photos": [
        "may I post a photo of my colleagues",
        "may I not post a photo of my colleagues",
        "is it prohibited to post a photo of my colleagues",
        "mag ik foto's van collega's plaatsen",
        "mag ik geen foto's van collega's plaatsen",
        "is het verboden om foto's van collega's te plaatsen",
    ],
    "anonymous-accounts": [
        "may I post anonymously on twitter",
        "may I not post anonymously on twitter",
        "is it forbidden to post anonymously on twitter",
        "mag ik anoniem op twitter zitten",
        "mag ik niet anoniem op twitter zitten",
        "is het verboden om anoniem op twitter te zitten",
    ],
    "politics": [
        "can I share my political views online",
        "can I not share my political views online",
        "is it forbidden to share my political views online",
        "mag ik mijn politieke mening op twitter geven",
        "mag ik mijn politieke mening niet op twitter geven",
        "is het verboden mijn politieke mening op twitter te geven",
    ],
    "private-mail": [
        "may my employer open my private email",
        "may my employer not open my private email",
        "is it forbidden for my employer to open my private email",
        "mag de werkgever privémail van mij openen",
        "mag de werkgever privémail van mij niet openen",
        "is het verboden voor de werkgever om mijn privémail te openen",
    ],
    "screenshots": [
        "may I share screenshots of the internal chat",
        "may I not share screenshots of the internal chat",
        "is it forbidden to share screenshots of the internal chat",
    ],
    "ai-tools": [
        "may I use chatgpt to write a post",
        "may I not use chatgpt to write a post",
        "is it forbidden to use chatgpt to write a post",
    ],
    "filming-at-work": [
        "mag ik een vlog opnemen op het werk",
        "mag ik geen vlog opnemen op het werk",
        "is het verboden een vlog op te nemen op het werk",
    ],
    "negative-remarks": [
        "mag ik online klagen over mijn baas",
        "mag ik niet online klagen over mijn baas",
        "is het verboden om online te klagen over mijn baas",
    ],
    "vacancies": [
        "mag ik vacatures van ons delen",
        "mag ik vacatures van ons niet delen",
        "is het verboden vacatures van ons te delen",
    ],
}
ELSEWHERE = [
    ("hoeveel vakantiedagen kan ik nog opnemen", "Verlof en vakantiedagen"),
    ("how many holidays do i have left", "Verlof en vakantiedagen"),
    ("bij wie meld ik me ziek", "Ziek melden"),
    ("waar kan ik mijn auto parkeren", "Parkeren en reizen"),
    ("when do i get paid my salary", "Salaris en loonstrook"),
    ("the printer is broken", "IT-hulp"),
    ("heb ik recht op een leaseauto", "Auto van de zaak"),
]
FOREIGN = [
    "Darf ich Kunden auf LinkedIn hinzufügen?",
    "¿Puedo añadir clientes en LinkedIn?",
    "LinkedIn'de müşteri ekleyebilir miyim?",
    "Czy mogę dodawać klientów na LinkedIn?",
    "我可以在LinkedIn上添加客户吗?",
    "Можно ли добавлять клиентов в LinkedIn?",
]
WORDLESS = ["", "   ", "\n\t", "?!", "😀👍🏽", "\0\x07\x1b", "…", "\u202e\u200b"]
LENGTHY = [
    pytest.param("a" * LONG, id="one word"),
    pytest.param("a " * (LONG // 2), id="one letter again and again"),
    pytest.param("mag ik dat " * (LONG // 11), id="no more than grammar"),
    pytest.param("linkdin klnaten " * (LONG // 16), id="typing errors"),
    pytest.param("😀" * LONG, id="emoji"),
    pytest.param("\u202e" * LONG, id="invisible characters"),
    pytest.param("'" * LONG, id="apostrophes"),
    pytest.param("e\u0301" * (LONG // 2), id="accents"),
]
both_ways = pytest.mark.parametrize("way", ["starter_matcher", "words_matcher"], ids=["with the encoder", "by words"])


@pytest.fixture
def matcher(way: str, request: pytest.FixtureRequest) -> Matcher:
    """The one or the other; built once for all tests."""
    built: Matcher = request.getfixturevalue(way)
    return built


def answered(finding: Finding) -> str | None:
    return finding.decision.match.clause_id if isinstance(finding.decision, Answer) else None


def offered(finding: Finding) -> list[str]:
    """The clauses that the asker gets to see."""
    match finding.decision:
        case Answer(match):
            return [match.clause_id]
        case Clarification(options):
            return [option.clause_id for option in options]
        case _:
            return []


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("mag ik klanten toevoegen op LinkedIn?", "clients-on-linkedin"),
        ("can I loose my job over a tweet", "dismissal"),
    ],
)
def test_the_questions_everything_began_with_are_answered(
    starter_matcher: Matcher, question: str, clause_id: str
) -> None:
    assert answered(starter_matcher.find(question)) == clause_id


@both_ways
def test_every_test_of_the_starter_passes(matcher: Matcher) -> None:
    protocol = matcher.protocol
    findings = [
        (test, settle(matcher.find(test.ask), protocol, known_by(test.given, protocol))) for test in protocol.tests
    ]

    assert [test.ask for test, finding in findings if test.expect and test.expect not in offered(finding)] == []
    assert [test.ask for test, finding in findings if not test.expect and answered(finding)] == []


@both_ways
def test_example_questions_are_answered_with_their_own_clause(matcher: Matcher) -> None:
    missed = [
        example
        for clause in matcher.protocol.clauses
        for examples in clause.examples.values()
        for example in examples[:3]
        if answered(matcher.find(example)) != clause.id
    ]

    assert missed == []


@both_ways
def test_every_example_under_elsewhere_is_referred_there(matcher: Matcher) -> None:
    missed = [
        example
        for elsewhere in matcher.protocol.elsewhere
        for examples in elsewhere.examples.values()
        for example in examples
        if getattr(matcher.find(example).decision, "elsewhere", None) is not elsewhere
    ]

    assert missed == []


@both_ways
@pytest.mark.parametrize("clause_id", POLARITY)
def test_whether_it_is_asked_as_allowed_or_as_forbidden_the_same_clause_is_found(
    matcher: Matcher, clause_id: str
) -> None:
    findings = {question: matcher.find(question) for question in POLARITY[clause_id]}

    assert {question: finding.matches[0].clause_id for question, finding in findings.items()} == dict.fromkeys(
        findings, clause_id
    )
    assert [question for question, finding in findings.items() if clause_id not in offered(finding)] == []


@both_ways
@pytest.mark.parametrize(("question", "clause_id"), TYPOS)
def test_a_question_with_typing_errors_finds_its_clause(matcher: Matcher, question: str, clause_id: str) -> None:
    finding = matcher.find(question)

    assert finding.matches[0].clause_id == clause_id
    assert clause_id in offered(finding)


def only_in(language: Language, value: Any) -> Any:  # noqa: ANN401 -- any part of a protocol
    """``value`` as though nobody had translated it."""
    match value:
        case Text():
            return Text({language: value.by_language[language]})
        case tuple():
            return tuple(only_in(language, part) for part in value)
        case dict() if set(value) & set(Language):
            return {language: value.get(language, ())}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: only_in(language, getattr(value, field.name)) for field in fields(value)}
        return replace(value, **parts)
    return value


@pytest.mark.parametrize("written", Language)
def test_a_question_in_the_other_language_finds_the_clause_that_was_not_translated(
    written: Language, starter: SocialMediaProtocol, encoder: Encoder
) -> None:
    untranslated = replace(only_in(written, replace(starter, languages=())), languages=(written,))
    matcher = Matcher(untranslated, encoder)

    findings = [(test.expect, matcher.find(test.ask)) for test in starter.tests if test.expect]

    strange = [(expect, finding) for expect, finding in findings if finding.language is not written]
    assert len(strange) > 35
    wrong = [finding.question for expect, finding in strange if answered(finding) not in {None, expect}]
    missed = [finding.question for expect, finding in strange if expect not in offered(finding)]
    assert len(wrong) <= len(strange) // 20, wrong
    assert len(missed) <= len(strange) // 10, missed


@both_ways
@pytest.mark.parametrize(("question", "title"), ELSEWHERE)
def test_a_question_that_is_answered_elsewhere_is_referred_there(matcher: Matcher, question: str, title: str) -> None:
    decision = matcher.find(question).decision

    assert isinstance(decision, Referral)
    assert decision.elsewhere.title.binding == title


@both_ways
@pytest.mark.parametrize("question", ["mag ik met recruiters praten op linkedin", "can i talk to recruiters"])
def test_a_topic_left_open_is_said_to_be_with_the_protocol_s_own_reason(matcher: Matcher, question: str) -> None:
    decision = matcher.find(question).decision

    assert isinstance(decision, Abstention)
    assert decision.doubt is Doubt.LEFT_OPEN
    assert decision.open_topic in matcher.protocol.not_regulated
    assert decision.open_topic is not None
    assert decision.open_topic.topic == "recruiters"


@both_ways
@pytest.mark.parametrize("question", FOREIGN)
def test_a_foreign_question_gets_its_clause_or_is_said_to_be_foreign(matcher: Matcher, question: str) -> None:
    finding = matcher.find(question)

    assert answered(finding) == "clients-on-linkedin" or finding.decision == Abstention(Doubt.OTHER_LANGUAGE)


@both_ways
@pytest.mark.parametrize("text", WORDLESS, ids=ascii)
def test_a_text_without_words_is_said_to_be_unreadable(matcher: Matcher, text: str) -> None:
    assert matcher.find(text).decision == Abstention(Doubt.UNREADABLE)


@both_ways
@pytest.mark.parametrize("text", LENGTHY)
def test_a_lengthy_text_without_a_question_is_never_answered(matcher: Matcher, text: str) -> None:
    finding = matcher.find(text)

    assert answered(finding) is None
    assert finding.question == text


@both_ways
def test_a_question_said_a_thousand_times_is_the_question(matcher: Matcher) -> None:
    finding = matcher.find("mag ik klanten toevoegen op linkedin? " * (LONG // 38))

    assert finding.matches[0].clause_id == "clients-on-linkedin"


@pytest.mark.parametrize("text", ["klant", "foto", "hallo", "mag ik", "is it"])
def test_a_word_said_again_and_again_is_no_surer_than_said_once(words_matcher: Matcher, text: str) -> None:
    once, often = words_matcher.find(text), words_matcher.find(f"{text} " * 80)

    assert often.matches[0].confidence == pytest.approx(once.matches[0].confidence, abs=0.02)


@both_ways
@pytest.mark.parametrize("text", ["\ud800", "mag ik \udc80 klanten toevoegen op linkedin", "\udfff" * 600], ids=ascii)
def test_what_stands_for_no_character_is_read_as_nothing(matcher: Matcher, text: str) -> None:
    assert answered(matcher.find(text)) in {None, "clients-on-linkedin"}


@both_ways
@settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=100))
def test_any_text_gets_a_finding_with_confidences_best_first(matcher: Matcher, text: str) -> None:
    finding = matcher.find(text)

    confidences = [match.confidence for match in finding.matches]
    assert finding.question == text
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


@both_ways
def test_most_examples_find_their_clause_even_as_though_they_did_not_stand_there(matcher: Matcher) -> None:
    examples = [(clause.id, clause.examples[Language.NL][0]) for clause in matcher.protocol.clauses]

    unseen = matcher.find_all([question for _, question in examples], unseen=True)
    findings = list(zip((clause_id for clause_id, _ in examples), unseen, strict=True))

    found = sum(bool(finding.matches) and finding.matches[0].clause_id == clause_id for clause_id, finding in findings)
    assert found > len(examples) / 2


def test_what_people_ask_gets_together_what_each_question_gets_alone(starter: SocialMediaProtocol) -> None:
    matcher = Matcher(starter)
    questions = [test.ask for test in starter.tests]

    together = matcher.find_all(questions)

    for question, finding in zip(questions, together, strict=True):
        alone = matcher.find(question)
        assert type(finding.decision) is type(alone.decision)
        assert [match.clause_id for match in finding.matches] == [match.clause_id for match in alone.matches]
        for one, other in zip(finding.matches, alone.matches, strict=True):
            assert one.confidence == pytest.approx(other.confidence, abs=1.5e-4)
