"""Records as JSON and back: only fields that differ from their default are written, so records can gain fields."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

Record = TypeVar("Record")

# `json.dumps` with settings of its own would make an encoder for every record.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(value: object) -> str:
    """Return a frozen dataclass, or a tuple of them, as compact JSON."""
    return _encode(_plain(value)) if value != () else "[]"


def from_json(kind: type[Record], text: str) -> Record:
    """Return the record of `kind` that `to_json` wrote. Raises ValueError when the JSON does not describe one."""
    return cast(Record, _reader(cast(Hashable, kind))(json.loads(text)))


def tuple_from_json(kind: type[Record], text: str) -> tuple[Record, ...]:
    """Return the tuple of records of `kind` that `to_json` wrote."""
    read = _reader(cast(Hashable, kind))
    return tuple(read(item) for item in json.loads(text))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: _plain(part) for name, default in _defaults(type(value)) if (part := getattr(value, name)) != default
        }
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return value


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


@cache
def _reader(hint: Hashable) -> Callable[[Any], Any]:
    """Return a function from plain JSON values to values of the annotated type."""
    if is_dataclass(hint):
        return _dataclass_reader(cast(type, hint))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [_reader(argument) for argument in arguments if argument is not type(None)]
        return lambda value: None if value is None else inner[0](value)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            read = _reader(arguments[0])
            return lambda value: tuple(read(item) for item in value)
        readers = [_reader(argument) for argument in arguments]
        return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))
    return lambda value: value


def _dataclass_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    required = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not required <= value.keys():
            raise ValueError(f"not a {kind.__name__}: {str(value)[:80]}")
        return kind(**{name: readers[name](part) for name, part in value.items() if name in readers})

    return read
