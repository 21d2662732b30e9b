"""A link with which a person signs in to the pages: sent to them alone in the chat, good once, and not for long.

The link says who it is for and until when, under a keyed fingerprint; that it was used is kept like a handled event. It
gives no rights: those are looked up at each request.
"""

import base64
import binascii
import hmac
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from bot.address import Person
from bot.errors import LinkUnusableError, NoPagesError
from bot.events import Origin
from bot.handlers.turn import Turn
from bot.ports import Ports, Vault
from bot.presenter.signing_in import present_link

LASTS = timedelta(minutes=10)
_LONGEST = 2_000
"""In characters, of a link of ours."""


def send_link(origin: Origin, turn: Turn) -> None:
    """Send the person a link of their own.

    Raises:
        NoPagesError: the organisation has no pages.
    """
    ports = turn.ports
    if ports.pages is None:
        raise NoPagesError
    until = ports.clock.now() + LASTS
    written = json.dumps([asdict(origin.person), int(until.timestamp()), ports.ids.new_id()])
    payload = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")
    link = f"{ports.pages}/sign-in?with={payload}.{_signature(payload, ports.vault)}"
    minutes = int(LASTS.total_seconds() // 60)
    turn.answer(origin, present_link(link, minutes, turn.occasion(origin.language)))


def use_link(token: str, ports: Ports) -> Person:
    """Whom the link is for; from here on it is used.

    Raises:
        LinkUnusableError: it is none of ours, was used, or is too old.
    """
    payload, _, signature = token[:_LONGEST].partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(payload, ports.vault).encode()):
        raise LinkUnusableError
    try:
        person, until, once = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    except (binascii.Error, ValueError) as error:
        raise LinkUnusableError from error
    now = ports.clock.now()
    if datetime.fromtimestamp(until, UTC) < now:
        raise LinkUnusableError
    with ports.storage.begin() as uow:
        if not uow.inbox.handle_once(f"link/{once}", now):
            raise LinkUnusableError
        uow.commit()
    return Person(**person)


def _signature(payload: str, vault: Vault) -> str:
    return vault.mark(f"link/{payload}")
