"""Lists and rules of the field as TOML files, read once and checked whole: a mistake stops the portal at its start."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter

Entry = TypeVar("Entry")

FOLDER: Traversable = files(__name__)
STRICT = ConfigDict(extra="forbid")
"""For ``__pydantic_config__`` of the dataclasses read here: a misspelt key is an error, not a default."""


def read(folder: Traversable, name: str) -> dict[str, Any]:
    """The tables of one file. Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(folder.joinpath(name).read_text("utf-8"))


def entry(kind: type[Entry], values: dict[str, Any]) -> Entry:
    """One entry, its types and keys checked. Raises pydantic.ValidationError."""
    hashable: Any = kind
    found: Entry = _adapter(hashable).validate_python(values)
    return found


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
