"""What holds of every route there is, as the routes are: headers, forms of other sites, other people's ids."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.routing import Mount, Route

from adapters.console.roster import employee
from adapters.web.sessions import Sessions
from adapters.web.visits import SESSION_COOKIE
from bot.action import Act
from bot.address import Person
from tests.adapters.web.full import ANNA, INA, Filled, filled_in
from tests.adapters.web.organisation import Organisation
from tests.adapters.web.plain_visits import Answered, Visitor
from tests.adapters.web.test_access import FORMS, SEEN
from tests.contracts.made import case

SANNE = employee("sanne")
WHO = {"visitor": None, "employee": SANNE, "officer": INA, "admin": ANNA}
REACHES = {"/try/ask": ANNA, "/try/press": ANNA, "/desk/{case}": INA, "/admin/upload": ANNA, "/admin/press": ANNA}
"""Whose form does something there."""
WAYS = {"/sign-in": "in with a link", "/sign-out": "out", "/{path:path}": "nowhere, for whoever asks"}
"""Forms of everybody."""
ACCOUNTS = {"/sign-in/account": 503, "/sign-in/back": 403}
"""What they answer where the issuer is away, and who comes back did not leave."""
_OURS, _THEIRS = "ourcase", "theircase"
_FORM = (b"content-type", b"application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("routes")


@pytest.fixture(scope="module")
def ours(folder: Path, learned: Path) -> Iterator[Filled]:
    with filled_in(folder, learned, "") as opened:
        add_case(opened, _OURS)
        yield opened


@pytest.fixture(scope="module")
def theirs(folder: Path, learned: Path, ours: Filled) -> Iterator[Filled]:
    """Another organisation in the same database."""
    del ours
    with filled_in(folder, learned, "", "other") as opened:
        add_case(opened, _THEIRS)
        yield opened


def add_case(organisation: Filled, case_id: str) -> None:
    with organisation.office.ports.storage.begin() as uow:
        uow.cases.add(case(case_id))
        uow.commit()


def visiting(organisation: Filled, person: Person | None) -> Visitor:
    if person is not None:
        return organisation.visitor(person, "nl")
    stranger = organisation.visitor(SANNE, "nl")
    stranger.cookies.clear()
    return stranger


def filled(path: str, case_id: str = _OURS) -> str:
    given = {"case": case_id, "draft": case_id, "chart": "weeks", "number:int": "1", "path:path": "no/where"}
    return re.sub(r"\{([^}]+)\}", lambda found: given[found[1]], path)


def paths(organisation: Filled, method: str) -> list[str]:
    routes = [route for route in organisation.routes() if isinstance(route, Route)]
    return [route.path for route in routes if method in (route.methods or ())]


def kept(folder: Path) -> list[str]:
    """All that is in the database."""
    with sqlite3.connect(folder / "magdat.sqlite3") as database:
        return list(database.iterdump())


def token_of(visitor: Visitor) -> str:
    found = re.search(r'name="token" value="(\w+)"', visitor.get("/sign-in?with=a").body)
    assert found is not None
    return found[1]


def send(visitor: Visitor, path: str, token: str | None, *headers: tuple[bytes, bytes], press: str = "") -> Answered:
    form = {"press": press or f"claim {_OURS}", "text": "Mag ik dit plaatsen?", "once": "a1", "with": "x"}
    return visitor.post(path, urlencode(form | ({} if token is None else {"token": token})).encode(), _FORM, *headers)


@pytest.mark.parametrize("who", WHO)
def test_every_answer_is_guarded(ours: Filled, who: str) -> None:
    everything = [filled(path) for path in paths(ours, "GET")]
    for path in [*everything, "/static/magdat.css", "/static/nothere"]:
        answer = visiting(ours, WHO[who]).get(path)
        headers = answer.headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))

        assert policy["default-src"] == "'none'", path
        assert policy["script-src"] == policy["style-src"] == policy["frame-ancestors"] == "'self'", path
        assert policy["base-uri"] == "'none'", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "SAMEORIGIN", path
        assert headers["referrer-policy"] == "same-origin", path
        assert path.startswith("/static/") or headers["cache-control"] == "no-store", path
        assert "access-control-allow-origin" not in headers, path
        assert not re.search(r"<script(?![^>]*\ssrc=)|<[^>]+\s(on\w+|style)=|javascript:", answer.body), path


def test_static_files_are_the_only_routes_that_are_no_page(ours: Filled) -> None:
    assert [route.path for route in ours.routes() if isinstance(route, Mount)] == ["/static"]


def test_every_form_stands_here(ours: Filled) -> None:
    """So that nobody adds one without saying whose it is."""
    assert {*paths(ours, "POST")} == {*REACHES, *WAYS}
    for method in ("PUT", "PATCH", "DELETE"):
        assert paths(ours, method) == []


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(((b"origin", b"https://evil.example"),), id="another origin"),
        pytest.param(((b"origin", b"null"),), id="no origin to be told"),
        pytest.param(((b"origin", b"http://[::bad"),), id="no address"),
        pytest.param(((b"origin", b"https://127.0.0.1.evil.example"),), id="a name that begins as ours"),
        pytest.param(((b"sec-fetch-site", b"cross-site"),), id="another site"),
        pytest.param(((b"sec-fetch-site", b"same-site"),), id="a neighbour"),
    ],
)
@pytest.mark.parametrize("path", [*REACHES, "/sign-in", "/sign-out"])
def test_a_form_from_elsewhere_does_nothing(
    ours: Filled, folder: Path, path: str, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    visitor = visiting(ours, REACHES.get(path, SANNE))
    token, before = token_of(visitor), kept(folder)

    assert send(visitor, filled(path), token, *headers).status == 403
    assert kept(folder) == before


@pytest.mark.parametrize("path", [*REACHES, "/sign-in", "/sign-out"])
def test_a_form_without_the_sessions_own_token_does_nothing(ours: Filled, folder: Path, path: str) -> None:
    person = REACHES.get(path, SANNE)
    other = token_of(visiting(ours, person))
    visitor, before = visiting(ours, person), kept(folder)

    for token in (None, "", "0" * 64, other):
        assert send(visitor, filled(path), token).status == 403, token
    assert kept(folder) == before


@pytest.mark.parametrize("path", [*REACHES, "/sign-out"])
def test_the_same_form_of_ones_own_is_taken(ours: Filled, path: str) -> None:
    """Without which the refusals would prove nothing."""
    visitor = visiting(ours, REACHES.get(path, SANNE))
    own = (b"origin", b"http://localhost:8000")

    assert send(visitor, filled(path), token_of(visitor), own, press="no such thing").status in {303, 422}


def test_no_route_but_the_ways_in_signs_anybody_in(ours: Filled) -> None:
    sessions = Sessions(ours.office.ports.vault, ours.office.ports.clock, ours.office.ports.ids)
    for method, path in [(each, path) for each in ("GET", "POST") for path in paths(ours, each)]:
        visitor = visiting(ours, None)
        if method == "GET":
            visitor.get(filled(path))
        else:
            send(visitor, filled(path), token_of(visitor))
        session = sessions.read(visitor.cookies.get(SESSION_COOKIE, ""))
        assert session is None or session.person is None, path


def test_signing_in_and_out_both_begin_another_session(ours: Filled) -> None:
    visitor = visiting(ours, None)
    token, known = token_of(visitor), [visitor.cookies[SESSION_COOKIE]]
    link = Organisation("", ours.office).link_for(INA)
    form = urlencode({"token": token, "with": link}).encode()
    assert visitor.post("/sign-in", form, _FORM).status == 303
    known.append(visitor.cookies[SESSION_COOKIE])
    assert send(visitor, "/sign-out", token_of(visitor)).status == 303
    known.append(visitor.cookies[SESSION_COOKIE])

    assert len(set(known)) == 3
    for cookie in (known[0], known[2]):
        visitor.cookies = {SESSION_COOKIE: cookie}
        assert visitor.get("/desk").status == 403


@pytest.mark.parametrize("who", WHO)
def test_what_is_another_organisations_is_not_there(ours: Filled, theirs: Filled, folder: Path, who: str) -> None:
    with_ids = [path for path in {*paths(ours, "GET"), *paths(ours, "POST")} if "{case}" in path or "{draft}" in path]
    assert with_ids
    before = kept(folder)
    for path in with_ids:
        mine = visiting(ours, WHO[who])
        answer = mine.get(filled(path, _THEIRS))
        unknown = visiting(ours, WHO[who]).get(filled(path, "nothere"))
        assert answer.status == unknown.status in {403, 404}, path
        assert "Mag ik" not in answer.body
        for act in Act:
            if path in REACHES:
                answered = send(mine, filled(path, _THEIRS), token_of(mine), press=f"{act} {_THEIRS}")
                assert answered.status in {403, 404}, (path, act)
    assert kept(folder) == before
    with theirs.office.ports.storage.begin() as uow:
        assert uow.cases.get(_THEIRS).version == 0


def test_a_session_of_another_organisation_is_none_here(ours: Filled, theirs: Filled) -> None:
    stranger = visiting(ours, None)
    stranger.cookies = dict(visiting(theirs, INA).cookies)

    assert stranger.get("/desk").status == 403
    assert visiting(theirs, INA).get(f"/desk/{_THEIRS}").status == 200
    assert visiting(ours, INA).get(f"/desk/{_OURS}").status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_no_route_has_is_refused_and_guarded(ours: Filled, method: str) -> None:
    for path in ("/desk", "/static/magdat.css", "/nowhere"):
        answer = visiting(ours, INA).send(method, path)

        assert answer.status == 405, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_route_says_who_may(ours: Filled) -> None:
    """The tables are in ``test_access``; what only an installation with accounts has is here."""
    assert {*paths(ours, "GET")} == {*SEEN, *ACCOUNTS}
    assert {*paths(ours, "POST")} == {*FORMS}


@pytest.mark.parametrize("path", ACCOUNTS)
def test_the_way_to_an_account_is_open_to_everybody_and_gives_nothing(ours: Filled, path: str) -> None:
    for person in WHO.values():
        assert visiting(ours, person).get(path).status == ACCOUNTS[path]


@pytest.mark.parametrize("path", [path for path, statuses in SEEN.items() if None in statuses])
def test_a_stream_is_open_to_whom_it_is_for(ours: Filled, path: str) -> None:
    for person, status in zip(WHO.values(), SEEN[path], strict=True):
        assert visiting(ours, person).get(path).status == (status or 200)
