"""How people sign in to the pages with an account of the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters import setting_values as values
from adapters.setting_values import WrongValueError
from adapters.settings.setting import Setting, WrongSettingError, read

OPENID = (
    Setting(
        "MAGDAT_OIDC_ISSUER", "", "OpenID Connect: the issuer whose accounts sign in to the pages; else only links."
    ),
    Setting("MAGDAT_OIDC_CLIENT_ID", "", "OpenID Connect: the id under which Magdat is registered there."),
    Setting("MAGDAT_OIDC_CLIENT_SECRET", "", "OpenID Connect: the secret of that registration."),
    Setting(
        "MAGDAT_OIDC_PERSON",
        "",
        "OpenID Connect: who an account is in the chat: slack:WORKSPACE-ID, teams:TENANT-ID, or CHANNEL:TENANT:CLAIM.",
    ),
)

_CLAIMS: Mapping[str, tuple[str, str]] = {
    "slack": ("https://slack.com/user_id", "https://slack.com/team_id"),
    "teams": ("oid", "tid"),
}
"""In which claims Slack and Entra ID say who someone is, and of which organisation.

Sources: Slack, "Sign in with Slack"; Microsoft, "ID token claims reference".
"""


@dataclass(frozen=True, slots=True)
class PersonClaims:
    """Which person of the chat an account is.

    Attributes:
        channel: On which that person is known.
        tenant: The organisation there.
        person_claim: Names the person.
        tenant_claim: Must name that organisation; empty where the issuer has accounts of no other.
    """

    channel: str
    tenant: str
    person_claim: str
    tenant_claim: str = ""


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """The registration at the issuer.

    Attributes:
        issuer: As it calls itself, in every character.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    person: PersonClaims


def read_openid(given: Mapping[str, str]) -> OpenIdSettings | None:
    """The registration; ``None`` where there is none.

    Raises:
        WrongSettingError: one cannot be used, or is missing beside the others.
    """
    names = [setting.name for setting in OPENID]
    if not any(name in given for name in names):
        return None
    for name in names:
        if name not in given:
            raise WrongSettingError(name, "it is missing, and the other settings for OpenID Connect need it.")
    if "MAGDAT_WEB_URL" not in given:
        raise WrongSettingError("MAGDAT_WEB_URL", "it is missing: OpenID Connect signs people in to the pages there.")
    return OpenIdSettings(
        issuer=read("MAGDAT_OIDC_ISSUER", given, _issuer, ""),
        client_id=given["MAGDAT_OIDC_CLIENT_ID"],
        client_secret=given["MAGDAT_OIDC_CLIENT_SECRET"],
        person=read("MAGDAT_OIDC_PERSON", given, _person, PersonClaims("", "", "")),
    )


def _issuer(value: str) -> str:
    values.web_url(value)
    return value


def _person(value: str) -> PersonClaims:
    channel, _, rest = value.partition(":")
    tenant, _, claim = rest.partition(":")
    if channel in _CLAIMS and tenant:
        person_claim, tenant_claim = _CLAIMS[channel]
        return PersonClaims(channel, tenant, claim or person_claim, "" if claim else tenant_claim)
    if channel == values.CONSOLE and claim:
        return PersonClaims(channel, tenant, claim)
    raise WrongValueError("it must be slack:WORKSPACE-ID, teams:TENANT-ID, or one of them with :CLAIM behind it.")
