"""The settings: read once at start from the environment and ``magdat.toml``, typed, and never changed.

A setting stands in the environment, or in ``magdat.toml`` in the working folder under the same name; the environment
wins. Each can also be given as ``NAME_FILE``, the path of a file with the value in it. An empty value counts as absent.
Where several organisations are served, what is their own stands in the file under ``[organisations.NAME]``.
"""

from adapters.settings.choices import EncoderName, LogForm, LogLevel
from adapters.settings.chosen import Settings, secrets
from adapters.settings.listed import SETTINGS
from adapters.settings.openid import OpenIdSettings
from adapters.settings.reading import read_settings, settings_of
from adapters.settings.setting import WrongSettingError
from adapters.settings.slack import SlackSettings
from adapters.settings.teams import TeamsSettings

__all__ = [
    "SETTINGS",
    "EncoderName",
    "LogForm",
    "LogLevel",
    "OpenIdSettings",
    "Settings",
    "SlackSettings",
    "TeamsSettings",
    "WrongSettingError",
    "read_settings",
    "secrets",
    "settings_of",
]
