"""Anyone does anything in any order, and time passes: nothing breaks, nothing is lost, nobody is given away."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.action import Act, Action
from bot.address import Person
from bot.case import OVER, Anonymous
from bot.handlers.privacy import forget_person
from bot.handlers.reception import Hear, PressButton, receive
from bot.handlers.reminders import apply_retention
from bot.message import Message
from knowledge.protocol import Language
from tests.office import DESK, INA, OMAR, PIET, QUESTION, SANNE, SECOND_LINE, VERA, Office, chat_with, texts

SECRET = Person("chat", "kruim", "U-secret", "Rozemarijn")
"""Only ever asks anonymously, and never tells who they are."""

OTHERS = [SANNE, PIET, OMAR, INA, VERA]
PLACES = [DESK, SECOND_LINE, None]
TEXTS = ["Ja.", "Ina", "U-omar", "", QUESTION]


class AnyOrder(RuleBasedStateMachine):
    """An office in which anything can happen."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office()
        self.read = 0

    def _case(self, number: int) -> str:
        known = list(self.office.storage.tables.questions) or ["nothere"]
        return known[number % len(known)]

    @rule(person=st.sampled_from(OTHERS), named=st.booleans())
    def open_case(self, person: Person, named: bool) -> None:  # noqa: FBT001 -- drawn
        self.office.open_case(person, anonymous=not named)

    @rule()
    def open_secretly(self) -> None:
        self.office.open_case(SECRET, anonymous=True)

    @rule(number=st.integers(0, 5), text=st.sampled_from(TEXTS))
    def add_secretly(self, number: int, text: str) -> None:
        self.office.press(SECRET, Act.ADD, self._case(number), text)
        self.office.say(SECRET, text)

    @rule(
        person=st.sampled_from(OTHERS),
        act=st.sampled_from(Act),
        number=st.integers(0, 5),
        text=st.sampled_from(TEXTS),
        place=st.sampled_from(PLACES),
        twice=st.booleans(),
    )
    def press(self, person: Person, act: Act, number: int, text: str, place: object, twice: bool) -> None:  # noqa: FBT001, PLR0917
        where = DESK if place is DESK else SECOND_LINE if place is SECOND_LINE else chat_with(person)
        command = PressButton(self.office.origin(person, where), Action(act, self._case(number)), text)
        heard = len(self.office.storage.tables.outbox)

        assert receive(command, self.office.ports)
        assert len(self.office.storage.tables.outbox) > heard
        if twice:
            assert not receive(command, self.office.ports)
        self.office.deliver()

    @rule(person=st.sampled_from(OTHERS), number=st.integers(0, 5), text=st.sampled_from(TEXTS))
    def talk_in_thread(self, person: Person, number: int, text: str) -> None:
        where = self.office.storage.tables.threads.get(self._case(number))
        if where is not None:
            receive(Hear(self.office.origin(person, where), text), self.office.ports)
            self.office.deliver()

    @rule(hours=st.integers(1, 24 * 40))
    def let_time_pass(self, hours: int) -> None:
        self.office.wait(timedelta(hours=hours))
        apply_retention(self.office.ports)

    @rule(person=st.sampled_from([SANNE, PIET]))
    def forget(self, person: Person) -> None:
        forget_person(person, self.office.ports)
        self.office.deliver()

    @invariant()
    def everything_that_is_said_arrives(self) -> None:
        with self.office.storage.begin() as uow:
            assert uow.outbox.parked(1) == ()
            assert uow.outbox.next_at(self.office.clock.now(), ["chat"]) is None
        ids = [delivery.id for _, delivery in self.office.chat.got]
        assert len(ids) == len(set(ids))

    @invariant()
    def every_case_that_runs_can_be_answered(self) -> None:
        tables = self.office.storage.tables
        for case in tables.cases.values():
            if case.state not in OVER:
                assert case.id in tables.addresses
                assert case.id in tables.threads

    @invariant()
    def nobody_learns_who_asked_in_secret(self) -> None:
        got = self.office.chat.got[self.read :]
        self.read += len(got)
        for to, delivery in got:
            if not to.shares_conversation(chat_with(SECRET)):
                assert SECRET.name not in _all_of(delivery.message)
                assert SECRET.id not in _all_of(delivery.message)
        marks = {case.asker_mark for case in self.office.storage.tables.cases.values()}
        assert not any(mark in _all_of(delivery.message) for _, delivery in got for mark in marks if len(mark) > 20)

    @invariant()
    def an_anonymous_case_holds_nobody(self) -> None:
        for case in self.office.storage.tables.cases.values():
            if isinstance(case.asker, Anonymous):
                assert SECRET.id not in repr(case)


def _all_of(message: Message) -> str:
    assert message.language in Language
    pressed = (button.action.subject for button in message.buttons())
    filled_in = (each.action.subject for each in message.inputs())
    return " ".join((*texts(message), *pressed, *filled_in))


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
