"""Links to files. ``rx.el.a`` would become a link of the router, which never asks the server for the file."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from presantra.ui.components.fields import Text


def download_link(label: str, what: Text, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to a file; ``what`` (« la facture F-2026-001 ») completes its name for screen readers.

    No ``download`` attribute: the server's answer says that the file is to be kept, and when the file is missing
    the browser shows the server's sentence instead of a failed download.
    """
    return ReactRouterLink.create(
        label,
        rx.el.span(" ", what, class_name="visually-hidden"),
        to=href,
        reload_document=True,
        discover="none",
        **props,
    )
