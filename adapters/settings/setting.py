"""One setting: what is said of it, how its value is read, and that it cannot be used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from adapters.setting_values import WrongValueError

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class WrongSettingError(Exception):
    """A setting cannot be used; the message says which, why, and what to do."""

    def __init__(self, where: str | Path, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is said of one setting wherever settings are listed.

    Attributes:
        default: As the operator would write it; empty when nothing is set by default.
    """

    name: str
    default: str
    meaning: str


def read(name: str, given: Mapping[str, str], understand: Callable[[str], T], usual: T) -> T:
    """The setting, read; ``usual`` where it was not given.

    Raises:
        WrongSettingError: it cannot be used.
    """
    if name not in given:
        return usual
    try:
        return understand(given[name])
    except WrongValueError as error:
        raise WrongSettingError(name, str(error)) from error


def one_of(choices: type[Choice], meant: str) -> Callable[[str], Choice]:
    """Reads one of the choices, by its value."""

    def read(value: str) -> Choice:
        try:
            return choices(value)
        except ValueError as error:
            *others, last = choices
            wrong = f'"{value}" is no {meant}. It must be {", ".join(others)} or {last}.'
            raise WrongValueError(wrong) from error

    return read
