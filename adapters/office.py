"""All of Magdat put together, for a terminal or for serving: what it keeps, who is who, and the relay that delivers."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.bootstrap import database_url, stored_publications
from adapters.chance import RandomIds, SystemChance
from adapters.channel import Channel
from adapters.clock import SystemClock
from adapters.console.posts import CHANNEL, ConsoleMessenger
from adapters.console.roster import TerminalRoster
from adapters.housekeeping import Housekeeping
from adapters.rosters import RosterByChannel
from adapters.settings import Settings
from adapters.storage.opening import Kept, open_kept
from adapters.storage.posts import SqlPosts
from adapters.storage.web_posts import SqlWebPosts
from adapters.storage.whereabouts import SqlWhereabouts
from bot.address import Address
from bot.desk import Desk
from bot.ports import Ports, Publications
from bot.publication import PublishingPolicy
from bot.relay import Relay


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that a terminal, or a process that serves, needs."""

    kept: Kept
    ports: Ports
    relay: Relay
    posts: SqlPosts
    housekeeping: Housekeeping
    whereabouts: SqlWhereabouts


@contextmanager
def open_office(
    settings: Settings,
    publications: Publications | None = None,
    channels: Sequence[Channel] = (),
    *,
    late: bool = False,
    kept: Kept | None = None,
) -> Iterator[Office]:
    """Everything on the database of the settings, closed at the end; the terminal is always among its channels.

    Args:
        settings: What the operator chose.
        publications: What answers; when not given, whatever is published in the database.
        channels: Those beside the terminal.
        late: As with ``stored_publications``.
        kept: The database, where it is open already; it then stays open.

    Raises:
        ProtocolRejectedError: the protocol cannot be read or used.
        DatabaseUnusableError: the database, or the vault's key, cannot be used.
        StorageUnavailableError: the database cannot be reached at this moment.
    """
    with ExitStack() as opened:
        if kept is None:
            kept = open_kept(database_url(settings), settings.vault_key, settings.organisation)
            opened.callback(kept.close)
        if publications is None:
            publications = stored = stored_publications(settings, kept, late=late)
            opened.enter_context(stored.followed())
        yield _office(settings, publications, kept, channels)


def _office(settings: Settings, publications: Publications, kept: Kept, channels: Sequence[Channel]) -> Office:
    clock, ids, posts = SystemClock(), RandomIds(), SqlPosts(kept.storage)
    here = {channel.name: channel.messenger for channel in channels}
    relay = Relay(
        kept.storage,
        {CHANNEL: ConsoleMessenger(posts, clock), **here},
        kept.vault,
        clock=clock,
        ids=ids,
        chance=SystemChance(),
    )
    desk = _desk(settings, publications, channels)
    terminal = TerminalRoster({person for channel, person in settings.admins if channel == CHANNEL})
    ports = Ports(
        storage=kept.storage,
        publications=publications,
        clock=clock,
        ids=ids,
        vault=kept.vault,
        roster=RosterByChannel({CHANNEL: terminal, **{each.name: each.roster for each in channels}}, desk),
        announcer=relay,
        desk=desk,
        retention=settings.retention,
        publishing=_policy(settings, channels),
        pages=settings.web_url,
    )
    web_posts = SqlWebPosts(kept.storage)

    def remove_posts(moment: datetime) -> int:
        return posts.remove_posted_before(moment) + web_posts.remove_posted_before(moment)

    whereabouts = SqlWhereabouts(kept.storage, kept.vault, clock)
    housekeeping = Housekeeping(ports, kept.storage.scrub, remove_posts)
    return Office(kept, ports, relay, posts, housekeeping, whereabouts)


def _policy(settings: Settings, channels: Sequence[Channel]) -> PublishingPolicy:
    second_admin = len(settings.admins) > 1 if settings.second_admin is None else settings.second_admin
    notice_to = None if settings.notice_to is None else _complete(settings.notice_to, channels)
    return PublishingPolicy(second_admin, notice_to, settings.show_unconfirmed)


def _desk(settings: Settings, publications: Publications, channels: Sequence[Channel]) -> Desk:
    second_line = settings.second_line
    desk = Desk(
        address=_complete(settings.desk, channels),
        language=settings.desk_language or publications.live().protocol.languages[0],
        hours=settings.hours,
        reply_within=settings.reply_within,
    )
    return desk if second_line is None else replace(desk, second_line=_complete(second_line, channels))


def _complete(address: Address, channels: Sequence[Channel]) -> Address:
    for channel in channels:
        if channel.name == address.channel:
            return channel.complete(address)
    return address
