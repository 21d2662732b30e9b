"""``magdat serve`` on Teams in a process of its own, as for a client on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bakery import BAKERY
from tests.serving import Serving, common_environment, started
from tests.teams_server.fake_teams import FakeTeams


@contextmanager
def serving(
    teams: FakeTeams,
    folder: Path,
    desk: str,
    admins: tuple[str, ...] = (),
    *,
    protocol: Path = BAKERY,
    second_admin: bool | None = None,
) -> Iterator[Serving]:
    """The process, from when it takes activities in; ended afterwards, whatever happened.

    Args:
        teams: Where it serves.
        folder: Its own.
        desk: The conversation of the desk.
        admins: Ids in the directory.
        protocol: The file that it answers from at first.
        second_admin: Whether another admin must let a protocol go live; as Magdat thinks best when not given.
    """
    settings = common_environment(folder) | {
        "MAGDAT_PROTOCOL": str(protocol),
        "MAGDAT_DESK": f"teams:{desk}",
        "MAGDAT_ADMINS": ", ".join(f"teams:{admin}" for admin in admins),
    }
    if second_admin is not None:
        settings["MAGDAT_SECOND_ADMIN"] = "yes" if second_admin else "no"
    with started(settings, folder, ["-m", "adapters", "serve", "--insecure-local"]) as magdat:
        teams.endpoint = f"http://127.0.0.1:{magdat.port}/api/messages"
        yield magdat
