"""What surrounds every page: document head, skip link, connection banner, error boundary, failures."""

from __future__ import annotations

import hashlib
from pathlib import Path

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.el.element import Element

from presantra.ui import components as ui
from presantra.ui.layout.early import hold_early_forms
from presantra.ui.layout.state import FailureState

ASSETS = Path(__file__).resolve().parents[3] / "assets"
CONTENT_ID = "contenu"


def versioned(name: str) -> str:
    """Address of a file of ``assets/`` that browsers may keep for ever: it changes when the file does."""
    return f"/{name}?v={hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"


def head() -> list[rx.Component]:
    return [
        hold_early_forms(),
        rx.el.script(src=versioned("presantra.js"), defer=True),
        rx.el.script(src=versioned("securite.js"), defer=True),
        rx.el.script(src=versioned("messages.js"), defer=True),
        rx.el.link(rel="icon", type="image/svg+xml", href=versioned("favicon.svg")),
        rx.el.meta(name="theme-color", content="#0a575d"),
        rx.el.meta(name="format-detection", content="telephone=no"),
    ]


class _Anchor(Element):
    """``rx.el.a`` would become a link of the router, whose absolute address nobody recognises as a skip link."""

    tag = "a"

    href: rx.Var[str]


def skip_link() -> rx.Component:
    return _Anchor.create(
        "Aller au contenu",
        href=f"#{CONTENT_ID}",
        class_name="skip-link",
        custom_attrs={"data-focus": CONTENT_ID},
    )


def connection_banner() -> rx.Component:
    """Shown by React itself when the socket is lost: no toast, no ``eval``.

    A fragment, because Reflex puts the whole page inside what this returns: the page must not be a live region.
    """
    return rx.fragment(
        rx.el.div(
            rx.cond(
                has_connection_errors,
                rx.el.p("Connexion interrompue, nouvelle tentative…", class_name="connection-banner"),
            ),
            role="status",
        )
    )


def failure_notice() -> rx.Component:
    return rx.el.div(
        rx.cond(
            FailureState.failed,
            ui.callout(
                "danger",
                "Votre dernière action n’a pas abouti. Rien n’a été perdu : réessayez dans quelques instants.",
                ui.button("Masquer ce message", look="link", on_click=FailureState.dismiss_failure),
                title="Une erreur est survenue",
            ),
        ),
        rx.cond(
            FailureState.unavailable,
            ui.callout(
                "danger",
                "Réessayez dans quelques instants. Ce que vous avez enregistré est conservé.",
                title="Service momentanément indisponible",
            ),
        ),
        role="alert",
        class_name="failure",
    )


def error_boundary() -> rx.Component:
    return ErrorBoundary.create(
        on_error=rx.noop(),
        fallback_render=rx.el.main(
            rx.el.h1("Cette page n’a pas pu s’afficher"),
            rx.el.p("Rechargez la page. Si le problème continue, prévenez le service.", class_name="lead"),
            rx.el.p(rx.el.a("Retourner à l’accueil", href="/")),
            class_name="main main-inner prose",
        ),
    )
