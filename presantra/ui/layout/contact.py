"""How to reach the service: the same block on several public pages."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui


def contact() -> rx.Component:
    settings = get_settings()
    return ui.card(
        rx.el.p(
            f"L’équipe de {settings.service_name} vous aide à vous connecter et répond à vos questions.",
            class_name="muted",
        ),
        rx.el.ul(
            _way("phone", "Téléphone", settings.service_phone, f"tel:{''.join(settings.service_phone.split())}"),
            _way("mail", "E-mail", settings.service_email, f"mailto:{settings.service_email}"),
            class_name="ways",
        ),
        title="Joindre le service",
        id="contact",
    )


def _way(picture: str, label: str, text: str, href: str) -> rx.Component:
    return rx.el.li(
        ui.icon(picture),
        rx.el.span(rx.el.span(label, class_name="way-label"), rx.el.a(text, href=href)),
        class_name="way",
    )
