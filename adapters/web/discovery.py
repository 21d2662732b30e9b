"""What an issuer of accounts says of itself (OpenID Connect Discovery 1.0), fetched and understood."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException

from adapters.web.accounts import IssuerAwayError

SECONDS = 8
"""That an issuer has for an answer."""
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class KnownIssuer:
    """What the issuer says of itself."""

    authorization_endpoint: str
    token_endpoint: str
    keys_at: str
    by_post: bool


def configuration_of(issuer: str) -> str:
    """Where it says it."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def fetched(url: str) -> Any:  # noqa: ANN401 -- JSON of someone else
    """What is there.

    Raises:
        IssuerAwayError: nothing that can be read; from what went wrong.
    """
    try:
        with (
            OAuth2Session() as session,
            session.get(url, withhold_token=True, timeout=SECONDS, allow_redirects=False, stream=True) as answer,
        ):
            answer.raise_for_status()
            content = answer.raw.read(_LARGEST + 1, decode_content=True)
    except (RequestException, OSError) as error:
        raise IssuerAwayError from error
    if len(content) > _LARGEST:
        raise IssuerAwayError
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise IssuerAwayError from error


def understood(told: Mapping[str, Any], issuer: str) -> KnownIssuer:
    """What the issuer says of itself; another one is not believed (section 4.3).

    Raises:
        KeyError, TypeError, ValueError: it says too little, or what is not to be believed.
    """
    if told["issuer"] != issuer:
        raise ValueError("another issuer")
    places = [str(told[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    for place in places:
        parts = urlsplit(place)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("not over https")
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return KnownIssuer(places[0], places[1], places[2], by_post="client_secret_basic" not in ways)
