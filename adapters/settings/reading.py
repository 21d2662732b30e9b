"""Where settings come from: the environment, ``magdat.toml``, and files with one value."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.setting_values import WrongValueError, path
from adapters.settings.chosen import Settings, chosen
from adapters.settings.listed import OF_ALL, SETTINGS
from adapters.settings.setting import WrongSettingError, read

SETTINGS_FILE = "magdat.toml"
_ORGANISATIONS = "organisations"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

_LARGEST_FILE = 1 << 18
"""In bytes; room for a hundred organisations."""
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
    found = {setting.name: _value(setting.name, source) for setting in SETTINGS}
    return {name: value for name, value in found.items() if value is not None}


def _read_settings_file(file: Path) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """What stands in the file for all, and for each organisation by its name."""
    table = _table_in(file)
    organisations = table.pop(_ORGANISATIONS, {})
    _expect_settings(file, table, [setting.name for setting in SETTINGS])
    if not isinstance(organisations, dict):
        raise WrongSettingError(file, "an organisation is written as [organisations.NAME], with its settings below.")
    own = [setting.name for setting in SETTINGS if setting.name not in OF_ALL]
    for name, of_it in organisations.items():
        where = f"{file}: [organisations.{name}]"
        if not _NAME.fullmatch(name):
            raise WrongSettingError(where, "a name has at most 32 of a-z, 0-9 and -, and begins with no -.")
        if not isinstance(of_it, dict):
            raise WrongSettingError(where, "it must be a table, with the settings of the organisation below.")
        for key in of_it:
            if key.removesuffix("_FILE") in OF_ALL:
                raise WrongSettingError(where, f"{key} holds for all organisations. Put it above the first of them.")
        _expect_settings(where, of_it, own)
    return table, organisations


def _table_in(file: Path) -> dict[str, Any]:
    """What is written in the file; nothing where it is not there."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        wrong = f"it cannot be read: {error.strerror}. Let this user read it, or take it away."
        raise WrongSettingError(file, wrong) from error
    if len(content) > _LARGEST_FILE:
        raise WrongSettingError(file, f"it is larger than {_LARGEST_FILE >> 10} KiB. Are these settings?")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise WrongSettingError(file, "it is no text in UTF-8. Save it as such.") from error
    except RecursionError as error:
        raise WrongSettingError(file, "it is nested too deeply to be settings.") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongSettingError(file, f'it is no TOML: {error}. Write each setting as NAME = "value".') from error


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
        value = read(f"{name}_FILE", {f"{name}_FILE": value_file}, _value_in, "")
    if len(value) > _LONGEST_VALUE:
        raise WrongSettingError(name, f"the value is longer than {_LONGEST_VALUE} characters.")
    if not value.isprintable():
        raise WrongSettingError(name, "the value has characters that cannot be seen.")
    return value or None


def _value_in(written: str) -> str:
    """The value that stands in the file of this name."""
    file = path(written)
    try:
        with file.open("rb") as opened:
            lines = opened.read(_LONGEST_VALUE + 2).decode("utf-8").strip().splitlines()
    except OSError as error:
        wrong = f"{file} cannot be read: {error.strerror}. Name a file that is there, and that this user may read."
        raise WrongValueError(wrong) from error
    except UnicodeDecodeError as error:
        raise WrongValueError(f"{file} is no text in UTF-8. It must hold the value and nothing else.") from error
    if len(lines) > 1:
        raise WrongValueError(f"{file} has more than one line. It must hold the value and nothing else.")
    return lines[0] if lines else ""
