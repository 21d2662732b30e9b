"""Frozen dataclasses as JSON and back, by their type hints: how a message waits in the outbox.

Every dataclass carries the name of its class, so that a union such as ``Block`` can be read again. A field that is
not in what was stored takes its default, so that a field can be added while messages wait.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache

_CLASS = "_"
"""The key under which the name of the class stands."""

T = typing.TypeVar("T")


class UnreadableError(ValueError):
    """What was stored does not fit the type that it is read as."""


def to_json(value: object) -> str:
    """``value`` as JSON on one line."""
    return json.dumps(_packed(value), ensure_ascii=True, separators=(",", ":"))


@typing.overload
def from_json(expected: type[T], written: str) -> T: ...


@typing.overload
def from_json(expected: types.UnionType, written: str) -> typing.Any: ...  # noqa: ANN401 -- a union has no type


def from_json(expected: type[T] | types.UnionType, written: str) -> object:
    """The value that was written.

    Raises:
        UnreadableError: it does not fit ``expected``.
    """
    try:
        return _unpacked(expected, json.loads(written))
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise UnreadableError(str(error)) from error


def _packed(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset):
        return [_packed(member) for member in value]
    if isinstance(value, Mapping):
        return {str(key): _packed(member) for key, member in value.items()}
    if dataclasses.is_dataclass(value):
        fields = {field.name: _packed(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {_CLASS: type(value).__name__, **fields}
    wrong = f"{type(value).__name__} cannot be stored"
    raise TypeError(wrong)


def _unpacked(expected: typing.Any, stored: typing.Any) -> object:  # noqa: ANN401 -- a type hint may be anything
    origin = typing.get_origin(expected)
    if origin in {typing.Union, types.UnionType}:
        return _one_of(typing.get_args(expected), stored)
    if origin is tuple:
        (member, *_) = typing.get_args(expected)
        return tuple(_unpacked(member, each) for each in stored)
    if origin is not None and issubclass(origin, Mapping):
        key, member = typing.get_args(expected)
        return {_unpacked(key, name): _unpacked(member, each) for name, each in stored.items()}
    if dataclasses.is_dataclass(expected) and isinstance(expected, type):
        return _dataclass(expected, stored)
    return _scalar(expected, stored)


def _one_of(members: tuple[typing.Any, ...], stored: typing.Any) -> object:  # noqa: ANN401 -- as above
    if stored is None:
        if type(None) not in members:
            raise UnreadableError("nothing where something is needed")
        return None
    named = stored.get(_CLASS) if isinstance(stored, dict) else None
    for member in members:
        if member is type(None) or (named is not None and getattr(member, "__name__", None) != named):
            continue
        try:
            return _unpacked(member, stored)
        except (UnreadableError, ValueError, TypeError):
            continue
    raise UnreadableError(f"{named or type(stored).__name__} is none of the kinds expected")


def _dataclass(expected: type, stored: typing.Any) -> object:  # noqa: ANN401 -- as above
    if not isinstance(stored, dict) or stored.get(_CLASS) != expected.__name__:
        raise UnreadableError(f"no {expected.__name__}")
    hints = _hints(expected)
    return expected(**{name: _unpacked(hints[name], value) for name, value in stored.items() if name in hints})


@cache
def _hints(expected: type) -> dict[str, typing.Any]:
    return typing.get_type_hints(expected)


def _scalar(expected: typing.Any, stored: typing.Any) -> object:  # noqa: ANN401 -- as above
    if expected is datetime:
        return datetime.fromisoformat(stored)
    if expected is date:
        return date.fromisoformat(stored)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected(stored)
    if expected is float and isinstance(stored, int):
        return float(stored)
    if not isinstance(expected, type) or not isinstance(stored, expected):
        raise UnreadableError(f"{type(stored).__name__} where {expected} is needed")
    return stored
