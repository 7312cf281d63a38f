"""« Demande DV-2026-000001 »: number, status, timeline, appointment, papers."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import FIELD_LABELS
from presantra.domain.messages import TieKind
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import shown_here
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.visite.appointment import appointment, booking
from presantra.ui.pages.visite.rows import DateLine, DocumentLink, Fact, Step
from presantra.ui.pages.visite.state import VisiteState

STATE = VisiteState
SHEET = VisiteState.sheet
# Between two requests, nothing of the first may stand under the address of the second.
HERE = STATE.loaded & shown_here(STATE.shown)
DIALOG = "confirmer-annulation"
LABELS = {
    "answer": FIELD_LABELS["answer"],
    "other_date": "Dates possibles",
    "absence_reason": FIELD_LABELS["absence_reason"],
    "replacement": "Remplaçant",
    "contest_reason": FIELD_LABELS["contest_reason"],
    "note": "Précision",
    "": "",
}


def _title() -> rx.Component:
    """A number is never cut at the end of a line."""
    number = rx.el.span(SHEET.number, class_name="unbroken")
    known = rx.cond(STATE.missing, STATE.title, rx.fragment("Demande ", number))
    return rx.cond(HERE, known, "Demande de visite")


@space_page(
    "/espace/visites/[visite]",
    STATE.title,
    intro=rx.cond(HERE & ~STATE.missing, f"{SHEET.employee} · {SHEET.kind}", ""),
    back=("Retour aux visites", "/espace/visites"),
    shown=_title,
    on_load=(STATE.load,),
    right=Right.VISITS_READ,
)
def visite() -> rx.Component:
    return rx.cond(
        HERE,
        rx.cond(STATE.missing, _missing(), _record()),
        ui.loading(),
    )


def _missing() -> rx.Component:
    """The same words as for an address that was never there."""
    return rx.fragment(
        rx.el.p(
            "Cette adresse ne mène à rien, ou vous n’y avez pas accès. Vérifiez-la, ou repartez d’ici.",
            class_name="lead",
        ),
        rx.el.div(
            ui.link_button("Retourner à l’accueil", "/", look="primary"),
            ui.link_button("Ouvrir mon espace", "/espace"),
            class_name="page-actions after-lead",
        ),
    )


def _record() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        ui.result(STATE.success, key=STATE.turn),
        rx.el.p(STATE.news, role="status", class_name="news"),
        rx.el.div(
            rx.el.div(_question(), appointment(), booking(), _documents(), _facts(), class_name="record-main"),
            _timeline(),
            class_name="record",
        ),
    )


def _question() -> rx.Component:
    return rx.cond(
        SHEET.can_answer,
        ui.card(
            rx.el.blockquote(SHEET.question, class_name="quoted"),
            ui.event_form(
                ui.textarea_field(
                    LABELS["answer"], "answer", required=True, rows=3, max_length=1000, error=STATE.errors["answer"],
                    hint="Ne mentionnez aucune information médicale.",
                ),
                ui.form_actions(ui.primary("Envoyer la réponse", busy=STATE.busy)),
                on_submit=STATE.answer,
                key=STATE.turn,
            ),
            title="Le service vous demande une précision",
        ),
    )  # fmt: skip


def _facts() -> rx.Component:
    return ui.card(
        ui.definition_list(
            ("Numéro", rx.el.strong(SHEET.number, class_name="unbroken")),
            ("Statut", ui.status_badge(SHEET.status, SHEET.tone)),
            ("Salarié", ui.link(SHEET.employee, SHEET.employee_href)),
            ("Type de visite", SHEET.kind),
            ("Demandée le", SHEET.asked_on),
        ),
        rx.el.dl(rx.foreach(SHEET.facts, _fact), class_name="facts"),
        rx.cond(
            SHEET.draft_href | SHEET.can_cancel | may(Right.MESSAGES_WRITE),
            ui.form_actions(_draft(), _cancel_button(), _write()),
        ),
        rx.cond(SHEET.can_cancel, _cancellation()),
        title="La demande",
    )


def _fact(fact: rx.Var[Fact]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact.name), rx.el.dd(rx.el.span(fact.text, class_name="written")))


def _draft() -> rx.Component:
    return rx.cond(SHEET.draft_href, ui.link_button("Compléter et envoyer", SHEET.draft_href, look="primary"))


def _cancel_button() -> rx.Component:
    return rx.cond(SHEET.can_cancel, ui.dialog_button("Annuler la demande", DIALOG, busy=STATE.busy))


def _write() -> rx.Component:
    """Not about a draft, which nobody has read."""
    link = ui.link_button("Écrire au service", f"/espace/messages/nouveau?{TieKind.VISIT}={STATE.shown}")
    return rx.cond(SHEET.draft_href, rx.fragment(), if_allowed(Right.MESSAGES_WRITE, link))


def _cancellation() -> rx.Component:
    return ui.dialog(
        DIALOG,
        "Annuler cette demande ?",
        rx.el.p(
            "La demande ", SHEET.number, " pour ", SHEET.employee,
            " ne sera plus traitée par le service. Vous pourrez en faire une nouvelle.",
        ),
        rx.cond(SHEET.clock, rx.el.p(SHEET.clock, class_name="mt-3 font-semibold")),
        ui.form_actions(
            ui.danger("Confirmer l’annulation", on_click=STATE.cancel, custom_attrs={"data-dialog-close": ""}),
            ui.dialog_dismiss("Conserver la demande"),
        ),
    )  # fmt: skip


def _documents() -> rx.Component:
    return rx.cond(
        SHEET.documents.length() > 0,
        ui.card(
            rx.el.ul(rx.foreach(SHEET.documents, _document), class_name="rows"),
            rx.el.p("À conserver et à présenter à l’inspection du travail (article R. 4624-55).", class_name="muted"),
            title="Documents",
        ),
    )


def _document(document: rx.Var[DocumentLink]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(document.name, class_name="font-medium"),
            rx.el.p("Déposé le ", document.at, class_name="muted"),
            class_name="row-text",
        ),
        ui.download_link("Télécharger", document.name, document.href, class_name="button button-secondary"),
    )


def _timeline() -> rx.Component:
    return ui.card(
        rx.el.ol(rx.foreach(SHEET.steps, _step), class_name="timeline"),
        rx.cond(SHEET.next_step, rx.el.p(rx.el.strong("Et ensuite ? "), SHEET.next_step, class_name="next-step")),
        rx.cond(
            SHEET.past.length() > 0,
            rx.el.details(
                rx.el.summary("Dates précédentes"),
                rx.el.ul(rx.foreach(SHEET.past, _past), class_name="changes"),
                class_name="disclosure",
            ),
        ),
        title="Suivi",
    )


def _past(line: rx.Var[DateLine]) -> rx.Component:
    return rx.el.li(rx.el.p(line.when, " · ", line.status), rx.cond(line.note, rx.el.p(line.note, class_name="muted")))


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.el.li(
        rx.el.p(step.status, class_name="timeline-status"),
        rx.el.p(step.at, " · ", step.by, class_name="muted"),
        rx.cond(step.note, rx.el.p(step.note, class_name="written")),
        class_name=f"timeline-step timeline-{step.tone}",
    )


PAGES = (visite,)
