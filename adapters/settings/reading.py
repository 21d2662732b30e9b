"""Where settings come from: the environment, ``magdat.toml``, and files with one value."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.settings.chosen import Settings, chosen
from adapters.settings.listed import OF_ALL, SETTINGS
from adapters.settings.setting import WrongSettingError

SETTINGS_FILE = "magdat.toml"
_ORGANISATIONS = "organisations"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

_LONGEST_VALUE = 4_096
"""In characters; the longest path on Linux."""


def read_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings from ``environment``, and from ``magdat.toml`` in ``folder`` where there is one.

    Raises:
        WrongSettingError: the first that cannot be used.
    """
    in_file, organisations = _read_settings_file(folder / SETTINGS_FILE)
    given = _given(in_file) | _given(environment)
    settings = chosen(given)
    return replace(settings, organisations=tuple(_of(name, of_it, given) for name, of_it in organisations.items()))


def _of(organisation: str, own: Mapping[str, str], given: Mapping[str, str]) -> Settings:
    """Those of one organisation: its own, else what is given for all."""
    try:
        return chosen({**given, **_given(own)}, organisation)
    except WrongSettingError as error:
        raise WrongSettingError(f"[{_ORGANISATIONS}.{organisation}]", str(error)) from error


def settings_of(settings: Settings, organisation: str | None) -> Settings:
    """Those of one organisation; which one need not be said where there is but one.

    Raises:
        WrongSettingError: there is none of this name, or it must be said which of several is meant.
    """
    names = [each.organisation for each in settings.each]
    if organisation is None and len(names) == 1:
        return settings.each[0]
    if organisation is None:
        raise WrongSettingError("--organisation", f"say which one is meant: {', '.join(names)}.")
    if organisation not in names:
        raise WrongSettingError("--organisation", f"there is no {organisation}. There is: {', '.join(names)}.")
    return settings.each[names.index(organisation)]


def _given(source: Mapping[str, str]) -> dict[str, str]:
    """What is given in one place, by the name of the setting; what stands in files of its own is read."""
    read = {setting.name: _value(setting.name, source) for setting in SETTINGS}
    return {name: value for name, value in read.items() if value is not None}


def _read_settings_file(path: Path) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """What stands in the file for all, and for each organisation by its name."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettingError(path, f"it cannot be read: {error}") from error
    organisations = table.pop(_ORGANISATIONS, {})
    _expect_settings(path, table, [setting.name for setting in SETTINGS])
    if not isinstance(organisations, dict):
        raise WrongSettingError(path, "an organisation is written as [organisations.NAME], with its settings below.")
    own = [setting.name for setting in SETTINGS if setting.name not in OF_ALL]
    for name, of_it in organisations.items():
        where = f"{path}: [organisations.{name}]"
        if not _NAME.fullmatch(name):
            raise WrongSettingError(where, "a name has at most 32 of a-z, 0-9 and -, and begins with no -.")
        if not isinstance(of_it, dict):
            raise WrongSettingError(where, "it must be a table, with the settings of the organisation below.")
        for key in of_it:
            if key.removesuffix("_FILE") in OF_ALL:
                raise WrongSettingError(where, f"{key} holds for all organisations. Put it above the first of them.")
        _expect_settings(where, of_it, own)
    return table, organisations


def _expect_settings(where: str | Path, table: Mapping[str, object], names: Sequence[str]) -> None:
    """Make sure that nothing else stands in the table."""
    known = [each for name in names for each in (name, f"{name}_FILE")]
    for name, value in table.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(names)}."
            raise WrongSettingError(where, f"there is no setting {name}. {advice}")
        if not isinstance(value, str):
            raise WrongSettingError(where, f'{name} must be a text in quotes, such as {name} = "…".')


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
