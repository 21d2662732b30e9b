"""Who is at a browser: a signed cookie, and the token that a form of that browser must bring along."""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.address import Person
from bot.ports import Clock, IdSource, Vault

LASTS = timedelta(hours=9)
"""A working day; who was away longer signs in anew. Rights are looked up at each request, whatever the cookie says."""

_LONGEST = 2_000
"""In characters, of a cookie of ours."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser for one working day.

    Attributes:
        person: Who signed in; ``None`` for a visitor.
        until: When it ends. Aware, UTC.
    """

    id: str
    person: Person | None
    until: datetime


class Sessions:
    """Makes sessions and knows its own again."""

    def __init__(self, vault: Vault, clock: Clock, ids: IdSource) -> None:
        self._vault = vault
        self._clock = clock
        self._ids = ids

    def begin(self, person: Person | None = None) -> Session:
        """Another session than any before: who signs in never goes on with one that someone else may know."""
        return Session(self._ids.new_id(), person, self._clock.now() + LASTS)

    def cookie(self, session: Session) -> str:
        """The session as a cookie."""
        person = None if session.person is None else asdict(session.person)
        told = json.dumps([session.id, person, int(session.until.timestamp())]).encode()
        payload = base64.urlsafe_b64encode(told).decode().rstrip("=")
        return f"{payload}.{self._signature(payload)}"

    def read(self, cookie: str) -> Session | None:
        """The session in the cookie; ``None`` when it is none of ours, was changed, or is over."""
        payload, _, signature = cookie[:_LONGEST].partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
            return None
        session_id, person, until = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
        session = Session(session_id, None if person is None else Person(**person), datetime.fromtimestamp(until, UTC))
        return session if session.until > self._clock.now() else None

    def token(self, session: Session) -> str:
        """What a form of this session brings along; no other site can know it."""
        return self._vault.mark(f"web-form/{session.id}")

    def is_token(self, session: Session, token: str) -> bool:
        """Whether the token is that of the session."""
        return hmac.compare_digest(token.encode(), self.token(session).encode())

    def _signature(self, payload: str) -> str:
        return self._vault.mark(f"web-session/{payload}")
