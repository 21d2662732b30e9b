"""How many different people asked of a topic or met a gap there, counted without knowing who they are.

A question is kept without its asker, so nothing in it can be counted by person. Beside the questions, and not linked to
any of them, each cell (a month, a topic, a kind of gap) has a set of small tags. A tag is a number below 64, made of
the person's key *and the cell* with the vault's key. So the same person has unrelated tags in different cells, and in
an organisation of a few hundred people every tag stands for several of them: that a tag is there proves of nobody that
they asked. Two people with one tag count as one, so a count errs to the low side, which is the safe one.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

TAGS = 64


class Gap(StrEnum):
    """How a question was not answered; or that it was, so that what people ask is counted by people as well."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    CLARIFIED = "clarified"
    NOT_MEANT = "not-meant"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One cell of the report.

    Attributes:
        month: As 2026-11.
        topic: Of the clause that came nearest; empty where none was near.
    """

    month: str
    topic: str
    gap: Gap

    @property
    def key(self) -> str:
        """What goes into a tag, beside the person."""
        return f"{self.month}/{self.topic}/{self.gap}"


def tag_of(mark: str) -> int:
    """The tag that a keyed fingerprint gives."""
    return hashlib.sha256(mark.encode()).digest()[0] % TAGS
