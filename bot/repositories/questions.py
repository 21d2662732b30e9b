"""The questions, as they are kept."""

import typing
from datetime import datetime

from bot.record import QuestionCount, QuestionRecord


class Questions(typing.Protocol):
    """The questions as they are kept: without any asker."""

    def add(self, record: QuestionRecord) -> None:
        """Keep a question."""

    def get(self, question_id: str) -> QuestionRecord:
        """The question.

        Raises:
            QuestionNotFoundError: no question has this id.
        """

    def save(self, record: QuestionRecord) -> None:
        """Keep the question as it is here; the last who saves wins."""

    def with_gaps(self, limit: int) -> tuple[QuestionRecord, ...]:
        """Those that were not answered, were clarified, or were answered with what was not meant; the last first."""

    def recent(self, limit: int) -> tuple[QuestionRecord, ...]:
        """The questions, the one asked last first."""

    def counted(self) -> tuple[QuestionCount, ...]:
        """How many questions there are of each kind, in no order."""

    def found_clauses(self) -> frozenset[str]:
        """The ids of clauses that any question was answered with, or that were offered to choose from."""

    def remove_before(self, moment: datetime) -> int:
        """Delete the questions asked before then; how many there were."""
