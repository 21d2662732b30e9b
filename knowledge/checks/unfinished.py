"""Clauses that were proposed from a question to HR, and that nobody has finished yet."""

import re
from collections.abc import Iterator

from knowledge.checks.remarks import opening_with, remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.sentence import Sentence

_PROPOSED_ID, _PROPOSED_NUMBER = re.compile("proposal-[a-z0-9]+"), re.compile("N[0-9]+")
"""What a clause gets that is put into a draft; who finishes it gives it a number of its own at least."""


def check_finished(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Clauses that stand as they were proposed."""
    for at, clause in enumerate(loaded.protocol.clauses):
        if _PROPOSED_ID.fullmatch(clause.id) and _PROPOSED_NUMBER.fullmatch(clause.number):
            yield remark(
                loaded,
                "unfinished-proposal",
                ("clauses", at, "number"),
                Sentence("{clause} stands as it was proposed from a question to HR.", clause=opening_with(clause)),
                Sentence("Write its rule as it must be quoted, and set its id, number, title and verdict."),
            )
