"""Questions in another language than the clause that answers them, on the starter protocol."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from knowledge.matching.decision import Abstention, Doubt
from knowledge.matching.matcher import Matcher
from knowledge.matching.semantic import Encoder
from knowledge.matching.topics import ArrayStore
from knowledge.protocol import Language, SocialMediaProtocol, Text
from tests.knowledge.matching.starter_findings import answered, every_way, offered

FOREIGN = [
    "Darf ich Kunden auf LinkedIn hinzufügen?",
    "¿Puedo añadir clientes en LinkedIn?",
    "LinkedIn'de müşteri ekleyebilir miyim?",
    "Czy mogę dodawać klientów na LinkedIn?",
    "我可以在LinkedIn上添加客户吗?",
    "Можно ли добавлять клиентов в LinkedIn?",
]


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
    written: Language, starter: SocialMediaProtocol, encoder: Encoder, learned_store: ArrayStore
) -> None:
    untranslated = replace(only_in(written, replace(starter, languages=())), languages=(written,))
    matcher = Matcher(untranslated, encoder, learned_store)

    findings = [(test.expect, matcher.find(test.ask)) for test in starter.tests if test.expect]

    strange = [(expect, finding) for expect, finding in findings if finding.language is not written]
    assert len(strange) > 35
    wrong = [finding.question for expect, finding in strange if answered(finding) not in {None, expect}]
    missed = [finding.question for expect, finding in strange if expect not in offered(finding)]
    assert len(wrong) <= len(strange) // 20, wrong
    assert len(missed) <= len(strange) // 10, missed


@every_way
@pytest.mark.parametrize("question", FOREIGN)
def test_a_foreign_question_gets_its_clause_or_is_said_to_be_foreign(matcher: Matcher, question: str) -> None:
    finding = matcher.find(question)

    assert answered(finding) == "clients-on-linkedin" or finding.decision == Abstention(Doubt.OTHER_LANGUAGE)
