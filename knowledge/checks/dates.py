"""Dates that have passed."""

from collections.abc import Iterator
from datetime import date

from knowledge.checks.remarks import named, remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.sentence import Sentence


def check_reviews(loaded: LoadedProtocol, today: date) -> Iterator[Problem]:
    """Reviews that were due before ``today``; the day itself is in time."""
    due = loaded.protocol.review_by
    if due is not None and due < today:
        yield remark(
            loaded,
            "review-overdue",
            ("protocol", "review_by"),
            Sentence(
                "The protocol had to be reviewed by {due}, and every answer says that this was not done.", due=str(due)
            ),
            Sentence("Read the protocol through, change what has changed, and set review_by to the next review."),
        )
    for at, clause in enumerate(loaded.protocol.clauses):
        if clause.review_by is not None and clause.review_by < today:
            yield remark(
                loaded,
                "review-overdue",
                ("clauses", at, "review_by"),
                Sentence("The review of {clause} was due by {due}.", clause=named(clause), due=str(clause.review_by)),
                Sentence("Check whether the clause still holds, and set its review_by to the next review."),
            )
