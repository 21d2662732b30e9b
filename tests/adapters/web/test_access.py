"""Who gets what: every path for everyone, and every form for everyone, with a right token and real ids."""

from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from adapters.channel import Entrance
from adapters.serving.web import open_web
from adapters.settings import Settings
from adapters.web.visits import SESSION_COOKIE
from bot.action import Act
from bot.address import Person
from bot.door import Door
from tests.adapters.web.organisation import ANNA, INA, SANNE, Client, Organisation

WHO: tuple[Person | None, ...] = (None, SANNE, INA, ANNA)
"""A visitor, an employee, an officer and an admin."""
SEEN = {
    "/": (303, 303, 303, 303),
    "/protocol": (403, 200, 200, 200),
    "/protocol/part/{number:int}": (403, 303, 303, 303),
    "/protocol/whole": (403, 200, 200, 200),
    "/try": (403, 403, 403, 200),
    "/try/log": (403, 403, 403, 200),
    "/desk": (403, 403, 200, 403),
    "/desk/{case}": (403, 403, 200, 403),
    "/insight": (403, 403, 200, 200),
    "/insight/{chart}.csv": (403, 403, 200, 200),
    "/admin": (403, 403, 403, 200),
    "/admin/draft/{draft}": (403, 403, 403, 404),
    "/admin/draft/{draft}/weighed": (403, 403, 403, 404),
    "/admin/version/{number:int}": (403, 403, 403, 200),
    "/admin/version/{number:int}/file": (403, 403, 403, 200),
    "/sign-in": (200, 200, 200, 200),
    "/live/chat": (403, 403, 403, None),
    "/live/desk": (403, 403, None, 403),
    "/{path:path}": (404, 404, 404, 404),
}
"""The status for each of them; ``None`` for a stream, which does not end by itself."""
FORMS = {
    "/try/ask": (403, 403, 403, 303),
    "/try/press": (403, 403, 403, 422),
    "/desk/{case}": (403, 403, 422, 403),
    "/admin/upload": (403, 403, 403, 422),
    "/admin/press": (403, 403, 403, 422),
    "/sign-in": (403, 403, 403, 403),
    "/sign-out": (303, 303, 303, 303),
    "/{path:path}": (404, 404, 404, 404),
}
"""What becomes of a form of their own that presses nothing that exists."""


@pytest.fixture(scope="module")
def case_id(organisation: Organisation) -> str:
    return organisation.open_case()


def client_of(person: Person | None, organisation: Organisation) -> Client:
    return organisation.visitor() if person is None else organisation.signed_in(person)


def filled(path: str, case_id: str) -> str:
    with_ids = path.replace("{case}", case_id).replace("{chart}", "weeks").replace("{draft}", case_id)
    return with_ids.replace("{number:int}", "1").replace("{path:path}", "no/where")


def test_every_path_stands_here(organisation: Organisation, tmp_path: Path) -> None:
    """So that nobody adds one without saying who may."""
    door = Door(organisation.office.ports.storage, organisation.office.ports.clock, lambda: None)
    listener = open_web(Settings(database_url=f"sqlite:///{tmp_path}/m.sqlite3")).listen(
        Entrance(door, organisation.office.ports)
    )
    [pages] = listener.routes
    assert isinstance(pages, Mount)
    routes = [route for route in pages.routes if isinstance(route, Route)]

    assert {route.path for route in routes if "GET" in (route.methods or ())} == set(SEEN)
    assert {route.path for route in routes if "POST" in (route.methods or ())} == set(FORMS)


@pytest.mark.parametrize("path", SEEN)
def test_everyone_sees_what_they_may_and_nothing_else(organisation: Organisation, path: str, case_id: str) -> None:
    for person, status in zip(WHO, SEEN[path], strict=True):
        if status is None:
            continue
        reply = client_of(person, organisation).get(filled(path, case_id))
        assert reply.status == status, person
        assert status == 200 or "LinkedIn" not in reply.body, person


@pytest.mark.parametrize("path", FORMS)
def test_everyone_does_what_they_may_and_nothing_else(organisation: Organisation, path: str, case_id: str) -> None:
    for person, status in zip(WHO, FORMS[path], strict=True):
        client = client_of(person, organisation)
        token = client.token()
        form = {"token": token, "press": "nothing", "text": "Mag ik foto's plaatsen?", "once": "a" * 26}
        assert client.post(filled(path, case_id), form).status == status, person
        organisation.known.clear()  # who signed out signs in again


@pytest.mark.parametrize(
    "act", [Act.CLAIM, Act.REPLY, Act.WITHDRAW, Act.REVEAL, Act.ADD, Act.REOPEN, Act.CLOSE_ONE_OFF]
)
def test_the_id_of_a_case_is_no_right_to_it(organisation: Organisation, act: Act, case_id: str) -> None:
    with organisation.office.ports.storage.begin() as uow:
        before = uow.cases.get(case_id)
    for person in (SANNE, ANNA):
        client = client_of(person, organisation)
        once = organisation.office.ports.ids.new_id()
        form = {"token": client.token(), "press": f"{act} {case_id}", "text": "x", "once": once}
        for path in (f"/desk/{case_id}", "/try/press"):
            client.post(path, form)

    with organisation.office.ports.storage.begin() as uow:
        assert uow.cases.get(case_id) == before


def test_a_session_that_someone_gave_a_victim_is_not_the_victims(organisation: Organisation) -> None:
    attacker, victim = organisation.visitor(), organisation.visitor()
    attacker.get("/sign-in")
    victim.cookies = dict(attacker.cookies)
    token = victim.token()
    assert victim.post("/sign-in", {"token": token, "with": organisation.link_for(INA)}).status == 303

    assert victim.cookies[SESSION_COOKIE] != attacker.cookies[SESSION_COOKIE]
    assert attacker.get("/desk").status == 403
