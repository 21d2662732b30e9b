"""The web pages, opened on the database of the settings."""

from urllib.parse import urlsplit

from adapters.bootstrap import database_url
from adapters.clock import SystemClock
from adapters.console.roster import officer
from adapters.settings import Settings
from adapters.storage.engine import open_engine
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.web_posts import SqlWebPosts
from adapters.web.accounts import COME_BACK, Issuer, Registration
from adapters.web.channel import LOOPBACK, WebChannel, WebSetup
from adapters.web.site import Demo
from bot.wording import wording_in
from knowledge.protocol import Language


def open_web(settings: Settings) -> WebChannel:
    """The pages at the address of the settings, for those who sign in."""
    address = urlsplit(settings.web_url or "")
    hosts = (address.hostname,) if address.hostname is not None else ()
    return _open(settings, WebSetup((*hosts, *LOOPBACK), secure=address.scheme == "https", issuer=_issuer(settings)))


def open_demo(settings: Settings, language: Language) -> WebChannel:
    """The pages for trying out on this computer: nobody signs in, the visitor is an employee and an officer."""
    return _open(settings, WebSetup(demo=Demo(officer(wording_in(language).say("web.demo.officer-name")))))


def registration_in(settings: Settings) -> Registration | None:
    """Who Magdat is at the issuer of accounts; ``None`` where none can sign in."""
    openid = settings.openid
    if openid is None or settings.web_url is None:
        return None
    return Registration(
        issuer=openid.issuer,
        client_id=openid.client_id,
        client_secret=openid.client_secret,
        back_at=f"{settings.web_url}{COME_BACK}",
        channel=openid.person.channel,
        tenant=openid.person.tenant,
        person_claim=openid.person.person_claim,
        tenant_claim=openid.person.tenant_claim,
    )


def _issuer(settings: Settings) -> Issuer | None:
    """Of the accounts that can sign in; imported only where there are any."""
    registration = registration_in(settings)
    if registration is None:
        return None
    from adapters.web.openid import OpenIdIssuer  # noqa: PLC0415 -- imports Authlib and requests

    return OpenIdIssuer(registration)


def _open(settings: Settings, setup: WebSetup) -> WebChannel:
    engine = open_engine(database_url(settings))
    return WebChannel(setup, SqlWebPosts(SqlStorage(engine, settings.organisation)), SystemClock(), engine.dispose)
