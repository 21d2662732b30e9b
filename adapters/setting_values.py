"""How the values of settings are written, and what they become; a value that cannot be used says how it must be."""

import re
from datetime import date, time, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.address import Address
from bot.hours import WorkingHours

ONLY_ORGANISATION = "default"
"""The name of the organisation in a set-up that names none."""

CONSOLE = "console"
CONSOLE_DESK = Address(CONSOLE, "", "desk")
PLATFORMS = ("slack", "teams")
_SQLITE = "sqlite:///"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_DAYS = 3_660
_LONGEST_HOURS = 1_000


class WrongValueError(ValueError):
    """The value cannot be used; the message says how it must be, and does not show it where it may be secret."""


def path(value: str) -> Path:
    """A path, which may begin in someone's home."""
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise WrongValueError(f'"{value}" begins in the home of nobody. Write the whole path, from /.') from error


def database_url(value: str) -> str:
    """The URL of a database; there may be a password in it."""
    if not value.startswith((_SQLITE, "postgresql://", "postgresql+psycopg://")):
        raise WrongValueError("it must be sqlite:///FILE or postgresql://USER@HOST/NAME.")
    if value.startswith(_SQLITE):
        path(value.removeprefix(_SQLITE))
    return value


def desk_address(value: str) -> Address:
    """Where cases are handled: ``console``, or a conversation on a platform."""
    if value == CONSOLE:
        return CONSOLE_DESK
    channel, colon, conversation = value.partition(":")
    if channel not in PLATFORMS or not colon or not conversation:
        raise WrongValueError(f'"{value}" is no desk. It must be console, slack:CHANNEL or teams:CONVERSATION.')
    return Address(channel, "", conversation)


def second_line_address(value: str) -> Address:
    """Where specialists are; in the terminal that is another conversation than the desk."""
    return Address(CONSOLE, "", "second-line") if value == CONSOLE else desk_address(value)


def notice_address(value: str) -> Address:
    """Where employees are told something; in the terminal that is a conversation of its own."""
    return Address(CONSOLE, "", "notices") if value == CONSOLE else desk_address(value)


def yes_or_no(value: str) -> bool:
    """``yes`` or ``no``."""
    if value.casefold() not in {"yes", "no"}:
        raise WrongValueError(f'"{value}" must be yes or no.')
    return value.casefold() == "yes"


def admins(value: str) -> frozenset[tuple[str, str]]:
    """``slack:U0123, teams:8a1b…, console:anna``: channels and the ids of people, or of groups, there."""
    found: set[tuple[str, str]] = set()
    for one in (part.strip() for part in value.split(",") if part.strip()):
        channel, colon, person = one.partition(":")
        if channel not in (CONSOLE, *PLATFORMS) or not colon or not person:
            wrong = f'"{one}" is no admin. It must be slack:USER-OR-GROUP, teams:USER or console:LOGIN.'
            raise WrongValueError(wrong)
        found.add((channel, person))
    return frozenset(found)


def listen_at(value: str) -> tuple[str, int]:
    """``127.0.0.1:8080``: an address of this machine, and a port."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535):
        raise WrongValueError(f'"{value}" is nowhere to listen at. It must be such as 127.0.0.1:8080.')
    return host.strip("[]"), int(port)


def web_url(value: str) -> str:
    """Where browsers reach the pages: over https, or on this very machine."""
    if not value.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise WrongValueError("it must begin with https:// (or http://127.0.0.1: on this very machine).")
    _expect_host(value)
    return value.rstrip("/")


def api_url(value: str) -> str:
    """The address of a platform's API."""
    if not value.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise WrongValueError("it must begin with https:// (or http:// on this very machine).")
    _expect_host(value)
    return value if value.endswith("/") else f"{value}/"


def _expect_host(url: str) -> None:
    """Make sure that it says which machine is meant, in a way that all who read it understand alike."""
    try:
        parts = urlsplit(url)
        known = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or "@" in url or not url.isascii() or any(sign in url for sign in " \\<>\"'"):
        raise WrongValueError("it must be an address such as https://magdat.example, without a password or blanks.")


def time_zone(value: str) -> tzinfo:
    """A time zone by its name."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongValueError(f'"{value}" is no time zone. It must be one such as Europe/Amsterdam.') from error


def working_hours(value: str, zone: tzinfo, closed_on: frozenset[date]) -> WorkingHours:
    """``mon-fri 09:00-17:00``, or ``mon,tue,thu 08:30-12:30``."""
    wrong = f'"{value}" are no working hours. They must be such as mon-fri 09:00-17:00 or mon,wed 08:30-12:30.'
    parts = re.fullmatch(r"(\S+) +(\d\d:\d\d)-(\d\d:\d\d)", value)
    if parts is None:
        raise WrongValueError(wrong)
    try:
        days = frozenset(day for some in parts[1].casefold().split(",") for day in _days(some))
        return WorkingHours(zone, time.fromisoformat(parts[2]), time.fromisoformat(parts[3]), days, closed_on)
    except ValueError as error:
        raise WrongValueError(wrong) from error


def _days(written: str) -> range:
    """``mon`` or ``mon-fri`` as numbers."""
    first, _, last = written.partition("-")
    return range(_DAYS.index(first), _DAYS.index(last or first) + 1)


def dates(value: str) -> frozenset[date]:
    """``2026-12-25, 2026-12-26``."""
    try:
        return frozenset(date.fromisoformat(one.strip()) for one in value.split(",") if one.strip())
    except ValueError as error:
        raise WrongValueError("it must be dates such as 2026-12-25, 2026-12-26.") from error


def days(value: str) -> timedelta:
    """A number of days."""
    return timedelta(days=_number(value, "days", _LONGEST_DAYS))


def hours(value: str) -> timedelta:
    """A number of hours."""
    return timedelta(hours=_number(value, "hours", _LONGEST_HOURS))


def _number(value: str, unit: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and 1 <= int(value) <= most):
        raise WrongValueError(f'"{value}" is no number of {unit}. It must be a whole number from 1 to {most}.')
    return int(value)


def group_id(value: str) -> str:
    """The object id of a group in Microsoft's directory."""
    if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value) is None:
        wrong = f'"{value}" is no object id of a group, such as 12345678-1234-1234-1234-123456789abc.'
        raise WrongValueError(wrong)
    return value.lower()
