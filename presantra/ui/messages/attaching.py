"""Files attached to what one is writing: ``assets/messages.js`` sends each as soon as it is chosen, this shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.domain.attached_files import ACCEPTED, MAX_FILE_BYTES
from presantra.domain.labels import format_weight
from presantra.services.identity import parse_public_id
from presantra.services.messages import FileLine
from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.components.fields import control_id
from presantra.ui.forms import FormState, Identifier
from presantra.ui.layout.state import SpaceState

FIELD = "files"
EXTENSIONS = ",".join(f".{kind}" for kind in (*ACCEPTED, "jpeg"))


@dataclass(frozen=True)
class AttachedLine:
    id: str
    name: str
    weight: str


def attached_line(file: FileLine) -> AttachedLine:
    return AttachedLine(file.public_id, file.name, format_weight(file.size))


class Attaching(FormState, rx.State, mixin=True):
    """``draft``: the one that the files go with; the server ties it to the account and the company."""

    draft: str = ""
    attached: list[AttachedLine] = []

    @rx.event
    @private()
    async def look_at_files(self) -> None:
        await self._look()

    @rx.event
    @private(file=Identifier)
    async def take_out(self, file: str) -> None:
        await services().messages.take_out(acting(), parse_public_id(self.draft), file)
        await self._look()

    async def _look(self) -> None:
        files = await services().messages.attached(acting(), parse_public_id(self.draft))
        self.attached = [attached_line(file) for file in files]


def attach_field(state: Any) -> rx.Component:
    """The input belongs to no form: the one around it sends words only, the files are on the server already."""
    ident = control_id(FIELD)
    return rx.el.div(
        rx.el.label("Pièces jointes", html_for=ident, class_name="field-label"),
        rx.el.p(
            "PDF, image, Word, Excel ou CSV, 5\u00a0Mo chacune, 5 au plus. Vous pouvez aussi les glisser ici.",
            id=f"{ident}-aide",
            class_name="field-hint",
        ),
        rx.el.input(
            type="file",
            name="fichier",
            form="aucun",
            id=ident,
            accept=EXTENSIONS,
            multiple=True,
            aria_describedby=f"{ident}-aide {ident}-erreur",
            class_name="control control-file",
        ),
        rx.el.p(role="status", class_name="field-status", custom_attrs={"data-attach-status": ""}),
        rx.el.p(id=f"{ident}-erreur", role="alert", class_name="field-error", custom_attrs={"data-attach-error": ""}),
        rx.el.p(state.errors[FIELD], class_name="field-error"),
        rx.cond(
            state.attached.length() > 0,
            rx.el.ul(rx.foreach(state.attached, lambda file: _attached(state, file)), class_name="attached"),
        ),
        rx.el.button(
            type="button", hidden=True, on_click=state.look_at_files, custom_attrs={"data-attached": ""},
        ),
        class_name="field drop-zone",
        custom_attrs={
            "data-attach": state.draft,
            "data-company": SpaceState.current_company_id,
            "data-max-bytes": str(MAX_FILE_BYTES),
        },
    )  # fmt: skip


def _attached(state: Any, file: rx.Var[AttachedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(file.name, rx.el.span(" · ", file.weight, class_name="muted"), class_name="row-text"),
        rx.el.button(
            "Retirer",
            rx.el.span(" ", file.name, class_name="visually-hidden"),
            type="button",
            on_click=state.take_out(file.id),
            class_name="button button-link",
        ),
        key=file.id,
    )


def file_list(files: rx.Var[list[AttachedLine]]) -> rx.Component:
    """The files of a message that was sent."""
    return rx.cond(
        files.length() > 0,
        rx.el.ul(rx.foreach(files, _sent), class_name="attached"),
    )


def _sent(file: rx.Var[AttachedLine]) -> rx.Component:
    return rx.el.li(
        ui.download_link(file.name, rx.fragment("(", file.weight, ")"), f"/documents/messages/{file.id}"),
        rx.el.span(file.weight, class_name="muted", aria_hidden="true"),
        key=file.id,
    )
