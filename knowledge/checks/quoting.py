"""Rules that are hard to quote in a chat."""

from collections.abc import Iterator

from knowledge.checks.remarks import LANGUAGE_NAMES, remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.sentence import Sentence

LONGEST_RULE = 1_200
"""Characters. A rule is quoted whole; this is about what a phone shows of one message without scrolling twice."""


def check_lengths(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Rules that are longer than a chat shows well."""
    for at, clause in enumerate(loaded.protocol.clauses):
        for language, rule in clause.rule.by_language.items():
            if len(rule) > LONGEST_RULE:
                yield remark(
                    loaded,
                    "rule-long",
                    ("clauses", at, "rule", language.value),
                    Sentence(
                        "The {language} rule has {count} characters, and is always quoted whole.",
                        language=LANGUAGE_NAMES[language],
                        count=len(rule),
                    ),
                    Sentence(
                        "Split it into clauses of at most {most} characters, one for each question it answers.",
                        most=LONGEST_RULE,
                    ),
                )
