"""What « Utilisateurs » shows, ready to read."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date, format_datetime
from presantra.domain.rights import role_labels
from presantra.services.users import InvitedView, UserView


@dataclass(frozen=True)
class UserRow:
    """``held``: codes of the roles; ``held_key`` the same in one text, which says whether they have changed."""

    id: str
    name: str
    job_title: str
    email: str
    roles: str
    held: list[str]
    held_key: str
    since: str
    last_login: str
    suspended: str
    oneself: bool


@dataclass(frozen=True)
class InvitedRow:
    id: str
    email: str
    roles: str
    sent: str
    until: str
    expired: bool


def user_row(view: UserView) -> UserRow:
    held = [role.value for role in view.roles]
    return UserRow(
        id=view.public_id,
        name=view.name,
        job_title=view.job_title,
        email=view.email,
        roles=role_labels(view.roles),
        held=held,
        held_key=",".join(held),
        since=format_date(paris_date(view.since)),
        last_login=format_datetime(view.last_login) if view.last_login else "",
        suspended=format_date(paris_date(view.suspended_at)) if view.suspended_at else "",
        oneself=view.oneself,
    )


def invited_row(view: InvitedView) -> InvitedRow:
    return InvitedRow(
        id=view.public_id,
        email=view.email,
        roles=role_labels(view.roles),
        sent=f"le {format_date(paris_date(view.sent_at))} par {view.by}",
        until=format_datetime(view.expires_at),
        expired=view.expired,
    )
