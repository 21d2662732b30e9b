"""The cases, as they are kept."""

import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.address import Person
from bot.case import Case, CaseState
from bot.withheld import Counted


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are meant.

    Attributes:
        states: One of these.
        owner_key: Of the officer who has them; ``None`` for whoever has.
        expected_before: Promised for a moment before this one; ``None`` for whenever.
    """

    states: frozenset[CaseState]
    owner_key: str | None = None
    expected_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Cases counted, and none of their words.

    Attributes:
        states: By state, without those in which there is none.
        weeks: By the Monday of the week in which they were opened.
        hand_overs: By how often they were handed to a colleague, handed back, or put to a specialist: 0, 1, or 2 for
            more, without those of which there is none.
        answers: In how many hours an officer answered first, each with the mark of the asker; as far as the audit goes
            back, of the cases opened last, in that order.
    """

    states: Mapping[CaseState, Counted]
    weeks: Mapping[date, Counted]
    hand_overs: Mapping[int, Counted]
    answers: tuple[tuple[float, str], ...]


class Cases(typing.Protocol):
    """The cases."""

    def add(self, case: Case) -> None:
        """Keep a case with version 0, which is then version 0 in storage."""

    def get(self, case_id: str) -> Case:
        """The case.

        Raises:
            CaseNotFoundError: no case has this id.
        """

    def save(self, case: Case) -> None:
        """Keep the case as version ``case.version + 1``, provided that ``case.version`` is the version in storage.

        Compare and set in one statement: of those who read the same version only one can save.

        Raises:
            CaseChangedError: another version is in storage, or none.
        """

    def of_question(self, question_id: str) -> Case | None:
        """The case that began with the question, whatever its state; a question has at most one."""

    def of_asker(self, asker_mark: str) -> tuple[Case, ...]:
        """The cases with this mark, the one opened last first; at most 50."""

    def count_running(self, asker_mark: str) -> int:
        """How many of the cases with this mark are not over."""

    def held_in(self, asker_mark: str, conversation_mark: str) -> tuple[Case, ...]:
        """Cases with both marks that an officer is busy with (``HELD``), the one changed last first."""

    def held_in_thread(self, thread_mark: str) -> tuple[Case, ...]:
        """Cases with this mark, which is not empty, that an officer is busy with, the one changed last first."""

    def named(self, reference: str) -> tuple[Case, ...]:
        """Cases whose id begins with ``reference``, in whatever case it was typed; at most 2.

        ``reference`` is at least four letters or digits; anything else finds none.
        """

    def listed(self, states: Collection[CaseState], limit: int) -> tuple[Case, ...]:
        """Cases in one of these states, the one opened first first."""

    def chosen(self, which: CaseFilter, limit: int, skipped: int = 0) -> tuple[Case, ...]:
        """Cases that are meant, the one promised first first, without the first ``skipped`` of them."""

    def count(self, which: CaseFilter) -> int:
        """How many cases are meant."""

    def counted(self, limit: int) -> CaseCounts:
        """How many cases there are of each kind, and how soon the last ``limit`` answered ones were."""

    def remove(self, case_id: str) -> None:
        """Delete the case and all that hangs on it: entries, address, thread, reminders, and its deliveries."""

    def remove_over_before(self, moment: datetime) -> int:
        """Delete like ``remove`` every case that was over before then; how many there were."""

    def forget_officer(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` in the place of this officer, as owner and as writer, in every case; how many changed.

        What was parked of those cases is deleted: it may name the officer, and stands in the case anyway. Which cases
        the officer worked on is known from the audit, so that is asked before it forgets.
        """
