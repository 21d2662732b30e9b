import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot import steps
from bot.address import Person
from bot.case import (
    HELD,
    LONGEST_TEXT,
    MOST_ENTRIES,
    OVER,
    Anonymous,
    Author,
    Case,
    CaseState,
    Entry,
    Line,
    Named,
    Outcome,
)
from bot.errors import CaseRefusal, CaseRefusedError
from bot.steps import Step
from knowledge.protocol import Language

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SANNE = Person("chat", "kruim", "sanne", "Sanne")
OMAR = Person("chat", "kruim", "omar", "Omar")
INA = Person("chat", "kruim", "ina", "Ina")

NEW = Case(
    id="abcdefgh",
    question_id="abcdefgh",
    asker=Anonymous("Vrolijke Otter"),
    asker_mark="mark",
    conversation_mark="place",
    language=Language.NL,
    entries=(Entry(Author.ASKER, "Mag dat?", NOON),),
    clause_id=None,
    protocol_version="1",
    opened_at=NOON,
    expected_by=NOON,
    changed_at=NOON,
)

CASES = {
    CaseState.OPEN: NEW,
    CaseState.CLAIMED: (claimed := steps.claim(NEW, OMAR, NOON)),
    CaseState.WAITING_ON_ASKER: steps.ask_asker(claimed, OMAR, "Welke?", NOON),
    CaseState.ANSWERED: (answered := steps.reply(claimed, OMAR, "Ja.", NOON)),
    CaseState.CLOSED: steps.close(answered, OMAR, Outcome.ONE_OFF, NOON),
    CaseState.WITHDRAWN: steps.withdraw(NEW, NOON),
}

TAKE: dict[Step, Callable[[Case, Person], Case]] = {
    Step.CLAIM: lambda case, officer: steps.claim(case, officer, NOON),
    Step.HAND_BACK: lambda case, officer: steps.hand_back(case, officer, NOON),
    Step.HAND_OVER: lambda case, officer: steps.hand_over(case, officer, INA if officer == OMAR else OMAR, NOON),
    Step.ASK_ASKER: lambda case, officer: steps.ask_asker(case, officer, "Welke?", NOON),
    Step.REPLY: lambda case, officer: steps.reply(case, officer, "Ja.", NOON),
    Step.CLOSE: lambda case, officer: steps.close(case, officer, Outcome.NEW_RULE, NOON),
    Step.SECOND_LINE: lambda case, officer: steps.send_to_second_line(case, officer, NOON),
    Step.REOPEN: lambda case, _: steps.reopen(case, NOON, NOON),
    Step.ADD: lambda case, _: steps.add(case, "En dit?", NOON),
    Step.WITHDRAW: lambda case, _: steps.withdraw(case, NOON),
    Step.REVEAL: lambda case, _: steps.reveal(case, SANNE, NOON),
}

S, R = CaseState, CaseRefusal
O, C, W, A, D = S.OPEN, S.CLAIMED, S.WAITING_ON_ASKER, S.ANSWERED, S.CLOSED  # noqa: E741 -- columns of a table

TABLE: dict[Step, tuple[CaseState | CaseRefusal, ...]] = {
    # by the owner, on a case that is open, claimed, waiting on the asker, answered, closed
    Step.CLAIM: (C, R.HELD_BY_YOU, R.HELD_BY_YOU, R.HELD_BY_YOU, R.CLOSED),
    Step.HAND_BACK: (R.NOT_CLAIMED, O, O, R.ALREADY_ANSWERED, R.CLOSED),
    Step.HAND_OVER: (R.NOT_CLAIMED, C, W, A, R.CLOSED),
    Step.ASK_ASKER: (R.NOT_CLAIMED, W, W, W, R.CLOSED),
    Step.REPLY: (R.NOT_CLAIMED, A, A, A, R.CLOSED),
    Step.CLOSE: (R.NOT_CLAIMED, R.NOT_ANSWERED, R.NOT_ANSWERED, D, R.CLOSED),
    Step.SECOND_LINE: (O, O, O, R.ALREADY_ANSWERED, R.CLOSED),
    Step.REOPEN: (R.NOT_CLOSED, R.NOT_CLOSED, R.NOT_CLOSED, R.NOT_CLOSED, O),
    Step.ADD: (O, C, C, C, R.CLOSED),
    Step.WITHDRAW: (S.WITHDRAWN, S.WITHDRAWN, S.WITHDRAWN, R.ALREADY_ANSWERED, R.CLOSED),
    Step.REVEAL: (O, C, W, A, R.CLOSED),
}


def outcome(case: Case, step: Step, officer: Person) -> CaseState | CaseRefusal:
    try:
        return TAKE[step](case, officer).state
    except CaseRefusedError as error:
        return error.reason


