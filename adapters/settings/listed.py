"""Every setting there is, with its meaning."""

from adapters.settings.openid import OPENID
from adapters.settings.setting import Setting
from adapters.settings.slack import SLACK
from adapters.settings.teams import TEAMS

DEFAULT_ZONE = "Europe/Amsterdam"
DEFAULT_HOURS = "mon-fri 09:00-17:00"

SETTINGS = (
    Setting(
        "MAGDAT_PROTOCOL",
        "",
        "The protocol file to begin with, until one is published; without it the starter protocol.",
    ),
    Setting(
        "MAGDAT_ENCODER",
        "auto",
        "The sentence encoder: auto, the best installed; e5; use, smaller; onnx:FOLDER, one of your own; or none.",
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
    Setting("MAGDAT_KEEP_LEARNING_DAYS", "365", "Days that proposals, unpublished files and confirmations are kept."),
    Setting("MAGDAT_HTTP", "127.0.0.1:8080", "Where magdat serve listens for platforms, browsers and probes."),
    Setting("MAGDAT_LOG", "", "How logs are written: json or pretty; by default pretty at a terminal, else json."),
    Setting("MAGDAT_LOG_LEVEL", "info", "The least that is logged: debug, info, warning or error."),
    Setting(
        "MAGDAT_TRACES",
        "",
        "The URL to which traces are sent, of a collector of OTLP over HTTP; else there are none.",
    ),
    Setting("MAGDAT_WEB_URL", "", "Where browsers reach the web pages, with https:// before it; else there are none."),
    *OPENID,
    *SLACK,
    *TEAMS,
)
"""``deploy/env.example`` documents the same ones."""

OF_ALL = frozenset(
    {
        "MAGDAT_ENCODER",
        "MAGDAT_CACHE_DIR",
        "MAGDAT_DATABASE_URL",
        "MAGDAT_VAULT_KEY",
        "MAGDAT_HTTP",
        "MAGDAT_LOG",
        "MAGDAT_LOG_LEVEL",
        "MAGDAT_TRACES",
    }
)
"""What holds for the process as a whole: no organisation has one of its own."""
