"""Where settings come from: the environment, ``magdat.toml``, and files with one value."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from adapters.settings.chosen import Settings, chosen
from adapters.settings.listed import SETTINGS
from adapters.settings.setting import WrongSettingError

SETTINGS_FILE = "magdat.toml"

_LONGEST_VALUE = 4_096
"""In characters; the longest path on Linux."""


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
    return chosen(given)


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
