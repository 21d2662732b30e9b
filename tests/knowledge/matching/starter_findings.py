"""What the tests of the matcher on the starter protocol share: every way to match, and what a finding shows."""

import pytest

from knowledge.matching.decision import Answer, Clarification, Finding

every_way = pytest.mark.parametrize(
    "way", ["starter_matcher", "smaller_matcher", "words_matcher"], ids=["e5", "use", "by words"]
)


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
