"""``magdat serve`` on Slack in a process of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bakery import BAKERY
from tests.serving import START_SECONDS, Serving, common_environment, started
from tests.slack_server.fake_slack import FakeSlack


def environment(
    slack: FakeSlack,
    folder: Path,
    desk: str,
    *,
    http: bool = False,
    database: str | None = None,
    protocol: Path = BAKERY,
) -> Mapping[str, str]:
    """The settings of an office on this Slack, with the bakery's protocol unless another is given."""
    way_in = {"SLACK_SIGNING_SECRET": slack.signing_secret} if http else {"SLACK_APP_TOKEN": slack.app_token}
    return common_environment(folder, database) | {
        "MAGDAT_PROTOCOL": str(protocol),
        "MAGDAT_DESK": f"slack:{desk}",
        "MAGDAT_ADMINS": ", ".join(f"slack:{admin}" for admin in slack.admins),
        "MAGDAT_SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        **way_in,
    }


@contextmanager
def serving(
    slack: FakeSlack,
    folder: Path,
    desk: str,
    *,
    http: bool = False,
    slowed: float | None = None,
    database: str | None = None,
    protocol: Path = BAKERY,
    more: Mapping[str, str] | None = None,
) -> Iterator[Serving]:
    """The process, from when it takes events in; ended afterwards, whatever happened.

    Args:
        slack: Where it serves.
        folder: Its own.
        desk: The channel of the desk.
        http: Takes requests instead of connecting.
        slowed: Seconds that each write to the database takes longer.
        database: Its URL; a SQLite file in the folder when not given.
        protocol: The file that it answers from.
        more: Settings beside those of every office.
    """
    run = ["-m", "adapters"] if slowed is None else ["-m", "tests.slack_server.slowed", str(slowed)]
    settings = environment(slack, folder, desk, http=http, database=database, protocol=protocol)
    with started({**settings, **(more or {})}, folder, [*run, "serve"]) as magdat:
        if http:
            slack.http_endpoint = f"http://127.0.0.1:{magdat.port}/slack/events"
        else:
            slack.wait(lambda: slack.sockets, START_SECONDS, "a connection")
        yield magdat
