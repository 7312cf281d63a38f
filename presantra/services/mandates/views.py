"""What the screens receive about mandates, and the words that tell one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from presantra.db.models import Cabinet, Mandate
from presantra.domain.identifiers import format_siren
from presantra.domain.labels import format_date
from presantra.domain.mandates import EndReason, MandateState, MandateTerms, state_on, warning_due
from presantra.domain.rights import ROLES, Role, read_roles, role_labels
from presantra.domain.typography import french
from presantra.services.actor import CompanyRef

WITH_FOLLOW_UP = "Suivi et risques compris"
WITHOUT_FOLLOW_UP = "Suivi et risques réservés à l’employeur"


@dataclass(frozen=True, slots=True)
class MandateView:
    """``cabinet`` is empty until the firm has answered and told its name; ``near``: ends within 30 days."""

    public_id: str
    state: MandateState
    cabinet: str
    siren: str
    email: str
    roles: frozenset[Role]
    follow_up: bool
    starts_on: date
    ends_on: date | None
    given_by: str
    given_at: datetime
    accepted_by: str
    accepted_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_why: EndReason | None
    near: bool
    version: int

    @property
    def name(self) -> str:
        return self.cabinet or self.email

    @property
    def rights(self) -> str:
        return rights_told(MandateTerms(self.roles, self.follow_up, self.ends_on))


@dataclass(frozen=True, slots=True)
class MandatePage:
    """Mandates of the current company, newest first: those that wait or hold, then those that are over."""

    open: tuple[MandateView, ...]
    over: tuple[MandateView, ...]


@dataclass(frozen=True, slots=True)
class GivingChoices:
    """Companies that the person may give a mandate for."""

    companies: tuple[CompanyRef, ...]


def mandate_view(mandate: Mandate, cabinet: Cabinet | None, today: date) -> MandateView:
    state = state_on(
        today, accepted=mandate.accepted_at is not None, ended=mandate.ended_at is not None, ends_on=mandate.ends_on
    )
    return MandateView(
        public_id=str(mandate.public_id),
        state=state,
        cabinet=cabinet.name if cabinet else "",
        siren=format_siren(cabinet.siren) if cabinet and cabinet.siren else "",
        email=mandate.email,
        roles=read_roles(mandate.roles),
        follow_up=mandate.follow_up,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        given_by=mandate.given_by,
        given_at=mandate.given_at,
        accepted_by=mandate.accepted_by,
        accepted_at=mandate.accepted_at,
        ended_by=mandate.ended_by,
        ended_at=mandate.ended_at,
        ended_why=EndReason(mandate.ended_why) if mandate.ended_why else None,
        near=state is MandateState.IN_FORCE and warning_due(mandate.ends_on, today) > 0,
        version=mandate.version,
    )


def terms_of(mandate: Mandate) -> MandateTerms:
    return MandateTerms(read_roles(mandate.roles), mandate.follow_up, mandate.ends_on)


def rights_told(terms: MandateTerms) -> str:
    """« Déclaration, Facturation ; suivi et risques réservés à l’employeur »."""
    part = WITH_FOLLOW_UP if terms.follow_up else WITHOUT_FOLLOW_UP
    return french(f"{role_labels(terms.roles)} ; {part[:1].lower()}{part[1:]}")


def end_told(ends_on: date | None) -> str:
    return f"jusqu’au {format_date(ends_on)} inclus" if ends_on else "sans date de fin"


def offers_of(terms: MandateTerms) -> tuple[str, ...]:
    """What a mandate lets the firm do, one sentence each."""
    roles = tuple(french(f"{ROLES[role].label} : {ROLES[role].intro}") for role in Role if role in terms.roles)
    part = WITH_FOLLOW_UP if terms.follow_up else f"{WITHOUT_FOLLOW_UP} : vous ne les verrez pas"
    return (*roles, french(f"{part}."), french(f"Mandat {end_told(terms.ends_on)}."))
