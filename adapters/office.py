"""All of Magdat put together for a terminal: what it keeps, who is who, and the relay that delivers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.bootstrap import database_url
from adapters.chance import RandomIds, SystemChance
from adapters.clock import SystemClock
from adapters.console.posts import CHANNEL, ConsoleMessenger
from adapters.console.roster import TerminalRoster
from adapters.elsewhere import ElsewhereMessenger
from adapters.housekeeping import Housekeeping
from adapters.setting_values import PLATFORMS
from adapters.settings import Settings
from adapters.storage.opening import Kept, open_kept
from adapters.storage.posts import SqlPosts
from bot.desk import Desk
from bot.ports import Ports, Publications
from bot.relay import Relay


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that a terminal needs."""

    kept: Kept
    ports: Ports
    relay: Relay
    posts: SqlPosts
    housekeeping: Housekeeping


@contextmanager
def open_office(settings: Settings, publications: Publications) -> Iterator[Office]:
    """Everything on the database of the settings, closed at the end.

    Raises:
        DatabaseUnusableError: the database, or the vault's key, cannot be used.
        StorageUnavailableError: the database cannot be reached at this moment.
    """
    kept = open_kept(database_url(settings), settings.vault_key)
    try:
        yield _office(settings, publications, kept)
    finally:
        kept.close()


def _office(settings: Settings, publications: Publications, kept: Kept) -> Office:
    clock, ids, posts = SystemClock(), RandomIds(), SqlPosts(kept.storage)
    elsewhere = {channel: ElsewhereMessenger() for channel in PLATFORMS}
    relay = Relay(
        kept.storage,
        {CHANNEL: ConsoleMessenger(posts, clock), **elsewhere},
        kept.vault,
        clock=clock,
        ids=ids,
        chance=SystemChance(),
    )
    ports = Ports(
        storage=kept.storage,
        publications=publications,
        clock=clock,
        ids=ids,
        vault=kept.vault,
        roster=TerminalRoster(),
        announcer=relay,
        desk=_desk(settings, publications),
        retention=settings.retention,
    )
    return Office(kept, ports, relay, posts, Housekeeping(ports, kept.storage.scrub, posts.remove_posted_before))


def _desk(settings: Settings, publications: Publications) -> Desk:
    return Desk(
        address=settings.desk,
        language=settings.desk_language or publications.live().protocol.languages[0],
        hours=settings.hours,
        second_line=settings.second_line,
        reply_within=settings.reply_within,
    )
