"""What the operator chose: every setting, typed, with its default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapters import setting_values as values
from adapters.settings.choices import DEFAULT_ENCODER, Encoder, LogForm, LogLevel, collector, encoder
from adapters.settings.listed import DEFAULT_HOURS, DEFAULT_ZONE
from adapters.settings.openid import OpenIdSettings, read_openid
from adapters.settings.setting import one_of, read
from adapters.settings.slack import SlackSettings, read_slack
from adapters.settings.teams import TeamsSettings, read_teams
from bot.address import Address
from bot.hours import WorkingHours
from bot.retention import Retention
from knowledge.protocol import Language


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
        traces: Where traces are sent; ``None`` for none.
        web_url: Where people's browsers reach it; ends in no slash; ``None`` for no pages.
        openid: With whose accounts people sign in to the pages; ``None`` for links from the chat alone.
        organisation: Whose settings these are.
        organisations: Those of each organisation, where several are served; none where these are of the only one.
    """

    protocol: Path | None = None
    encoder: Encoder = DEFAULT_ENCODER
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
    traces: str | None = None
    web_url: str | None = None
    openid: OpenIdSettings | None = None
    slack: SlackSettings = field(default_factory=SlackSettings)
    teams: TeamsSettings = field(default_factory=TeamsSettings)
    organisation: str = values.ONLY_ORGANISATION
    organisations: tuple["Settings", ...] = ()

    @property
    def each(self) -> tuple["Settings", ...]:
        """Those of each organisation that is served, at least one."""
        return self.organisations or (self,)


def chosen(given: Mapping[str, str], organisation: str = values.ONLY_ORGANISATION) -> Settings:
    """The settings that were given for an organisation, read; what is not given has its default.

    Raises:
        WrongSettingError: one cannot be used.
    """
    usual = Settings()
    zone = read("MAGDAT_TIME_ZONE", given, values.time_zone, usual.hours.zone)
    closed_on = read("MAGDAT_CLOSED_ON", given, values.dates, usual.hours.closed_on)
    return Settings(
        protocol=read("MAGDAT_PROTOCOL", given, values.path, None),
        encoder=read("MAGDAT_ENCODER", given, encoder, DEFAULT_ENCODER),
        cache_dir=read("MAGDAT_CACHE_DIR", given, values.path, None),
        database_url=read("MAGDAT_DATABASE_URL", given, values.database_url, None),
        vault_key=given.get("MAGDAT_VAULT_KEY"),
        desk=read("MAGDAT_DESK", given, values.desk_address, usual.desk),
        second_line=read("MAGDAT_SECOND_LINE", given, values.second_line_address, None),
        desk_language=read("MAGDAT_DESK_LANGUAGE", given, one_of(Language, "language"), None),
        hours=read(
            "MAGDAT_HOURS",
            {"MAGDAT_HOURS": DEFAULT_HOURS} | dict(given),
            lambda value: values.working_hours(value, zone, closed_on),
            usual.hours,
        ),
        reply_within=read("MAGDAT_REPLY_HOURS", given, values.hours, usual.reply_within),
        retention=Retention(
            questions=read("MAGDAT_KEEP_QUESTIONS_DAYS", given, values.days, usual.retention.questions),
            cases=read("MAGDAT_KEEP_CASES_DAYS", given, values.days, usual.retention.cases),
            audit=read("MAGDAT_KEEP_AUDIT_DAYS", given, values.days, usual.retention.audit),
            learning=read("MAGDAT_KEEP_LEARNING_DAYS", given, values.days, usual.retention.learning),
        ),
        admins=read("MAGDAT_ADMINS", given, values.admins, usual.admins),
        second_admin=read("MAGDAT_SECOND_ADMIN", given, values.yes_or_no, None),
        notice_to=read("MAGDAT_NOTICES", given, values.notice_address, None),
        show_unconfirmed=read("MAGDAT_SHOW_UNCONFIRMED", given, values.yes_or_no, usual.show_unconfirmed),
        listen_at=read("MAGDAT_HTTP", given, values.listen_at, usual.listen_at),
        log_form=read("MAGDAT_LOG", given, one_of(LogForm, "way to write logs"), None),
        log_level=read("MAGDAT_LOG_LEVEL", given, one_of(LogLevel, "level"), usual.log_level),
        traces=read("MAGDAT_TRACES", given, collector, None),
        web_url=read("MAGDAT_WEB_URL", given, values.web_url, None),
        openid=read_openid(given),
        slack=read_slack(given),
        teams=read_teams(given),
        organisation=organisation,
    )


def secrets(settings: Settings) -> frozenset[str]:
    """The values that must be shown nowhere."""
    password = re.search(r"://[^:/@]*:([^@/]*)@", settings.database_url or "")
    held = [settings.vault_key, password and password[1]]
    for each in (settings, *settings.organisations):
        slack, teams = each.slack, each.teams
        held += (slack.bot_token, slack.app_token, slack.signing_secret, teams.app_password)
        held.append(None if each.openid is None else each.openid.client_secret)
    return frozenset(filter(None, held))
