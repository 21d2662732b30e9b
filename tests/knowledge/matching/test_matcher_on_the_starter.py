"""The matcher on the starter protocol, with the encoder and by words alone."""

import pytest

from knowledge.circumstances import known_by
from knowledge.matching.decision import Abstention, Answer, Doubt, Referral
from knowledge.matching.matcher import Matcher
from knowledge.matching.settling import settle
from knowledge.matching.topics import ArrayStore
from knowledge.protocol import Clause, Elsewhere, Language, SocialMediaProtocol
from tests.knowledge.matching.starter_findings import answered, every_way, offered

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
ELSEWHERE = [
    ("hoeveel vakantiedagen kan ik nog opnemen", "Verlof en vakantiedagen"),
    ("how many holidays do i have left", "Verlof en vakantiedagen"),
    ("bij wie meld ik me ziek", "Ziek melden"),
    ("waar kan ik mijn auto parkeren", "Parkeren en reizen"),
    ("when do i get paid my salary", "Salaris en loonstrook"),
    ("the printer is broken", "IT-hulp"),
    ("heb ik recht op een leaseauto", "Auto van de zaak"),
]


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


@every_way
def test_every_test_of_the_starter_passes(matcher: Matcher) -> None:
    protocol = matcher.protocol
    findings = [
        (test, settle(matcher.find(test.ask), protocol, known_by(test.given, protocol))) for test in protocol.tests
    ]

    assert [test.ask for test, finding in findings if test.expect and test.expect not in offered(finding)] == []
    assert [test.ask for test, finding in findings if not test.expect and answered(finding)] == []


@every_way
def test_example_questions_are_answered_with_their_own_clause(matcher: Matcher) -> None:
    missed = [
        example
        for clause in matcher.protocol.clauses
        for examples in clause.examples.values()
        for example in examples[:3]
        if answered(matcher.find(example)) != clause.id
    ]

    assert missed == []


@every_way
def test_every_example_under_elsewhere_is_referred_there(matcher: Matcher) -> None:
    missed = [
        example
        for elsewhere in matcher.protocol.elsewhere
        for examples in elsewhere.examples.values()
        for example in examples
        if getattr(matcher.find(example).decision, "elsewhere", None) is not elsewhere
    ]

    assert missed == []


@every_way
@pytest.mark.parametrize(("question", "clause_id"), TYPOS)
def test_a_question_with_typing_errors_finds_its_clause(matcher: Matcher, question: str, clause_id: str) -> None:
    finding = matcher.find(question)

    assert finding.matches[0].clause_id == clause_id
    assert clause_id in offered(finding)


@every_way
@pytest.mark.parametrize(("question", "title"), ELSEWHERE)
def test_a_question_that_is_answered_elsewhere_is_referred_there(matcher: Matcher, question: str, title: str) -> None:
    decision = matcher.find(question).decision

    assert isinstance(decision, Referral)
    assert decision.elsewhere.title.binding == title


@every_way
@pytest.mark.parametrize("question", ["mag ik met recruiters praten op linkedin", "can i talk to recruiters"])
def test_a_topic_left_open_is_said_to_be_with_the_protocol_s_own_reason(matcher: Matcher, question: str) -> None:
    decision = matcher.find(question).decision

    assert isinstance(decision, Abstention)
    assert decision.doubt is Doubt.LEFT_OPEN
    assert decision.open_topic in matcher.protocol.not_regulated
    assert decision.open_topic is not None
    assert decision.open_topic.topic == "recruiters"


@every_way
def test_most_examples_find_their_clause_even_as_though_they_did_not_stand_there(matcher: Matcher) -> None:
    examples = [(clause.id, clause.examples[Language.NL][0]) for clause in matcher.protocol.clauses]

    unseen = matcher.find_all([question for _, question in examples], unseen=True)
    findings = list(zip((clause_id for clause_id, _ in examples), unseen, strict=True))

    found = sum(bool(finding.matches) and finding.matches[0].clause_id == clause_id for clause_id, finding in findings)
    assert found > len(examples) / 2


def test_what_people_ask_gets_together_what_each_question_gets_alone(
    starter: SocialMediaProtocol, learned_store: ArrayStore
) -> None:
    matcher = Matcher(starter, store=learned_store)
    questions = [test.ask for test in starter.tests]

    together = matcher.find_all(questions)

    for question, finding in zip(questions, together, strict=True):
        alone = matcher.find(question)
        assert type(finding.decision) is type(alone.decision)
        assert [match.clause_id for match in finding.matches] == [match.clause_id for match in alone.matches]
        for one, other in zip(finding.matches, alone.matches, strict=True):
            assert one.confidence == pytest.approx(other.confidence, abs=1.5e-4)


@every_way
def test_an_example_is_sure_to_be_answered_by_what_alone_has_it(matcher: Matcher, starter: SocialMediaProtocol) -> None:
    owners: tuple[Clause | Elsewhere, ...] = (*starter.clauses, *starter.elsewhere)
    asked = [question for owner in owners for questions in owner.examples.values() for question in questions[:2]]
    owned = [(question, owner) for question in asked if (owner := matcher.owner_of(question)) is not None]

    found = [finding.decision for finding in matcher.find_all([question for question, _ in owned])]

    assert len(owned) > 0.9 * len(asked)
    for decision, (_, owner) in zip(found, owned, strict=True):
        match decision:
            case Answer(best):
                assert isinstance(owner, Clause)
                assert best.clause_id == owner.id
            case Referral(elsewhere):
                assert elsewhere is owner
            case _:
                pytest.fail(f"{owner} did not answer its own example")


@every_way
@pytest.mark.parametrize("question", ["mag ik nog wat anders vragen", "???", "", "\ud800"])
def test_nothing_is_sure_of_what_is_no_example(matcher: Matcher, question: str) -> None:
    assert matcher.owner_of(question) is None
