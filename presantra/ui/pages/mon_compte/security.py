"""« Mon compte »: open sessions, the ways to log in, and what the account did lately."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState, Identifier

HERE = "/espace/mon-compte"
LATEST = 5


@dataclass(frozen=True)
class SessionRow:
    id: str
    device: str
    ip: str
    since: str
    last_seen: str
    current: bool


@dataclass(frozen=True)
class EventRow:
    at: str
    action: str
    ip: str


class SecuriteState(FormState, rx.State):
    sessions: list[SessionRow] = []
    events: list[EventRow] = []

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_list(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(session=Identifier)
    async def close_session(self, session: str) -> None:
        try:
            await services().sessions.revoke(acting(), session)
        finally:
            await self._load()
        self._tell("La session est fermée : cet appareil devra se reconnecter.")

    @rx.event
    @private()
    async def close_others(self) -> None:
        await services().sessions.revoke_others(acting())
        await self._load()
        self._tell("Toutes vos autres sessions sont fermées.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    async def _load(self) -> None:
        actor = acting()
        self.sessions = [
            SessionRow(
                s.public_id, s.device, s.ip or "inconnue", format_datetime(s.opened_at),
                format_datetime(s.last_seen_at), s.current,
            )
            for s in sorted(await services().sessions.list(actor), key=lambda s: not s.current)
        ]  # fmt: skip
        self.events = [
            EventRow(format_datetime(line.at), line.action, line.ip)
            for line in (await services().profile.security_history(actor))[:LATEST]
        ]


def sessions_card() -> rx.Component:
    return ui.card(
        ui.error_summary(SecuriteState.errors, {"": ""}, attempt=SecuriteState.attempt),
        ui.result(SecuriteState.success, key=SecuriteState.attempt),
        rx.el.p(
            "Les appareils connectés à votre compte en ce moment. Fermez ceux que vous ne reconnaissez pas, "
            "puis changez votre mot de passe.",
            class_name="muted",
        ),
        rx.el.ul(rx.foreach(SecuriteState.sessions, _session), class_name="rows"),
        rx.cond(
            SecuriteState.sessions.length() > 1,
            rx.el.div(
                ui.secondary("Fermer toutes les autres sessions", on_click=SecuriteState.close_others),
                class_name="card-actions",
            ),
        ),
        title="Sessions",
    )


def _session(session: rx.Var[SessionRow]) -> rx.Component:
    name_id = f"session-{session.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(session.device, id=name_id)),
            rx.el.p("Adresse IP ", session.ip, " · ouverte le ", session.since, class_name="muted"),
            rx.el.p("Dernière activité le ", session.last_seen, class_name="muted"),
            class_name="row-text",
        ),
        rx.cond(
            session.current,
            ui.status_badge("session actuelle", "success"),
            ui.secondary(
                "Fermer cette session",
                on_click=SecuriteState.close_session(session.id),
                aria_describedby=name_id,
            ),
        ),
        key=session.id,
    )


LINKS = (
    ("Mot de passe", "Le modifier par un lien envoyé à votre adresse.", "/espace/modifier-mon-mot-de-passe"),
    (
        "Double authentification",
        "Un code de votre téléphone en plus du mot de passe.",
        f"{HERE}/double-authentification",
    ),
    ("Clés d’accès", "Se connecter avec le code, le visage ou l’empreinte d’un appareil.", f"{HERE}/cles-d-acces"),
    ("Historique de sécurité", "Connexions et changements de votre compte, sur douze mois.", f"{HERE}/historique"),
)
ACCOUNT_LINKS = (
    (
        "Adresse e-mail",
        "Celle de vos connexions et de nos messages.",
        f"{HERE}/adresse-e-mail",
    ),
    ("Notifications", "Les e-mails que vous recevez.", f"{HERE}/notifications"),
    ("Mes données", "Une copie de ce que le portail sait de vous.", f"{HERE}/mes-donnees"),
    ("Fermer mon compte", "Ce que vous perdez, et comment revenir.", f"{HERE}/fermer"),
)


def security_card() -> rx.Component:
    return ui.card(
        _links(LINKS),
        rx.el.h3("Activité récente de votre compte"),
        rx.cond(
            SecuriteState.events,
            rx.el.ol(rx.foreach(SecuriteState.events, _event), class_name="changes"),
            rx.el.p("Rien à signaler pour le moment.", class_name="muted"),
        ),
        title="Sécurité",
    )


def account_card() -> rx.Component:
    return ui.card(_links(ACCOUNT_LINKS), title="Votre compte")


def _links(links: tuple[tuple[str, str, str], ...]) -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                ui.link(
                    rx.fragment(
                        rx.el.span(rx.el.strong(name), rx.el.span(text, class_name="muted")), ui.icon("arrow-right")
                    ),
                    href,
                )
            )
            for name, text, href in links
        ),
        class_name="rows account-links",
    )


def _event(event: rx.Var[EventRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(event.action),
        rx.el.p(event.at, rx.cond(event.ip, rx.el.span(" · adresse IP ", event.ip), ""), class_name="when"),
    )
