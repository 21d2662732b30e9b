import json
from typing import Any

import pytest

from adapters.cli.documents import reply_document
from bot.handlers.questions import AskQuestion, ask_question
from knowledge.matching.decision import Abstention, Doubt, Finding
from knowledge.protocol import Language
from tests.bakery import bakery, clause, clock, published
from tests.fakes import abstained, answered, clarified, found, referred

KEYS = [
    "decision", "clause", "confidence", "candidates", "doubt", "language", "verdict", "number", "quote", "protocol",
    "asks", "trace",
]  # fmt: skip
ASK = "Mag dat?"
LEFT_OPEN = found(ASK, Abstention(Doubt.LEFT_OPEN, bakery().not_regulated[0]))


def document(finding: Finding, text: str = ASK) -> dict[str, Any]:
    said = reply_document(ask_question(AskQuestion(text), published(finding), clock()))
    read: dict[str, Any] = json.loads(json.dumps(said))
    return read


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(answered(ASK, "recipes"), id="answer"),
        pytest.param(clarified(ASK, "recipes", "company-name"), id="clarification"),
        pytest.param(referred(ASK, bakery()), id="referral"),
        pytest.param(LEFT_OPEN, id="left open"),
        *(pytest.param(abstained(ASK, doubt), id=doubt) for doubt in Doubt),
    ],
)
def test_every_decision_has_the_keys_of_the_contract(finding: Finding) -> None:
    assert list(document(finding)) == KEYS
    assert document(finding)["protocol"] == {"id": "bakery", "version": "2026.3"}
    assert document(finding)["language"] == "nl"


def test_an_answer_has_the_clause_and_its_words() -> None:
    said = document(answered(ASK, "clients-on-linkedin", Language.EN))

    assert said | {"candidates": None, "protocol": None} == {
        "decision": "answer",
        "clause": "clients-on-linkedin",
        "confidence": 0.9,
        "candidates": None,
        "doubt": None,
        "language": "en",
        "verdict": "conditional",
        "number": "4.2",
        "quote": clause("clients-on-linkedin").rule.get(Language.EN),
        "protocol": None,
        "asks": None,
        "trace": [],
    }


def test_a_clarification_names_no_clause_but_its_candidates_best_first() -> None:
    said = document(clarified(ASK, "recipes", "company-name"))

    assert (said["decision"], said["clause"], said["doubt"], said["quote"]) == ("clarify", None, "several-near", None)
    assert [candidate["clause"] for candidate in said["candidates"]] == ["recipes", "company-name"]
    assert said["confidence"] == said["candidates"][0]["confidence"]


def test_there_are_at_most_five_candidates() -> None:
    said = document(abstained(ASK, Doubt.TOO_WEAK, *(each.id for each in bakery().clauses)))

    assert len(said["candidates"]) == 5


def test_a_referral_quotes_where_the_answer_is() -> None:
    said = document(referred(ASK, bakery()))

    assert (said["decision"], said["clause"], said["quote"]) == (
        "refer", None, "Zie het personeelshandboek, hoofdstuk 3.",
    )  # fmt: skip


def test_a_topic_that_is_left_open_quotes_the_reason() -> None:
    said = document(LEFT_OPEN)

    assert (said["doubt"], said["quote"]) == ("left-open", "Privémail laten we aan je eigen oordeel over.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param(" \t ", "empty", id="whitespace"),
        pytest.param("🙂", "no-words", id="emoji"),
        pytest.param("a" * 40_000, "too-long", id="40,000 characters"),
        pytest.param("\udcff", "not-text", id="not UTF-8"),
    ],
)
def test_a_refused_question_is_an_abstention_that_says_why(text: str, code: str) -> None:
    said = document(answered(ASK, "recipes"), text)

    assert list(said) == [*KEYS, "error"]
    assert (said["decision"], said["clause"], said["doubt"]) == ("abstain", None, code)
    assert said["error"]["code"] == code
    assert said["error"]["message"]