@pytest.mark.parametrize(("step", "column"), list(itertools.product(Step, range(5))))
def test_every_step_leads_where_the_table_says(step: Step, column: int) -> None:
    case = CASES[(O, C, W, A, D)[column]]

    assert outcome(case, step, OMAR) is TABLE[step][column]


@pytest.mark.parametrize("step", Step)
def test_a_withdrawn_case_takes_no_step(step: Step) -> None:
    assert outcome(CASES[S.WITHDRAWN], step, OMAR) is R.WITHDRAWN


@pytest.mark.parametrize("state", [C, W, A])
@pytest.mark.parametrize("step", [Step.CLAIM, Step.HAND_BACK, Step.HAND_OVER, Step.ASK_ASKER, Step.REPLY, Step.CLOSE])
def test_another_officer_is_told_who_holds_the_case(step: Step, state: CaseState) -> None:
    with pytest.raises(CaseRefusedError) as refused:
        TAKE[step](CASES[state], INA)

    assert (refused.value.reason, refused.value.holder) == (R.HELD_BY_OTHER, "Omar")


def test_nobody_handles_their_own_question() -> None:
    case = replace(NEW, asker=Named(OMAR))

    assert outcome(case, Step.CLAIM, OMAR) is R.OWN_QUESTION
    with pytest.raises(CaseRefusedError, match=R.OWN_QUESTION):
        steps.hand_over(steps.claim(case, INA, NOON), INA, OMAR, NOON)


def test_an_asker_reveals_themselves_once() -> None:
    revealed = steps.reveal(NEW, SANNE, NOON)

    assert revealed.asker == Named(SANNE, formerly="Vrolijke Otter")
    assert outcome(revealed, Step.REVEAL, OMAR) is R.NOT_ANONYMOUS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", R.TEXT_EMPTY, id="empty"),
        pytest.param(" \n\u200b\u202e", R.TEXT_EMPTY, id="nothing to be seen"),
        pytest.param("a" * (LONGEST_TEXT + 1), R.TEXT_TOO_LONG, id="too long"),
        pytest.param("a" * 50_000, R.TEXT_TOO_LONG, id="50,000 characters"),
        pytest.param("Ja \ud800", R.NOT_TEXT, id="half a character"),
    ],
)
@pytest.mark.parametrize("step", [steps.reply, steps.ask_asker])
def test_a_text_that_says_nothing_is_refused(
    step: Callable[[Case, Person, str, datetime], Case], text: str, reason: CaseRefusal
) -> None:
    with pytest.raises(CaseRefusedError) as refused:
        step(CASES[C], OMAR, text, NOON)

    assert refused.value.reason is reason


def test_a_case_holds_so_much_and_no_more() -> None:
    full = replace(NEW, entries=NEW.entries * MOST_ENTRIES)

    assert outcome(full, Step.ADD, OMAR) is R.FULL


class AnyOrder(RuleBasedStateMachine):
    """Steps in any order by anyone: whatever happens, a case stays whole."""

    PEOPLE: ClassVar = [OMAR, INA]

    def __init__(self) -> None:
        super().__init__()
        self.case = NEW
        self.at = NOON

    @rule(step=st.sampled_from(Step), officer=st.sampled_from(PEOPLE))
    def take(self, step: Step, officer: Person) -> None:
        self.at += timedelta(minutes=1)
        before = self.case
        refused = steps.refusal(before, step, officer)
        if refused is None:
            self.case = TAKE[step](before, officer)
            assert self.case.entries[: len(before.entries)] == before.entries
            return
        with pytest.raises(CaseRefusedError) as raised:
            TAKE[step](before, officer)
        assert (raised.value.reason, raised.value.holder) == (refused.reason, refused.holder)
        assert (refused.reason is R.HELD_BY_OTHER) == bool(refused.holder)

    @invariant()
    def an_owner_is_there_when_one_is_needed(self) -> None:
        if self.case.state in {*HELD, S.ANSWERED, S.CLOSED}:
            assert self.case.owner is not None
        else:
            assert self.case.owner is None

    @invariant()
    def only_what_is_over_has_an_end(self) -> None:
        assert (self.case.over_since is not None) == (self.case.state in OVER)
        assert (self.case.outcome is not None) == (self.case.state is S.CLOSED)

    @invariant()
    def some_step_is_left_unless_it_was_withdrawn(self) -> None:
        taken = [outcome(self.case, step, officer) for step in Step for officer in self.PEOPLE]
        assert any(isinstance(each, CaseState) for each in taken) == (self.case.state is not S.WITHDRAWN)

    @invariant()
    def a_known_asker_stays_known(self) -> None:
        if isinstance(self.case.asker, Named):
            assert self.case.asker.formerly == "Vrolijke Otter"

    @invariant()
    def a_case_never_goes_back_to_the_first_line(self) -> None:
        if self.case.line is Line.SECOND:
            assert outcome(self.case, Step.SECOND_LINE, OMAR) is not O


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
