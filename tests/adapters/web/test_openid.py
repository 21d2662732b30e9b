"""Signing in with an account of the organisation, at a real issuer that speaks the truth or does not."""

import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, expect

from adapters.web.openid_pages import COOKIE
from tests.adapters.web.browsing import violations
from tests.adapters.web.issuer import CLIENT_ID, SECRET, Issuer
from tests.adapters.web.organisation import Client, Organisation, Reply


@pytest.fixture
def organisation(with_accounts: tuple[Organisation, Issuer]) -> Organisation:
    return with_accounts[0]


@pytest.fixture
def issuer(with_accounts: tuple[Organisation, Issuer]) -> Iterator[Issuer]:
    yield with_accounts[1]
    with_accounts[1].reset()


def way_back(client: Client, issuer: Issuer) -> str:
    """Leave for the issuer, and what it sends the browser back to."""
    left = client.get("/sign-in/account")
    assert left.status == 303, left.body
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(left.headers["Location"]).query))
    assert left.headers["Location"].startswith(f"{issuer.address}/authorize?")
    return issuer.authorize(asked).removeprefix(client.address)


def sign_in(client: Client, issuer: Issuer) -> Reply:
    return client.get(way_back(client, issuer))


def test_an_account_has_the_rights_of_its_person_at_each_request(organisation: Organisation, issuer: Issuer) -> None:
    admin, employee = organisation.visitor(), organisation.visitor()
    assert sign_in(admin, issuer).headers["Location"] == "/protocol"
    issuer.login = "sanne"
    assert sign_in(employee, issuer).status == 303

    assert admin.get("/admin").status == 200
    assert employee.get("/admin").status == 403
    assert employee.get("/protocol").status == 200


def test_a_session_of_before_is_not_gone_on_with(organisation: Organisation, issuer: Issuer) -> None:
    visitor, stranger = organisation.visitor(), organisation.visitor()
    visitor.get("/sign-in")
    stranger.cookies = dict(visitor.cookies)

    sign_in(visitor, issuer)

    assert visitor.get("/admin").status == 200
    assert stranger.get("/admin").status == 403


def _by_another(issuer: Issuer, claims: dict[str, object]) -> str:
    del issuer
    return jwt.encode(claims, rsa.generate_private_key(65_537, 2_048), "RS256", {"kid": "one"})


def _with_the_public_key_as_secret(issuer: Issuer, claims: dict[str, object]) -> str:
    """What PyJWT refuses to sign for good reason (CVE-2022-29217)."""
    import base64  # noqa: PLC0415 -- for this forgery alone
    import hashlib  # noqa: PLC0415 -- as above
    import hmac  # noqa: PLC0415 -- as above
    import json  # noqa: PLC0415 -- as above

    def part(what: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")

    head = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    mac = hmac.new(issuer.public_pem(), head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"aud": "another"}, id="another audience"),
        pytest.param({"aud": "another", "azp": CLIENT_ID}, id="another audience that names us as a party"),
        pytest.param({"aud": [CLIENT_ID, "another"], "azp": "another"}, id="another party"),
        pytest.param({"iss": "https://evil.example"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"exp": int(time.time()) - 600}, id="expired"),
        pytest.param({"exp": None}, id="never expires"),
        pytest.param({"nbf": int(time.time()) + 86_400}, id="not yet"),
        pytest.param({"login": None}, id="nobody"),
        pytest.param({"login": "desk/Ina"}, id="an officer of the terminal"),
        pytest.param({"login": ["anna"]}, id="a list"),
        pytest.param({"login": "a" * 201}, id="too long"),
        pytest.param({"at_hash": "another"}, id="a hash of another token"),
    ],
)
def test_what_a_token_claims_falsely_is_not_believed(
    organisation: Organisation, issuer: Issuer, spoilt: dict[str, object]
) -> None:
    issuer.spoil = lambda claims: {name: value for name, value in (claims | spoilt).items() if value is not None}
    visitor = organisation.visitor()

    assert sign_in(visitor, issuer).status == 403
    assert visitor.get("/protocol").status == 403


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(lambda _, claims: jwt.encode(claims, "", "none"), id="no signature"),
        pytest.param(_by_another, id="another key under a known id"),
        pytest.param(_with_the_public_key_as_secret, id="the public key as a secret"),
        pytest.param(lambda issuer, claims: issuer.signed(claims, "unknown"), id="an unknown key id"),
        pytest.param(lambda issuer, claims: issuer.signed(claims)[:-8] + "AAAAAAAA", id="a changed signature"),
        pytest.param(lambda *_: "no token", id="no token at all"),
    ],
)
def test_what_is_signed_falsely_is_not_believed(organisation: Organisation, issuer: Issuer, sign: object) -> None:
    issuer.sign = sign  # type: ignore[assignment]
    visitor = organisation.visitor()

    assert sign_in(visitor, issuer).status == 403
    assert visitor.get("/protocol").status == 403


