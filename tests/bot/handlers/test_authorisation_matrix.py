"""The authorisation matrix: every act, by everyone, in every state of a case, from their chat and at the desk.

The table says the little that is allowed; all else that anyone presses must leave the case as it is. What is pressed
carries the true id of the case, as someone would have it who saw a screen of another, or kept an old card. The same
acts with ids that nobody was given, and pressed again, are in ``test_forged.py``; whom a platform takes for a guest, an
officer or an admin is tested with that platform.
"""

from collections.abc import Callable, Mapping

import pytest

from bot.action import Act, Action
from bot.address import Address, Person
from bot.handlers.reception import PressButton, receive
from tests.bot.handlers.test_rights import FORMER, answered, claimed, closed, opened
from tests.office import DESK, INA, OMAR, PIET, SANNE, SECOND_LINE, VERA, Office

GUEST = Person("chat", "kruim", "U-guest", "Gast")
ADMIN = Person("chat", "kruim", "U-admin", "Ad")
ELSEWHERE = Person("chat", "another company", OMAR.id, OMAR.name)

ROLES: Mapping[str, Person] = {
    "asker": SANNE,
    "employee": PIET,
    "guest": GUEST,
    "holder": OMAR,
    "officer": INA,
    "specialist": VERA,
    "former officer": FORMER,
    "admin": ADMIN,
    "of another company": ELSEWHERE,
}


def at_second_line(office: Office) -> str:
    case_id = opened(office)
    office.at_desk(OMAR, Act.SECOND_LINE, case_id)
    return case_id


def withdrawn(office: Office) -> str:
    case_id = opened(office)
    office.press(SANNE, Act.WITHDRAW, case_id)
    return case_id


STATES: Mapping[str, Callable[[Office], str]] = {
    "open": opened,
    "claimed": claimed,
    "answered": answered,
    "closed": closed,
    "second line": at_second_line,
    "withdrawn": withdrawn,
}

_ASKER = ("asker in their chat", "asker at the desk")
_HOLDER = ("holder at the desk",)
_FIRST = (*_HOLDER, "officer at the desk")
_ANY = (*_FIRST, "specialist at the desk")

ALLOWED: Mapping[Act, Mapping[str, tuple[str, ...]]] = {
    Act.ADD: dict.fromkeys(("open", "claimed", "answered", "second line"), _ASKER),
    Act.REVEAL: dict.fromkeys(("open", "claimed", "answered", "second line"), _ASKER),
    Act.WITHDRAW: dict.fromkeys(("open", "claimed", "second line"), _ASKER),
    Act.REOPEN: {"closed": ("asker in their chat", *_ANY)},
    Act.CLAIM: {"open": _ANY, "second line": ("specialist at the desk",)},
    Act.HAND_BACK: {"claimed": _HOLDER},
    Act.HAND_OVER: dict.fromkeys(("claimed", "answered"), _HOLDER),
    Act.ASK_ASKER: dict.fromkeys(("claimed", "answered"), _HOLDER),
    Act.REPLY: dict.fromkeys(("claimed", "answered"), _HOLDER),
    Act.SECOND_LINE: {"open": _ANY, "claimed": _HOLDER},
    Act.CLOSE_NEW_RULE: {"answered": _HOLDER},
    Act.CLOSE_NEW_PHRASING: {"answered": _HOLDER},
    Act.CLOSE_ONE_OFF: {"answered": _HOLDER},
    Act.CLOSE_SPECIALIST: {"answered": _HOLDER},
}
"""Who may change a case by which act, by the state that it is in; nobody else, and by no other act."""


def office_with(state: str) -> tuple[Office, str]:
    """An office with one case of Sanne's in this state, and someone who was an officer until a moment ago."""
    office = Office()
    office.roster.admins.add(ADMIN)
    office.roster.first.add(FORMER)
    case_id = STATES[state](office)
    office.roster.first.discard(FORMER)
    return office, case_id


def places_of(role: str) -> Mapping[str, Address | None]:
    """Where they press."""
    return {"in their chat": None, "at the desk": SECOND_LINE if role == "specialist" else DESK}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", Act)
def test_a_case_is_changed_by_who_may_and_by_nobody_else(act: Act, state: str) -> None:
    changed = set()
    office, case_id = office_with(state)
    before = office.case(case_id)

    for role, person in ROLES.items():
        for place, where in places_of(role).items():
            office.press(person, act, case_id, INA.name if act is Act.HAND_OVER else "Ja.", where=where)
            if office.case(case_id) != before:
                changed.add(f"{role} {place}")
                office, case_id = office_with(state)
                before = office.case(case_id)

    assert changed == set(ALLOWED.get(act, {}).get(state, ()))


@pytest.mark.parametrize("act", ALLOWED)
def test_what_was_allowed_once_is_done_once_however_often_it_is_replayed(act: Act) -> None:
    state, (who, *_) = next(iter(ALLOWED[act].items()))
    role, _, place = who.partition(" ")
    office, case_id = office_with(state)
    origin = office.origin(ROLES[role], places_of(role)[place], "replayed")
    press = PressButton(origin, Action(act, case_id), INA.name if act is Act.HAND_OVER else "Ja.")
    assert receive(press, office.ports)
    after, said = office.case(case_id), len(office.chat.got)

    again = [receive(press, office.ports) for _ in range(4)]

    assert again == [False] * 4
    assert office.case(case_id) == after
    assert len(office.chat.got) == said


@pytest.mark.parametrize("act", ALLOWED)
def test_a_press_on_a_card_of_before_the_case_was_closed_changes_nothing(act: Act) -> None:
    """Everyone who could press it while the case was open presses it on the closed case, but for reopening it."""
    for who in {who for allowed in ALLOWED[act].values() for who in allowed}:
        role, _, place = who.partition(" ")
        office, case_id = office_with("withdrawn")
        before = office.case(case_id)

        office.press(ROLES[role], act, case_id, "Ja.", where=places_of(role)[place])

        assert office.case(case_id) == before
