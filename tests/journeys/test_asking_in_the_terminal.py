"""Whole talks as an employee has them: the starter protocol, the real matcher by words alone, a terminal."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from adapters.bootstrap import open_publications
from adapters.console.chat import run_chat
from adapters.console.conversation import Conversation
from adapters.console.talk import PlainTalk
from adapters.one_version import OneVersion
from adapters.settings import EncoderName, Settings
from bot.action import Act
from bot.handlers.questions import Asked, AskQuestion, ask_question
from knowledge.matching.decision import Answer
from knowledge.protocol import Clause, Language
from tests.fakes import FakeClock


@pytest.fixture(scope="module")
def starter(learned: Path) -> OneVersion:
    return open_publications(Settings(encoder=EncoderName.NONE, cache_dir=learned))


def talk(starter: OneVersion, *lines: str, width: int = 80) -> str:
    stream = io.StringIO()
    conversation = Conversation(starter, FakeClock(), None, PlainTalk(starter, FakeClock()))
    run_chat(conversation, lines, Console(file=stream, width=width, highlight=False), echo=True)
    return stream.getvalue()


def quoted(talk: str) -> list[str]:
    """Each quote in the talk, its lines joined."""
    blocks = re.findall(r"(?:^│.*\n)+", talk, re.MULTILINE)
    return [" ".join(line.removeprefix("│").strip() for line in block.splitlines()) for block in blocks]


def words_of(clause: Clause, language: Language) -> str:
    return " ".join(clause.rule.get(language).split())


@pytest.mark.parametrize("width", [40, 80])
def test_a_dutch_question_gets_the_very_clause_with_all_that_belongs_to_it(starter: OneVersion, width: int) -> None:
    clause = starter.live().protocol.clause("clients-on-linkedin")

    said = talk(starter, "mag ik klanten toevoegen op LinkedIn?", width=width)

    assert quoted(said) == [words_of(clause, Language.NL)]
    for part in (clause.title.binding, f"Artikel: {clause.number}", "Versie: 2026.1", "geen juridisch advies"):
        assert part in " ".join(said.split())


def test_an_english_question_is_answered_in_english_and_names_the_binding_text(starter: OneVersion) -> None:
    clause = starter.live().protocol.clause("clients-on-linkedin")

    said = talk(starter, "may I add clients on LinkedIn?")

    assert quoted(said) == [words_of(clause, Language.EN)]
    assert "This is a translation; only the Dutch text is binding." in said


def test_a_reader_goes_from_clause_to_clause_and_to_hr(starter: OneVersion) -> None:
    protocol = starter.live().protocol
    clause = protocol.clause("clients-on-linkedin")
    following = [protocol.clause(clause_id) for clause_id in clause.see_also]

    said = talk(starter, f"/artikel {clause.number}", "1", f"/clause {clause.number}", str(len(following) + 1))

    assert quoted(said)[1] == words_of(following[0], Language.NL)
    assert "HR-loket (hr@voorbeeld.example)" in said


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("wat is het weer morgen?", id="about something else"),
        pytest.param("¿Puedo añadir clientes en LinkedIn?", id="in a third language"),
        pytest.param("asdf qwer zxcv", id="no words"),
        pytest.param("漢字漢字漢字", id="in another script"),
    ],
)
def test_what_the_protocol_does_not_settle_is_not_answered_with_a_clause(starter: OneVersion, question: str) -> None:
    reply = ask_question(AskQuestion(question), starter, FakeClock())

    assert isinstance(reply, Asked)
    assert not isinstance(reply.finding.decision, Answer)
    assert [button.action.act for button in reply.message.buttons()][-1] is Act.ASK_HR


def test_every_clause_of_the_starter_can_be_read_word_for_word_in_both_languages(starter: OneVersion) -> None:
    clauses = starter.live().protocol.clauses

    for language in Language:
        lines = (f"/language {language}", *(f"/clause {clause.number}" for clause in clauses))
        assert quoted(talk(starter, *lines)) == [words_of(clause, language) for clause in clauses]


def test_all_clauses_are_listed(starter: OneVersion) -> None:
    said = " ".join(talk(starter, "/onderwerpen").split())

    for clause in starter.live().protocol.clauses:
        assert f"{clause.number} {clause.title.binding}" in said


def test_a_talk_full_of_nonsense_ends_well(starter: OneVersion) -> None:
    lines = (
        "",
        "🙂",
        "\x1b[2J",
        "a" * 40_000,
        "/",
        "/clause",
        "/foo",
        "99",
        "-1",
        "\udcff",
        "?!",
        "/language xx",
        "/quit",
    )

    said = talk(starter, *lines)

    assert said.endswith("Tot de volgende keer.\n")
    assert "\x1b" not in said


ON_BEHALF = "mag ik namens het bedrijf reageren op een klacht?"


@pytest.mark.parametrize(
    ("chosen", "clause_id"), [("1", "spokespersons-reply"), ("2", "company-voice")], ids=["spokesperson", "colleague"]
)
def test_a_reader_is_asked_for_the_role_and_gets_the_clause_for_it(
    starter: OneVersion, chosen: str, clause_id: str
) -> None:
    clause = starter.live().protocol.clause(clause_id)

    said = talk(starter, ON_BEHALF, chosen)

    assert "Ben je woordvoerder van Voorbeeld?" in said
    assert quoted(said) == [words_of(clause, Language.NL)]
    assert f"→ {clause.number} {clause.title.binding}" in said


def test_a_reader_who_does_not_know_sees_both_clauses_and_one_who_chooses_again_is_asked_again(
    starter: OneVersion,
) -> None:
    said = talk(starter, ON_BEHALF, "3", "1", ON_BEHALF, "1", "1", "2")

    both = [starter.live().protocol.clause(name) for name in ("spokespersons-reply", "company-voice")]
    assert all(f"({clause.number} {clause.title.binding})" in " ".join(said.split()) for clause in both)
    assert quoted(said) == [
        words_of(both[0], Language.NL),
        words_of(both[0], Language.NL),
        words_of(both[1], Language.NL),
    ]


def test_an_english_reader_is_asked_in_english(starter: OneVersion) -> None:
    said = talk(starter, "may i answer a complaint on behalf of the company?")

    assert "Are you a spokesperson for Voorbeeld?" in said
    assert "[1] Yes, I am a spokesperson" in said
