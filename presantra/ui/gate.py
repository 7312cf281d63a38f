"""The gate before every event: who is acting is read from the session row, and what is not listed is refused."""

from __future__ import annotations

import logging
from urllib.parse import quote

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.route import ROUTER_DATA_INCLUDE
from reflex_base.registry import RegistrationContext

from presantra.bootstrap import Container
from presantra.domain.errors import DatabaseUnavailable, Forbidden
from presantra.services.actor import Actor
from presantra.services.keys import token_digest
from presantra.services.visitors import session_token, visitor_of
from presantra.ui.acting import Access, acting, set_acting
from presantra.ui.failures import tell_it_is_back
from presantra.ui.framework import FRAMEWORK_EVENTS, ROOT
from presantra.ui.layout.state import TOLD, FailureState, SpaceState
from presantra.ui.rates import Pace
from presantra.ui.tab import TabState

logger = logging.getLogger(__name__)
ENTERING = f"{SpaceState.get_full_name()}.enter"
CONNECTIONS = frozenset({f"{ROOT}.hydrate", f"{ROOT}.hydrate_and_load"})


def access_of(event_name: str, registry: RegistrationContext | None = None) -> Access | None:
    """What a handler demands; None for one that is not listed, which nobody may call."""
    if event_name in FRAMEWORK_EVENTS:
        return Access.PUBLIC
    registered = (registry or RegistrationContext.get()).event_handlers.get(event_name)
    return getattr(registered.handler.fn, "presantra_access", None) if registered else None


class Gate(rx.Middleware):
    def __init__(self, container: Container, pace: Pace) -> None:
        self._container = container
        self._pace = pace

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        headers = root.router_data.get("headers", {})
        visitor = visitor_of(
            self._container.settings, self._container.context.keys, headers, root.router_data.get("ip", "")
        )
        access = access_of(event.name)
        if access is None:
            logger.warning("événement refusé : %r", event.name[:200])
            return StateUpdate()
        token = session_token(self._container.settings, headers)
        try:
            actor = await self._container.sessions.resolve(token, visitor)
        except DatabaseUnavailable:
            # Nobody is recognised while the database is away: handlers answer with its sentence.
            set_acting(visitor, unavailable=True)
            await _keep_from_others(root, event, token, visitor)
            # A page that is on screen says it there, beside what is typed; only an empty one is left.
            on_screen = (await root.get_state(SpaceState)).ready
            return None if access is Access.PUBLIC or on_screen else _go(f"/indisponible?suite={_path(root)}")
        session = actor.session_id is not None
        counted_for = f"s{actor.session_id}" if session else actor.visitor or actor.ip
        if not self._pace.served(root.router_data.get("sid", ""), counted_for, session=session):
            logger.warning("trop d’événements : %r", event.name[:200])
            return StateUpdate()
        tab = await _bind(root, event, _owner(actor, token))
        tell_it_is_back(await root.get_state(FailureState), root.router.session.client_token)
        actor, company_lost = _in_company_of(tab, actor)
        set_acting(actor)
        if company_lost and access is Access.PRIVATE:
            if event.name != ENTERING or TOLD not in str(root.router_data.get("asPath", "")):
                return _go(f"/espace?{TOLD}")
            tab.company = ""
        if event.name in CONNECTIONS and actor.authenticated:
            (await root.get_state(SpaceState))._show(acting())
        return _refusal(access, acting(), _path(root))


def _owner(actor: Actor, token: str) -> str:
    return f"s{token_digest(token)}" if actor.session_id is not None else f"v{actor.visitor}"


async def _bind(root: BaseState, event: Event, owner: str) -> TabState:
    """Tie the tab's memory to one session; whoever presents the tab's token with another cookie finds it empty."""
    tab = await root.get_state(TabState)
    if tab._owner != owner:
        if tab._owner:
            for substate_class in own_states():
                (await root.get_state(substate_class)).reset()
            _forget_place(root, event)
        tab._owner = owner
    return tab


async def _keep_from_others(root: BaseState, event: Event, token: str, visitor: Actor) -> None:
    """Without a database, the cookie of a tab is all that tells its owner from somebody else."""
    owner = (await root.get_state(TabState))._owner
    if owner != f"s{token_digest(token)}":
        await _bind(root, event, _owner(visitor, token))


def _forget_place(root: BaseState, event: Event) -> None:
    """Reflex completes what an event does not say of its page by what the tab said before, words searched included."""
    kept = {name: value for name, value in root.router_data.items() if name not in ROUTER_DATA_INCLUDE}
    root.router_data = kept | {name: value for name, value in event.router_data.items() if value}
    root._update_router_vars(root.router_data, {})


def own_states() -> list[type[BaseState]]:
    """Our own state classes, Reflex's excepted."""
    states = RegistrationContext.get().base_states.values()
    return [cls for cls in states if cls.__module__.startswith("presantra.")]


def _in_company_of(tab: TabState, actor: Actor) -> tuple[Actor, bool]:
    """Each tab keeps its company: switching in one must not move another.

    The flag tells that the company of the tab was taken away from the account: what the tab is about to save
    must not land in another one, not even by a second event; the tab begins anew on the page that says so.
    """
    if not actor.authenticated:
        return actor, False
    try:
        return actor.working_in(tab.company), False
    except Forbidden:
        return actor, bool(tab.company)


def _refusal(access: Access, actor: Actor, path: str) -> StateUpdate | None:
    if access is Access.PUBLIC:
        return None
    if actor.account_id is None:
        return _go(f"/connexion?erreur=session&suite={path}")
    if actor.provisional and access is not Access.PROVISIONAL:
        return _go("/premiere-connexion")
    return None


def _path(root: BaseState) -> str:
    """Page that was asked for, by the client's own word: only ever used as a destination inside the private space."""
    path = str(root.router_data.get("asPath", "") or "")[:500]
    return quote(path if path.startswith("/espace") else "/espace", safe="/")


def _go(address: str) -> StateUpdate:
    return StateUpdate(events=list(Event.from_event_type(rx.redirect(address))))
