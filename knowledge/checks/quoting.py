"""Rules that are hard to quote in a chat."""

from collections.abc import Iterator

from knowledge.checks.remarks import LANGUAGE_NAMES, remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem

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
                    f"The {LANGUAGE_NAMES[language]} rule has {len(rule)} characters, and is always quoted whole.",
                    f"Split it into clauses of at most {LONGEST_RULE} characters, one for each question it answers.",
                )
