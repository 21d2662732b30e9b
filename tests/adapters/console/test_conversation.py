import pytest

from adapters.console.conversation import Conversation
from adapters.console.talk import PlainTalk
from bot.message import Message
from bot.presenter.clauses import present_clause
from bot.presenter.contacts import present_contact
from bot.presenter.overviews import present_topics
from bot.question import LONGEST_QUESTION
from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import clause, clock, occasion, published
from tests.fakes import answered, clarified

NL, EN = Language.NL, Language.EN
ASK = "Mag ik klanten toevoegen op LinkedIn?"
ASK_EN = "May I add clients on LinkedIn?"
UNCLEAR = "Wat moet ik met de pers?"


@pytest.fixture
def conversation() -> Conversation:
    findings = (
        answered(ASK, "clients-on-linkedin"),
        answered(ASK_EN, "clients-on-linkedin", EN),
        clarified(UNCLEAR, "answering-the-press", "passing-on-the-press"),
    )
    publications = published(*findings)
    return Conversation(publications, clock(), None, PlainTalk(publications, clock()))


def heard(conversation: Conversation, line: str) -> Message:
    """The one message that the line is answered with."""
    shown = conversation.hear(line)
    assert shown is not None
    (one,) = shown
    return one.message


def said(message: Message) -> str:
    return message.summary


def test_a_question_is_answered(conversation: Conversation) -> None:
    assert heard(conversation, f"  {ASK}  ") == present_clause(clause("clients-on-linkedin"), occasion())


def test_a_number_chooses_what_was_offered(conversation: Conversation) -> None:
    conversation.hear(UNCLEAR)

    assert heard(conversation, "2") == present_clause(clause("passing-on-the-press"), occasion())


def test_the_last_number_of_a_clarification_leads_to_hr(conversation: Conversation) -> None:
    conversation.hear(UNCLEAR)

    assert heard(conversation, "3") == present_contact(occasion())


@pytest.mark.parametrize("number", ["0", "4", "99", "9" * 5_000], ids=["0", "4", "99", "5,000 digits"])
def test_a_number_that_was_not_offered_is_refused_and_the_offer_stands(conversation: Conversation, number: str) -> None:
    conversation.hear(UNCLEAR)

    assert "1 tot en met 3" in said(heard(conversation, number))
    assert heard(conversation, "1") == present_clause(clause("answering-the-press"), occasion())


def test_a_number_without_an_offer_gets_a_sentence(conversation: Conversation) -> None:
    assert said(heard(conversation, "1")) == "Er valt nu niets te kiezen. Stel je vraag in een gewone zin."


def test_an_offer_ends_with_the_next_question(conversation: Conversation) -> None:
    conversation.hear(UNCLEAR)
    conversation.hear(ASK)

    assert heard(conversation, "1") == present_clause(clause("company-name"), occasion())


def test_the_language_follows_the_question(conversation: Conversation) -> None:
    conversation.hear(ASK_EN)

    assert heard(conversation, "/topics") == present_topics(occasion(EN))
    assert conversation.wording is wording_in(EN)


def test_a_chosen_language_stays(conversation: Conversation) -> None:
    assert said(heard(conversation, "/taal en")) == "Fine, from here on I answer in English."

    assert heard(conversation, ASK) == present_clause(clause("clients-on-linkedin"), occasion(EN))


@pytest.mark.parametrize("line", ["/language", "/language fr", "/taal nederlands"])
def test_a_language_that_is_not_ours_is_asked_again(conversation: Conversation, line: str) -> None:
    assert said(heard(conversation, line)) == "Welke taal? Typ /taal nl of /taal en."


@pytest.mark.parametrize("line", ["/clause 4.2", "/artikel 4.2", "/ARTIKEL   4.2"])
def test_a_clause_is_read_by_its_number(conversation: Conversation, line: str) -> None:
    assert heard(conversation, line) == present_clause(clause("clients-on-linkedin"), occasion())


def test_a_clause_that_does_not_exist_gets_a_sentence(conversation: Conversation) -> None:
    assert said(heard(conversation, "/clause 4.20")) == "Artikel 4.20 staat niet in dit protocol."


@pytest.mark.parametrize("line", ["/clause", "/clause " + "9" * 100], ids=["no number", "no clause number"])
def test_a_clause_without_a_usable_number_is_asked_again(conversation: Conversation, line: str) -> None:
    assert said(heard(conversation, line)) == "Welk artikel? Typ bijvoorbeeld: /artikel 2.1"


def test_help_names_every_command_in_the_language_that_is_spoken(conversation: Conversation) -> None:
    message = heard(conversation, "/help")

    for word in ("/hulp", "/onderwerpen", "/artikel 2.1", "/taal nl", "/stop"):
        assert word in str(message.blocks)


def test_an_unknown_command_gets_a_short_sentence(conversation: Conversation) -> None:
    assert said(heard(conversation, "/foo bar")) == "Het commando /foo ken ik niet. Typ /hulp om te zien wat er kan."
    assert len(said(heard(conversation, "/" + "x" * 10_000))) < 200


@pytest.mark.parametrize("line", ["/quit", "/stop", "/QUIT"])
def test_leaving_ends_the_talk(conversation: Conversation, line: str) -> None:
    assert conversation.hear(line) is None


@pytest.mark.parametrize(
    "line", ["🙂", "\udcff", "x" * (LONGEST_QUESTION + 1), "\x1b[2J"], ids=["emoji", "bytes", "long", "sequence"]
)
def test_what_is_no_question_gets_a_sentence_in_the_language_that_is_spoken(
    conversation: Conversation, line: str
) -> None:
    conversation.hear(ASK_EN)

    message = heard(conversation, line)

    assert message.language is EN
    assert said(message) != ""


def test_what_can_be_typed_next_depends_on_what_was_offered(conversation: Conversation) -> None:
    assert conversation.next_step() == "Typ je vraag, of /hulp voor uitleg."
    conversation.hear(UNCLEAR)
    assert conversation.next_step() == "Typ 1 t/m 3, of stel een andere vraag."
