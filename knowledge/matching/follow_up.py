"""A short question that is only understood beside the one before it: "en op Instagram dan?"."""

import re
from collections.abc import Callable
from dataclasses import replace

from knowledge.matching.decision import MOST_OPTIONS, Abstention, Answer, Clarification, Doubt, Finding, Match

MOST_WORDS = 10
"""A longer question says by itself what it is about."""

_OPENING = re.compile(
    r"(?:en|maar|ook|of|dus|behalve|wat als|stel dat|hoe zit (?:het|dat)|(?:geldt|mag) (?:dat|het|dit)|kan dat"
    r"|and|but|also|or|so|except|what (?:if|about)|how about|does (?:that|it|this)|is (?:that|it|this)|may i then"
    r"|same for)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\b(?:dan|ook|then|too|as well)\W*$", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def is_follow_up(question: str) -> bool:
    """Whether the question sounds as though another went before it."""
    text = question.strip()
    if not 0 < len(_WORD.findall(text)) <= MOST_WORDS:
        return False
    return _OPENING.match(text) is not None or _ENDING.search(text) is not None


def joined(earlier: str, question: str) -> str:
    """Both questions as one, each in its own words."""
    return f"{earlier}\n{question}"


def understand(question: str, earlier: str, alone: Finding, find: Callable[[str], Finding]) -> Finding | None:
    """What is made of a follow-up, where it is not clear by itself.

    The earlier question lends its subject, and no certainty: a clause is quoted at once only where it is the
    nearest to the follow-up alone as well. Else the asker chooses.

    Args:
        question: The follow-up.
        earlier: The question before it.
        alone: What was found for ``question`` by itself.
        find: Finds for a text.

    Returns:
        ``None`` where the earlier question adds nothing.
    """
    if not isinstance(alone.decision, Clarification | Abstention) or not is_follow_up(question):
        return None
    both = find(joined(earlier, question))
    likely = _likely(both)
    if not likely:
        return None
    own = alone.decision.options if isinstance(alone.decision, Clarification) else ()
    if isinstance(both.decision, Answer) and own and own[0].clause_id == likely[0].clause_id:
        return replace(both, language=alone.language)
    options: dict[str, Match] = {}
    for match in (*likely[:2], *own, *likely[2:]):
        options.setdefault(match.clause_id, match)
    chosen = tuple(options.values())[:MOST_OPTIONS]
    return replace(both, language=alone.language, decision=Clarification(chosen, Doubt.TOO_WEAK))


def _likely(finding: Finding) -> tuple[Match, ...]:
    match finding.decision:
        case Answer(match=match):
            return (match,)
        case Clarification(options=options):
            return options
        case _:
            return ()
