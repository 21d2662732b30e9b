"""An issuer of OpenID Connect (Core 1.0): where it is asked, what it says of someone, and whether to believe that.

Authlib speaks to it and checks what the token claims; joserfc, on which it rests, checks the signature.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from adapters.web.accounts import IssuerAwayError, NotSignedInError, Registration
from adapters.web.discovery import SECONDS, KnownIssuer, configuration_of, fetched, understood
from bot.address import Person

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those with a public key alone: neither ``none``, nor one for which a public key could pass for the secret."""
_FRESH_SECONDS = 3_600.0
_BETWEEN_SECONDS = 60.0
"""Between two looks for a key that is unknown: whoever forges a token can name one."""
_LEEWAY_SECONDS = 60


class OpenIdIssuer:
    """The issuer of the settings.

    Args:
        registration: Who Magdat is there.
    """

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._lock = threading.Lock()
        self._known: tuple[float, KnownIssuer] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def way_in(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in.

        Raises:
            IssuerAwayError: it cannot be asked just now.
        """
        issuer = self._issuer()
        with self._session(issuer) as session:
            url, _ = session.create_authorization_url(
                issuer.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def person(self, code: str, nonce: str, verifier: str, now: float) -> Person:
        """Whose account it is that the browser came back with; the code is good once.

        Raises:
            IssuerAwayError: it cannot be asked just now.
            NotSignedInError: it says no, or what it says is not to be believed.
        """
        issuer = self._issuer()
        try:
            with self._session(issuer) as session:
                token = session.fetch_token(
                    issuer.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except AuthlibBaseError as error:
            raise NotSignedInError from error
        except (RequestException, ValueError) as error:
            raise IssuerAwayError from error
        return self._believed(token, issuer, nonce, now)

    def _believed(self, token: Mapping[str, Any], issuer: KnownIssuer, nonce: str, now: float) -> Person:
        registration = self._registration
        try:
            decoded = self._decoded(str(token["id_token"]), issuer)
            wanted = {
                "iss": {"essential": True, "values": [registration.issuer]},
                "aud": {"essential": True, "values": [registration.client_id]},
            }
            given = {
                "nonce": nonce,
                "client_id": registration.client_id,
                "access_token": token.get("access_token"),
            }
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, given)
            claims.validate(int(now), _LEEWAY_SECONDS)
            return registration.person(claims)
        except (JoseError, AuthlibBaseError, KeyError, ValueError, TypeError) as error:
            raise NotSignedInError from error

    def _decoded(self, id_token: str, issuer: KnownIssuer) -> jwt.Token:
        keys = self._key_set(issuer)
        try:
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(id_token, self._key_set(issuer, at_least=_BETWEEN_SECONDS), algorithms=ALGORITHMS)

    def _session(self, issuer: KnownIssuer) -> OAuth2Session:
        registration = self._registration
        return OAuth2Session(
            registration.client_id,
            registration.client_secret,
            token_endpoint_auth_method="client_secret_post" if issuer.by_post else "client_secret_basic",
            scope="openid profile",
            redirect_uri=registration.back_at,
            code_challenge_method="S256",
            default_timeout=SECONDS,
        )

    def _issuer(self) -> KnownIssuer:
        with self._lock:
            if self._known is not None and time.monotonic() - self._known[0] < _FRESH_SECONDS:
                return self._known[1]
            told = fetched(configuration_of(self._registration.issuer))
            try:
                issuer = understood(told, self._registration.issuer)
            except (KeyError, TypeError, ValueError) as error:
                raise IssuerAwayError from error
            self._known = time.monotonic(), issuer
            return issuer

    def _key_set(self, issuer: KnownIssuer, at_least: float = _FRESH_SECONDS) -> KeySet:
        with self._lock:
            if self._keys is not None and time.monotonic() - self._keys[0] < at_least:
                return self._keys[1]
            try:
                keys = KeySet.import_key_set(fetched(issuer.keys_at))
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise IssuerAwayError from error
            self._keys = time.monotonic(), keys
            return keys
