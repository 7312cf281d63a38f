"""Who is acting in the event being processed, and what a handler demands of him."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import reflex as rx
from pydantic import ConfigDict, TypeAdapter, ValidationError

from presantra.bootstrap import Container, get_container
from presantra.domain.errors import (
    DatabaseUnavailable,
    DomainError,
    InvalidForm,
    ReauthenticationNeeded,
    SessionExpired,
)
from presantra.services.actor import ANONYMOUS, Actor

logger = logging.getLogger(__name__)


class Access(StrEnum):
    PUBLIC = "public"
    PROVISIONAL = "provisional"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class _Acting:
    actor: Actor
    unavailable: bool = False


_acting: ContextVar[_Acting] = ContextVar("presantra_acting", default=_Acting(ANONYMOUS))  # noqa: B039 (frozen)


def set_acting(actor: Actor, *, unavailable: bool = False) -> None:
    _acting.set(_Acting(actor, unavailable))


def acting() -> Actor:
    """The actor that the gate has found for this event.

    Raises:
        DatabaseUnavailable: the gate could not ask.
    """
    current = _acting.get()
    if current.unavailable:
        raise DatabaseUnavailable
    return current.actor


def services() -> Container:
    return get_container()


def public(**arguments: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A handler that anybody may call. ``arguments``: the pydantic type of each of its arguments."""
    return _guarded(Access.PUBLIC, arguments)


def provisional(**arguments: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A handler for whoever holds a session, even one that may only choose a password."""
    return _guarded(Access.PROVISIONAL, arguments)


def private(**arguments: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A handler of the private space. ``arguments``: the pydantic type of each of its arguments."""
    return _guarded(Access.PRIVATE, arguments)


def _guarded(access: Access, arguments: dict[str, Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    adapters = {name: TypeAdapter(kind, config=_config(kind)) for name, kind in arguments.items()}

    def decorate(handler: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isasyncgenfunction(handler):

            @functools.wraps(handler)
            async def wrapper(self: Any, /, *args: Any, **kwargs: Any) -> Any:
                try:
                    async for event in handler(self, **_checked(handler, access, adapters, args, kwargs)):
                        yield event
                except DomainError as error:
                    yield _refused(self, error)
        else:

            @functools.wraps(handler)
            async def wrapper(self: Any, /, *args: Any, **kwargs: Any) -> Any:
                try:
                    return await handler(self, **_checked(handler, access, adapters, args, kwargs))
                except DomainError as error:
                    return _refused(self, error)

        wrapper.presantra_access = access  # type: ignore[attr-defined]
        wrapper.presantra_arguments = adapters  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _config(kind: Any) -> ConfigDict | None:
    plain = not hasattr(kind, "model_config")
    return ConfigDict(strict=True) if plain else None


class _Malformed(DomainError):
    default_sentence = "Cette demande n’a pas pu être comprise. Rechargez la page et recommencez."


def _checked(
    handler: Callable[..., Any],
    access: Access,
    adapters: dict[str, TypeAdapter[Any]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> dict[str, Any]:
    """The arguments, parsed; the actor, checked again because a handler called by another passes no gate."""
    current = _acting.get()
    actor = current.actor
    if access is not Access.PUBLIC and current.unavailable:
        raise DatabaseUnavailable
    if access is Access.PRIVATE and not actor.authenticated:
        raise SessionExpired
    if access is Access.PROVISIONAL and actor.account_id is None:
        raise SessionExpired
    parameters = {name: p for name, p in inspect.signature(handler).parameters.items() if name != "self"}
    given = dict(zip(parameters, args, strict=False)) | kwargs
    missing = any(name not in given and p.default is p.empty for name, p in parameters.items())
    if missing or set(given) - set(adapters):
        raise _Malformed
    try:
        return {name: adapters[name].validate_python(value) for name, value in given.items()}
    except (ValidationError, RecursionError):
        logger.warning("argument refusé : %s", handler.__qualname__)
        raise _Malformed from None


def _refused(state: Any, error: DomainError) -> Any:
    """Show the sentence where the page shows its errors, and lead there."""
    if isinstance(error, SessionExpired):
        return rx.redirect("/connexion?erreur=session")
    if isinstance(error, ReauthenticationNeeded):
        # The client's own word, as everywhere: only ever a destination inside the private space.
        return rx.redirect(f"/reauthentification?suite={quote(state.router.url.path, safe='/')}")
    if isinstance(error, DatabaseUnavailable):
        logger.warning("base de données indisponible")
    if "errors" in state.base_vars:
        state.errors = dict(error.errors) if isinstance(error, InvalidForm) else {"": error.sentence}
        state.attempt += 1
        state.success = ""
        return None
    if isinstance(error, DatabaseUnavailable):
        from presantra.ui.layout.state import FailureState  # which needs this module

        return FailureState.show_unavailable()
    logger.warning("refus sans page pour le dire : %s", type(error).__name__)
    return None
