"""What ``magdat doctor`` finds of an issuer of accounts, at a real one on this machine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.doctor.accounts import check_accounts
from adapters.doctor.examination import examine
from adapters.settings import EncoderName, OpenIdSettings, Settings
from adapters.settings.openid import PersonClaims
from adapters.storage.engine import sqlite_url
from tests.adapters.web.issuer import CLIENT_ID, SECRET, Issuer, issuing
from tests.bakery import BAKERY

PAGES = "https://magdat.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(running: Issuer) -> Iterator[Issuer]:
    yield running
    running.reset()


def settings_for(issuer: str, *, client_id: str = CLIENT_ID, secret: str = SECRET, pages: str = PAGES) -> Settings:
    openid = OpenIdSettings(issuer, client_id, secret, PersonClaims("console", "", "login", ""))
    return Settings(encoder=EncoderName.NONE, web_url=pages, openid=openid)


def wrongs(settings: Settings) -> dict[str, str]:
    """What is wrong, by what was looked at; each comes with a way to mend it, and no secret."""
    found = check_accounts(settings)
    assert SECRET not in str(found)
    assert all(bool(finding.wrong) == bool(finding.mend) for finding in found)
    return {finding.name: finding.wrong for finding in found if finding.wrong is not None}


def test_an_issuer_that_is_well_is_told_line_by_line(issuer: Issuer) -> None:
    found = check_accounts(settings_for(issuer.address))

    assert [(finding.name, finding.wrong) for finding in found] == [
        (f"accounts: issuer {issuer.address}", None),
        ("accounts: keys: 1", None),
        ("accounts: client id and secret", None),
        (f"accounts: redirect address {PAGES}/sign-in/back, to be registered at the issuer", None),
    ]


def test_nothing_is_said_where_no_account_can_sign_in() -> None:
    assert check_accounts(Settings(web_url=PAGES)) == []


def test_an_issuer_that_cannot_be_reached_is_found() -> None:
    found = wrongs(settings_for("http://127.0.0.1:1"))

    assert "http://127.0.0.1:1/.well-known/openid-configuration cannot be reached" in found["accounts: issuer"]


def test_an_issuer_that_is_down_is_found(issuer: Issuer) -> None:
    issuer.down = True

    assert "answers with 503" in wrongs(settings_for(issuer.address))["accounts: issuer"]


def test_an_address_that_is_no_issuer_is_found(issuer: Issuer) -> None:
    assert "answers with 404" in wrongs(settings_for(f"{issuer.address}/tenant"))["accounts: issuer"]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        pytest.param(
            lambda told: told | {"issuer": "https://other.example"}, "calls itself https://other.example", id="name"
        ),
        pytest.param(lambda told: told | {"issuer": told["issuer"] + "/"}, "calls itself", id="one character more"),
        pytest.param(lambda told: {"issuer": told["issuer"]}, "does not say: authorization_endpoint", id="too little"),
        pytest.param(lambda _: {}, "does not say: issuer", id="nothing"),
        pytest.param(lambda _: [], "does not say", id="a list"),
        pytest.param(lambda told: told | {"jwks_uri": "http://a.example"}, "not over https", id="plain http"),
    ],
)
def test_a_discovery_document_that_is_not_to_be_believed_is_found(
    issuer: Issuer, says: Callable[[dict[str, object]], dict[str, object]], told: str
) -> None:
    issuer.says = says

    assert told in wrongs(settings_for(issuer.address))["accounts: issuer"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        pytest.param({"keys": []}, "no set of keys", id="none"),
        pytest.param({}, "no set of keys", id="no set"),
        pytest.param({"keys": [{"kty": "oct", "k": "A" * 40}]}, "none of them", id="a secret"),
    ],
)
def test_an_issuer_without_a_key_is_found(issuer: Issuer, keys: dict[str, object], told: str) -> None:
    issuer.keys_said = keys

    assert told in wrongs(settings_for(issuer.address))["accounts: keys"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"secret": "expired"}, "refuses id or secret: invalid_client", id="another secret"),
        pytest.param({"client_id": "other"}, "refuses id or secret: invalid_client", id="another id"),
        pytest.param({"secret": " "}, "MAGDAT_OIDC_CLIENT_SECRET is empty", id="no secret"),
        pytest.param({"client_id": f"{CLIENT_ID}\n"}, "MAGDAT_OIDC_CLIENT_ID is empty, or has blanks", id="a blank"),
    ],
)
def test_a_registration_that_the_issuer_refuses_is_found(issuer: Issuer, changed: dict[str, str], told: str) -> None:
    assert told in wrongs(settings_for(issuer.address, **changed))["accounts: client"]


def test_a_redirect_address_to_which_no_issuer_sends_is_found(issuer: Issuer) -> None:
    assert (
        "not over https"
        in wrongs(settings_for(issuer.address, pages="http://magdat.example"))["accounts: redirect address"]
    )


def test_the_examination_looks_at_the_accounts(issuer: Issuer, tmp_path: Path) -> None:
    settings = replace(
        settings_for(issuer.address),
        protocol=BAKERY,
        cache_dir=tmp_path / "cache",
        database_url=sqlite_url(tmp_path / "magdat.sqlite3"),
    )

    assert "accounts: keys: 1" in [finding.name for finding in examine(settings, None)]
