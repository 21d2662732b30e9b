"""Whether an activity comes from Teams and is for this bot.

As "Authentication with the Bot Connector API" of learn.microsoft.com asks, and stricter: a token without an end is
refused, and one that does not name the service its activity names.
"""

import typing
from dataclasses import dataclass

import jwt

from adapters.teams.hosts import is_service
from adapters.teams.keys import KeyRing

ISSUER = "https://api.botframework.com"
_PLATFORM = "msteams"
_LEEWAY_SECONDS = 300
_LONGEST_TOKEN = 16 * 1024


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an activity says of itself, and its token must say as well."""

    platform: str
    service_url: str


class NotVerifiedError(Exception):
    """The activity is not known to come from Teams.

    Attributes:
        code: Why, for the log; the one who sent it is told nothing.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Verifier:
    """Checks the token that comes along with an activity.

    Args:
        app_id: For whom it must be.
        keys: Of those who may sign.
    """

    def __init__(self, app_id: str, keys: KeyRing) -> None:
        self._app_id = app_id
        self._keys = keys

    async def verify(self, authorization: str, claimed: Claimed) -> None:
        """Let it pass, or not.

        Raises:
            NotVerifiedError: it does not pass.
        """
        if claimed.platform != _PLATFORM:
            raise NotVerifiedError("platform")
        if not is_service(claimed.service_url, local=False):
            raise NotVerifiedError("service-host")
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
            raise NotVerifiedError("no-token")
        claims = await self._claims(token)
        service_url = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(service_url, str) or service_url != claimed.service_url:
            raise NotVerifiedError("service-url")

    async def _claims(self, token: str) -> dict[str, typing.Any]:
        try:
            header = jwt.get_unverified_header(token)
            key_id = header.get("kid")
            if header.get("alg") != "RS256" or not isinstance(key_id, str):
                raise NotVerifiedError("header")
            key = await self._keys.key(key_id)
            if key is None:
                raise NotVerifiedError("unknown-key")
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise NotVerifiedError(type(error).__name__) from error
        if _PLATFORM not in key.endorsements:
            raise NotVerifiedError("endorsement")
        return claims
