"""What surrounds every page: connection banner, error boundary, document head."""

from __future__ import annotations

import hashlib
from pathlib import Path

import reflex as rx
from reflex.components.core.banner import has_connection_errors
from reflex_components_core.base.error_boundary import ErrorBoundary

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def versioned(name: str) -> str:
    """Address of a file of ``assets/`` that browsers may keep for ever: it changes when the file does."""
    return f"/{name}?v={hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"


def connection_banner() -> rx.Component:
    return rx.el.div(
        rx.cond(
            has_connection_errors,
            rx.el.p("Connexion interrompue, nouvelle tentative…", class_name="connection-banner"),
        ),
        role="status",
        aria_live="assertive",
    )


def error_boundary() -> rx.Component:
    return ErrorBoundary.create(
        on_error=rx.noop(),
        fallback_render=rx.el.main(
            rx.el.h1("Cette page n’a pas pu s’afficher"),
            rx.el.p("Rechargez la page. Si le problème continue, contactez le service."),
            rx.el.a("Retourner à l’accueil", href="/"),
        ),
    )


def head() -> list[rx.Component]:
    return [
        rx.el.script(src=versioned("presantra.js"), defer=True),
        rx.el.link(rel="icon", type="image/svg+xml", href=versioned("favicon.svg")),
    ]
