"""Whether people can sign in with their accounts: what the issuer says, its keys, what it makes of our registration.

Nothing is changed there. Whether id and secret are right is found out with a code that the issuer never gave: RFC 6749,
section 5.2 has it say ``invalid_client`` where they are not, and something else where they are.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import HTTPError, RequestException

from adapters.finding import Finding
from adapters.web.accounts import IssuerAwayError, Registration
from adapters.web.discovery import SECONDS, KnownIssuer, configuration_of, fetched, understood

_ISSUER, _KEYS, _CLIENT, _BACK = "accounts: issuer", "accounts: keys", "accounts: client", "accounts: redirect address"
_NO_CODE = "magdat-doctor"
_LONGEST_SHOWN = 200
_HERE = {"127.0.0.1", "localhost", "::1"}


def check_issuer(registration: Registration) -> Iterator[Finding]:
    """One finding for each thing that signing in rests on, in the order in which one rests on another."""
    try:
        told = fetched(configuration_of(registration.issuer))
    except IssuerAwayError as error:
        yield _unread(registration.issuer, error.__cause__)
    else:
        issuer = _believed(told, registration.issuer)
        if isinstance(issuer, Finding):
            yield issuer
        else:
            yield Finding(f"{_ISSUER} {registration.issuer}")
            yield _keys(issuer)
            yield _client(registration, issuer)
    yield _back(registration)


def _unread(issuer: str, cause: BaseException | None) -> Finding:
    where = configuration_of(issuer)
    if isinstance(cause, HTTPError) and cause.response is not None:
        mend = "set MAGDAT_OIDC_ISSUER to the issuer as its own documentation has it, without a path of ours behind it"
        return Finding(_ISSUER, f"{where} answers with {cause.response.status_code}", mend)
    if isinstance(cause, RequestException):
        mend = "see that this machine can reach it: its name, a proxy, the certificate"
        return Finding(_ISSUER, f"{where} cannot be reached: {type(cause).__name__}", mend)
    return Finding(
        _ISSUER, f"{where} is no discovery document", "set MAGDAT_OIDC_ISSUER to an issuer of OpenID Connect"
    )


def _believed(told: Any, issuer: str) -> KnownIssuer | Finding:  # noqa: ANN401 -- JSON of someone else
    named = told.get("issuer") if isinstance(told, Mapping) else None
    if isinstance(named, str) and named != issuer:
        shown = named[:_LONGEST_SHOWN] if named.isprintable() else "something unreadable"
        mend = "if that is your issuer, set MAGDAT_OIDC_ISSUER to it, in every character"
        return Finding(_ISSUER, f"it calls itself {shown}, and the setting says {issuer}", mend)
    try:
        return understood(told, issuer)
    except (KeyError, TypeError) as error:
        missing = str(error.args[0]) if isinstance(error, KeyError) else "most"
        return Finding(_ISSUER, f"its discovery document does not say: {missing}", "use an issuer of OpenID Connect")
    except ValueError:
        return Finding(_ISSUER, "one of its addresses is not over https", "use an issuer whose addresses all are")


def _keys(issuer: KnownIssuer) -> Finding:
    mend = "see at the issuer why it publishes no key that can be used; without one nobody is believed"
    try:
        keys = KeySet.import_key_set(fetched(issuer.keys_at)).keys
    except IssuerAwayError as error:
        return Finding(_KEYS, f"{issuer.keys_at} cannot be read: {type(error.__cause__).__name__}", mend)
    except (JoseError, KeyError, TypeError, ValueError):
        return Finding(_KEYS, f"{issuer.keys_at} holds no set of keys", mend)
    usable = [key for key in keys if key.key_type in {"RSA", "EC", "OKP"} and key.get("use") in {None, "sig"}]
    if not usable:
        return Finding(_KEYS, "none of them is a public key to sign with", mend)
    return Finding(f"{_KEYS}: {len(usable)}")


def _client(registration: Registration, issuer: KnownIssuer) -> Finding:
    for name, value in (("ID", registration.client_id), ("SECRET", registration.client_secret)):
        if not value.strip() or value != value.strip():
            wrong = f"MAGDAT_OIDC_CLIENT_{name} is empty, or has blanks around it"
            return Finding(_CLIENT, wrong, "copy it again from the registration at the issuer")
    said = _what_it_says(registration, issuer)
    if said is None:
        mend = "try again; if it stays so, ask whoever keeps the issuer"
        return Finding(_CLIENT, f"{issuer.token_endpoint} gives no answer that can be read", mend)
    if "redirect" in said:
        mend = f"register {registration.back_at} there, in every character"
        return Finding(_CLIENT, "the issuer does not know the redirect address", mend)
    if "client" in said:
        mend = "copy MAGDAT_OIDC_CLIENT_ID and MAGDAT_OIDC_CLIENT_SECRET again; a secret may have expired"
        return Finding(_CLIENT, f"the issuer refuses id or secret: {said}", mend)
    return Finding(f"{_CLIENT} id and secret")


def _what_it_says(registration: Registration, issuer: KnownIssuer) -> str | None:
    """The error with which it refuses a code that is none; ``None`` where it says nothing of the kind."""
    way = "client_secret_post" if issuer.by_post else "client_secret_basic"
    try:
        with OAuth2Session(
            registration.client_id,
            registration.client_secret,
            token_endpoint_auth_method=way,
            redirect_uri=registration.back_at,
            default_timeout=SECONDS,
        ) as session:
            session.fetch_token(
                issuer.token_endpoint, grant_type="authorization_code", code=_NO_CODE, code_verifier=_NO_CODE * 4
            )
    except OAuthError as refused:
        said = refused.error
    except (AuthlibBaseError, RequestException, ValueError):
        return None
    else:
        return None
    return said[:_LONGEST_SHOWN] if isinstance(said, str) and said.isprintable() else None


def _back(registration: Registration) -> Finding:
    parts = urlsplit(registration.back_at)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        mend = "set MAGDAT_WEB_URL to an address with https: issuers send nobody elsewhere"
        return Finding(_BACK, f"{registration.back_at} is not over https", mend)
    return Finding(f"{_BACK} {registration.back_at}, to be registered at the issuer")
