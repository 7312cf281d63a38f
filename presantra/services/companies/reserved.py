"""What the journal of a company says that is not for everybody who may read its coordonnées."""

from __future__ import annotations

from presantra.domain.complementary_posts import PostAct
from presantra.domain.mandates import MandateAct
from presantra.domain.rights import Right
from presantra.services.actor import Actor

_ACTS: tuple[tuple[Right, tuple[str, ...]], ...] = (
    (Right.FOLLOW_UP_READ, tuple(PostAct)),
    (Right.MANDATES, tuple(MandateAct)),
)


def hidden_acts(actor: Actor) -> tuple[str, ...]:
    """Posts at risk without the part on follow-up; mandates, which may be those of others, unless he gives them."""
    return tuple(act for right, acts in _ACTS if not actor.may(right) for act in acts)
