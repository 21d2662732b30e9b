"""Accounts of the organisation that sign in to the pages, and the person of the chat that each of them is."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.address import Person

LEAVE, COME_BACK = "/sign-in/account", "/sign-in/back"
"""The paths to the issuer, and back from it; the second is registered there."""
_LONGEST_ID, _LONGEST_NAME = 200, 120


class NotSignedInError(Exception):
    """The issuer says no, or what it says is not to be believed."""


class IssuerAwayError(Exception):
    """The issuer cannot be asked just now."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Who Magdat is at the issuer, and which claims say who someone is.

    Attributes:
        issuer: As it calls itself, in every character.
        back_at: Where the issuer sends the browser afterwards.
        channel: On which the person is known.
        tenant: The organisation there.
        person_claim: Names the person.
        tenant_claim: Must name that organisation; empty where the issuer has accounts of no other.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    back_at: str
    channel: str
    tenant: str
    person_claim: str
    tenant_claim: str = ""

    def person(self, claims: Mapping[str, object]) -> Person:
        """Whose claims these are: the person of the chat, with that person's rights and no others.

        Raises:
            NotSignedInError: someone of another organisation, or nobody whom the chat could know.
        """
        if self.tenant_claim and claims.get(self.tenant_claim) != self.tenant:
            raise NotSignedInError
        found, name = claims.get(self.person_claim), claims.get("name", "")
        if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_ID or "/" in found or not found.isprintable():
            raise NotSignedInError
        shown = name[:_LONGEST_NAME] if isinstance(name, str) and name.isprintable() else ""
        return Person(self.channel, self.tenant, found, shown)


class Issuer(typing.Protocol):
    """Signs people in."""

    def way_in(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in.

        Raises:
            IssuerAwayError: it cannot be asked just now.
        """

    def person(self, code: str, nonce: str, verifier: str, now: float) -> Person:
        """Whose account it is that the browser came back with.

        Raises:
            IssuerAwayError: it cannot be asked just now.
            NotSignedInError: it says no, or what it says is not to be believed.
        """
