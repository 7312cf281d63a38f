"""Whether a person has proved who he is lately; asked before what an open tab must not be enough for."""

from __future__ import annotations

from datetime import timedelta

from presantra.domain.errors import ReauthenticationNeeded
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext


def demand_recent(context: ServiceContext, actor: Actor) -> None:
    """Raises:
    ReauthenticationNeeded: the person proved who he is more than ``reauthentication_minutes`` ago.
    SessionExpired: nobody is logged in.
    """
    actor.account()
    if not is_recent(context, actor):
        raise ReauthenticationNeeded


def is_recent(context: ServiceContext, actor: Actor) -> bool:
    """Whether the log-in, or the last confirmation, is recent enough."""
    window = timedelta(minutes=context.settings.reauthentication_minutes)
    proven = actor.reauthenticated_at
    return actor.authenticated and proven is not None and context.clock() - proven < window