def test_a_way_back_is_good_once_and_in_that_browser_alone(organisation: Organisation, issuer: Issuer) -> None:
    visitor, other = organisation.visitor(), organisation.visitor()
    back = way_back(visitor, issuer)
    kept = dict(visitor.cookies)

    assert other.get(back).status == 403
    assert visitor.get(back).status == 303
    visitor.cookies = kept
    assert visitor.get(back).status == 403


def test_the_code_of_someone_else_signs_nobody_in(organisation: Organisation, issuer: Issuer) -> None:
    """An attacker begins, and lets the victim end: without the verifier of the one who began, the code is nothing."""
    attacker, victim = organisation.visitor(), organisation.visitor()
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(way_back(attacker, issuer)).query))["code"]
    own = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(way_back(victim, issuer)).query))

    assert victim.get(f"/sign-in/back?{urllib.parse.urlencode(own | {'code': code})}").status == 403
    assert victim.get("/protocol").status == 403


@pytest.mark.parametrize("changed", [{"state": ""}, {"state": "x"}, {"code": ""}, {"code": "x"}, {"code": "x" * 5_000}])
def test_a_way_back_that_was_changed_leads_nowhere(
    organisation: Organisation, issuer: Issuer, changed: dict[str, str]
) -> None:
    visitor = organisation.visitor()
    own = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(way_back(visitor, issuer)).query))

    assert visitor.get(f"/sign-in/back?{urllib.parse.urlencode(own | changed)}").status == 403


@pytest.mark.parametrize("cookie", ["", "x", "a.1.x", "é.1.x", "a" * 999])
def test_a_forged_cookie_leads_nowhere(organisation: Organisation, cookie: str) -> None:
    visitor = organisation.visitor()
    visitor.cookies[COOKIE] = urllib.parse.quote(cookie)

    assert visitor.get("/sign-in/back?code=a&state=b").status == 403


@pytest.mark.parametrize("asked", ["next", "return_to", "redirect_uri", "RelayState"])
def test_nothing_in_the_address_says_where_to_go_on(organisation: Organisation, issuer: Issuer, asked: str) -> None:
    visitor = organisation.visitor()
    left = visitor.get(f"/sign-in/account?{asked}=https://evil.example")
    assert "evil.example" not in left.headers["Location"]

    back = f"{way_back(visitor, issuer)}&{asked}=https://evil.example"

    assert visitor.get(back).headers["Location"] == "/protocol"


def test_an_issuer_that_is_away_is_told(organisation: Organisation, issuer: Issuer) -> None:
    from adapters.web.accounts import IssuerAwayError, Registration  # noqa: PLC0415 -- only here
    from adapters.web.openid import OpenIdIssuer  # noqa: PLC0415 -- only here

    del organisation
    registration = Registration(issuer.address, CLIENT_ID, SECRET, "http://127.0.0.1:1/back", "console", "", "login")
    issuer.down = True
    with pytest.raises(IssuerAwayError):
        OpenIdIssuer(registration).way_in("s", "n", "v")
    issuer.down, issuer.named = False, "https://evil.example"
    with pytest.raises(IssuerAwayError):
        OpenIdIssuer(registration).way_in("s", "n", "v")


def test_a_browser_signs_in_by_the_button(organisation: Organisation, issuer: Issuer, browser: Browser) -> None:
    del issuer
    with browser.new_context(locale="nl-NL") as context:
        page = context.new_page()
        page.goto(f"{organisation.address}/sign-in")
        assert violations(page) == []

        page.get_by_role("link", name="Aanmelden met je werkaccount").click()

        expect(page.locator(".who .name")).to_have_text("Anna")
        expect(page).to_have_url(f"{organisation.address}/protocol")
