"""What someone may try who means no good: other people's cases, forms of other sites, old links, forged cookies."""

import base64
import json

import pytest

from bot.action import Act
from bot.address import Person
from tests.adapters.web.organisation import ANNA, INA, SANNE, Organisation

PATHS = ["/", "/protocol", "/try", "/desk", "/desk/nothere", "/sign-in", "/nowhere", "/static/magdat.css", "/live/desk"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers_that_guard_it(organisation: Organisation, path: str) -> None:
    headers = organisation.visitor().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "immutable" in headers["Cache-Control"] if "static" in path else headers["Cache-Control"] == "no-store"


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(organisation: Organisation) -> None:
    [cookie] = organisation.visitor().get("/sign-in").headers.get_all("Set-Cookie") or []

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    "path", ["/protocol", "/try", "/desk", "/insight", "/insight/weeks.csv", "/admin", "/live/chat", "/live/desk"]
)
def test_who_did_not_sign_in_sees_nothing(organisation: Organisation, path: str) -> None:
    assert organisation.visitor().get(path).status == 403


def test_a_link_is_good_once(organisation: Organisation) -> None:
    link, first, second = organisation.link_for(INA), organisation.visitor(), organisation.visitor()
    assert first.post("/sign-in", {"token": first.token(), "with": link}).headers["Location"] == "/desk"

    assert second.post("/sign-in", {"token": second.token(), "with": link}).status == 403
    assert second.get("/desk").status == 403


@pytest.mark.parametrize("forged", ["", ".", "x.y", "é.\u2028", "A" * 9_999])
def test_a_forged_link_is_refused(organisation: Organisation, forged: str) -> None:
    visitor = organisation.visitor()

    assert visitor.post("/sign-in", {"token": visitor.token(), "with": forged}).status == 403


def test_looking_at_a_link_does_not_use_it_up(organisation: Organisation) -> None:
    link, visitor = organisation.link_for(INA), organisation.visitor()
    for _ in range(3):
        visitor.get(f"/sign-in?with={link}")

    assert visitor.post("/sign-in", {"token": visitor.token(), "with": link}).status == 303


def test_signing_in_begins_another_session(organisation: Organisation) -> None:
    visitor = organisation.visitor()
    token = visitor.token()
    before = dict(visitor.cookies)
    visitor.post("/sign-in", {"token": token, "with": organisation.link_for(INA)})

    stranger = organisation.visitor()
    stranger.cookies = before
    assert visitor.cookies != before
    assert stranger.get("/desk").status == 403
    assert visitor.get("/desk").status == 200


def test_a_session_that_was_changed_is_none(organisation: Organisation) -> None:
    officer = organisation.signed_in(SANNE)
    payload, _, signature = officer.cookies["magdat-session"].partition(".")
    session_id, person, until = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    forged = json.dumps([session_id, person | {"id": INA.id}, until]).encode()
    officer.cookies["magdat-session"] = f"{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{signature}"

    assert officer.get("/desk").status == 403


def test_after_signing_out_nothing_is_seen(organisation: Organisation) -> None:
    officer = organisation.signed_in(INA)
    officer.post("/sign-out", {"token": officer.token("/desk")})

    assert officer.get("/desk").status == 403


@pytest.mark.parametrize("who", [SANNE, INA], ids=["employee", "officer"])
def test_who_is_no_admin_cannot_manage_the_protocol(organisation: Organisation, who: Person) -> None:
    client = organisation.signed_in(who)

    assert client.get("/admin").status == 403
    assert organisation.signed_in(ANNA).get("/admin").status == 200


@pytest.mark.parametrize("who", [SANNE, ANNA], ids=["employee", "admin"])
def test_who_is_no_officer_learns_of_no_case_and_does_nothing_with_one(organisation: Organisation, who: object) -> None:
    case_id = organisation.open_case()
    client = organisation.signed_in(SANNE if who is SANNE else ANNA)
    for path in ("/desk", "/desk?show=over", f"/desk/{case_id}", "/desk/nothere", "/live/desk"):
        reply = client.get(path)
        assert reply.status == 403, path
        assert "LinkedIn" not in reply.body

    for act in Act:
        form = {"token": client.token("/protocol"), "press": f"{act} {case_id}", "text": "x", "once": "a"}
        assert client.post(f"/desk/{case_id}", form).status == 403, act
    with organisation.office.ports.storage.begin() as uow:
        assert uow.cases.get(case_id).version == 0


def test_an_officer_finds_no_asker_in_an_anonymous_case(organisation: Organisation) -> None:
    case_id = organisation.open_case()
    officer = organisation.signed_in(INA)

    shown = officer.get(f"/desk/{case_id}").body + officer.get("/desk").body
    with organisation.office.ports.storage.begin() as uow:
        case = uow.cases.get(case_id)

    assert "sanne" not in shown.casefold()
    assert case.asker_mark not in shown
    assert case.conversation_mark not in shown


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        pytest.param({"token": ""}, {}, id="no token"),
        pytest.param({"token": "0" * 64}, {}, id="another's token"),
        pytest.param({}, {"Sec-Fetch-Site": "cross-site"}, id="from another site"),
        pytest.param({}, {"Sec-Fetch-Site": "same-site"}, id="from a neighbour"),
    ],
)
def test_a_form_of_another_site_does_nothing(
    organisation: Organisation, change: dict[str, str], headers: dict[str, str]
) -> None:
    case_id = organisation.open_case()
    officer = organisation.signed_in(INA)
    form = {"token": officer.token(f"/desk/{case_id}"), "press": f"claim {case_id}", "once": "a"} | change

    assert officer.post(f"/desk/{case_id}", form, **headers).status == 403
    with organisation.office.ports.storage.begin() as uow:
        assert uow.cases.get(case_id).version == 0


def test_what_is_sent_twice_is_done_once(organisation: Organisation) -> None:
    case_id = organisation.open_case()
    officer = organisation.signed_in(INA)
    form = {"token": officer.token(f"/desk/{case_id}"), "press": f"claim {case_id}", "once": "once"}
    assert officer.post(f"/desk/{case_id}", form).status == 303
    with organisation.office.ports.storage.begin() as uow:
        assert uow.cases.get(case_id).owner == INA


@pytest.mark.parametrize("path", ["/desk/{case}", "/try/press"])
@pytest.mark.parametrize("press", ["", "nothing", "claim", "claim " + "x" * 99, "\u2028"])
def test_what_no_form_of_ours_sends_is_refused_with_a_sentence(
    organisation: Organisation, path: str, press: str
) -> None:
    case_id = organisation.open_case()
    client = organisation.signed_in(INA if "desk" in path else ANNA)
    form = {"token": client.token("/protocol"), "press": press, "once": "a"}

    assert client.post(path.format(case=case_id), form).status in {303, 403, 422}


def test_another_name_for_this_computer_gets_nothing(organisation: Organisation) -> None:
    assert organisation.visitor().get("/sign-in", Host="evil.example").status == 421


def test_words_of_a_person_are_never_markup(organisation: Organisation) -> None:
    case_id = organisation.open_case("<script>alert(1)</script> mag ik klanten toevoegen op LinkedIn?")
    officer = organisation.signed_in(INA)

    for path in ("/desk", f"/desk/{case_id}"):
        assert "<script>alert" not in officer.get(path).body
