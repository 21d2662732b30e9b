"""What the tests of the matcher on the starter protocol share: both ways to match, and what a finding shows."""

import pytest

from knowledge.matching.decision import Answer, Clarification, Finding

both_ways = pytest.mark.parametrize("way", ["starter_matcher", "words_matcher"], ids=["with the encoder", "by words"])


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
