"""The settings: read once at start from the environment and ``magdat.toml``, typed, and never changed.

A setting stands in the environment, or in ``magdat.toml`` in the working folder under the same name; the environment
wins. Each can also be given as ``NAME_FILE``, the path of a file with the value in it. An empty value counts as absent.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SETTINGS_FILE = "magdat.toml"

_LONGEST_VALUE = 4_096
"""In characters; the longest path on Linux."""


class WrongSettingError(Exception):
    """A setting cannot be used; the message says which, why, and what to do."""

    def __init__(self, where: str | Path, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")


class EncoderName(StrEnum):
    """Which sentence encoder helps to match."""

    USE = "use"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose.

    Attributes:
        protocol: The protocol file; ``None`` means the starter protocol.
        cache_dir: Where what can be made again is kept; ``None`` means the user's own cache folder.
        database_url: Where cases are kept; ``None`` means a SQLite file in the user's own data folder. It may hold a
            password, so it is never shown.
    """

    protocol: Path | None = None
    encoder: EncoderName = EncoderName.USE
    cache_dir: Path | None = None
    database_url: str | None = field(default=None, repr=False)


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
    Setting("MAGDAT_PROTOCOL", "", "The protocol file; without it the starter protocol answers."),
    Setting("MAGDAT_ENCODER", "use", "The sentence encoder: use, or none to match on words alone (starts faster)."),
    Setting("MAGDAT_CACHE_DIR", "", "Where what was computed for a protocol is kept; by default the user's cache."),
    Setting(
        "MAGDAT_DATABASE_URL",
        "",
        "Where cases are kept: sqlite:///FILE or postgresql://…; by default a file among the user's data.",
    ),
)
"""Every setting there is; ``deploy/env.example`` documents the same ones."""


def read_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings from ``environment``, and from ``magdat.toml`` in ``folder`` where there is one.

    Raises:
        WrongSettingError: the first that cannot be used.
    """
    in_file = _read_settings_file(folder / SETTINGS_FILE)
    values: dict[str, str] = {}
    for setting in SETTINGS:
        value = _value(setting.name, environment)
        if value is None:
            value = _value(setting.name, in_file)
        if value is not None:
            values[setting.name] = value
    return Settings(
        protocol=_path(values.get("MAGDAT_PROTOCOL")),
        encoder=_encoder(values.get("MAGDAT_ENCODER")),
        cache_dir=_path(values.get("MAGDAT_CACHE_DIR")),
        database_url=_database_url(values.get("MAGDAT_DATABASE_URL")),
    )


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


def _path(value: str | None) -> Path | None:
    return None if value is None else Path(value).expanduser()


def _encoder(value: str | None) -> EncoderName:
    if value is None:
        return EncoderName.USE
    try:
        return EncoderName(value)
    except ValueError as error:
        raise WrongSettingError(
            "MAGDAT_ENCODER", f'"{value}" is no encoder. It must be {" or ".join(EncoderName)}.'
        ) from error


def _database_url(value: str | None) -> str | None:
    """The value, where it is written as such a URL is; it is not shown, since there may be a password in it."""
    if value is None or value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        return value
    raise WrongSettingError("MAGDAT_DATABASE_URL", "it must be sqlite:///FILE or postgresql://USER@HOST/NAME.")
