"""The events of Reflex itself that a browser may send, and what they may carry."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError

ROOT = "reflex___state____state"
_STRICT = ConfigDict(strict=True)
_FLAG = TypeAdapter(bool, config=_STRICT)
_TEXT = TypeAdapter(str, config=_STRICT)
# Remembered for as long as a tab: one identifier.
_STORED = TypeAdapter(dict[str, Annotated[str, StringConstraints(max_length=100)]], config=_STRICT)
_HASHES = TypeAdapter(list[str] | None, config=_STRICT)
_LOADING = f"{ROOT}.reflex___state____on_load_internal_state"

# Event → its arguments, and whether each must be there.
FRAMEWORK_EVENTS: dict[str, dict[str, tuple[TypeAdapter[Any], bool]]] = {
    f"{ROOT}.hydrate": {},
    f"{ROOT}.hydrate_and_load": {"vars": (_STORED, False), "hashes": (_HASHES, False)},
    f"{ROOT}.set_is_hydrated": {"value": (_FLAG, True)},
    f"{_LOADING}.on_load_internal": {},
    f"{_LOADING}.set_is_hydrated": {"value": (_FLAG, True)},
    f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal": {"vars": (_STORED, True)},
    f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception": {
        "info": (_TEXT, True),
        "component_stack": (_TEXT, True),
    },
}


def well_formed(event_name: str, payload: dict[str, Any]) -> bool:
    """Whether a framework event carries what it must and nothing else: Reflex does not look."""
    arguments = FRAMEWORK_EVENTS[event_name]
    if set(payload) - set(arguments) or any(must and name not in payload for name, (_, must) in arguments.items()):
        return False
    try:
        for name, value in payload.items():
            arguments[name][0].validate_python(value)
    except (ValidationError, RecursionError):
        return False
    return True
