"""The screen « Importer des salariés »: one address, and what the import of that address calls for."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.imports import Status
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout import space_page
from presantra.ui.pages.importation.mapping import drop_dialog, mapping
from presantra.ui.pages.importation.preview import lines, preview
from presantra.ui.pages.importation.rows import PAGE
from presantra.ui.pages.importation.state import ImportState, KeptRow
from presantra.ui.pages.importation.upload import upload

JOB = ImportState.job
UNDO_DIALOG = "annuler-import"
POLL_MILLISECONDS = 700


@space_page(
    PAGE,
    "Importer des salariés",
    intro="Arrivées, départs et changements, à partir d’un fichier.",
    back=("Retour aux salariés", LIST),
    on_load=(ImportState.load,),
    right=Right.PEOPLE_WRITE,
)
def importation() -> rx.Component:
    return rx.fragment(
        ui.error_summary(ImportState.errors, {"": ""}, attempt=ImportState.attempt),
        rx.cond(ImportState.loaded, rx.cond(JOB.id, _job(), upload()), ui.loading()),
    )


def _job() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(rx.el.strong(JOB.filename), ", déposé le ", JOB.created),
            ui.status_badge(JOB.label, JOB.tone),
            class_name="import-head",
        ),
        rx.cond(JOB.sentence, rx.el.div(ui.callout("warning", JOB.sentence), role="alert", class_name="mb-5")),
        rx.cond(JOB.columns_left_out, _columns_left_out()),
        drop_dialog(),
        rx.match(
            JOB.status,
            (Status.MAPPING.value, mapping()),
            (Status.PREVIEW.value, preview()),
            (Status.DONE.value, _done()),
            (Status.UNDONE.value, _undone()),
            (Status.REFUSED.value, upload()),
            (Status.DROPPED.value, upload()),
            _running(),
        ),
    )


def _columns_left_out() -> rx.Component:
    return rx.el.div(
        ui.callout(
            "info",
            rx.el.p(
                JOB.columns_left_out,
                "\u00a0: ces colonnes relèvent du suivi, que vos droits ne comprennent pas. L’employeur sera invité à "
                "préciser les situations de travail.",
            ),
            title="Colonnes laissées de côté",
        ),
        class_name="mb-5",
    )


def _running() -> rx.Component:
    """Followed by ``presantra.js``, which presses the hidden button."""
    return ui.card(
        rx.el.label(JOB.label, html_for="progression", class_name="field-label"),
        rx.el.progress(id="progression", value=JOB.progress, max=100, class_name="progress"),
        rx.el.p("Vous pouvez fermer cette page\u00a0: le travail continue, et l’import se retrouve dans la liste."),
        rx.el.p(JOB.label, role="status", class_name="visually-hidden"),
        rx.el.button(
            "Actualiser",
            type="button",
            on_click=ImportState.poll,
            tab_index=-1,
            aria_hidden="true",
            hidden=True,
            custom_attrs={"data-poll": str(POLL_MILLISECONDS)},
        ),
    )


def _done() -> rx.Component:
    return rx.fragment(
        ui.result(f"Import enregistré le {JOB.applied}\u00a0: {JOB.summary}.", key=JOB.id),
        ui.card(
            rx.cond(
                JOB.left_out,
                rx.fragment(
                    rx.el.p("N’ont pas été importés\u00a0: ", JOB.left_out, "."),
                    rx.el.p(
                        ui.download_link(
                            "Télécharger les lignes en erreur", "de cet import", f"/imports/{JOB.id}/rejets.xlsx"
                        ),
                        "\u00a0: corrigez-les dans ce fichier, puis déposez-le.",
                    ),
                ),
                rx.el.p("Toutes les lignes ont été traitées."),
            ),
            rx.cond(
                JOB.undo_until,
                rx.fragment(
                    rx.el.p("Cet import peut être annulé jusqu’au ", JOB.undo_until, "."),
                    ui.form_actions(
                        ui.link_button("Voir les salariés", LIST, look="primary"),
                        ui.dialog_button("Annuler cet import", UNDO_DIALOG, look="danger", busy=ImportState.busy),
                        ui.link_button("Importer un autre fichier", PAGE),
                    ),
                    _undo_dialog(),
                ),
                ui.form_actions(
                    ui.link_button("Voir les salariés", LIST, look="primary"),
                    ui.link_button("Importer un autre fichier", PAGE),
                ),
            ),
            title="Compte rendu",
        ),
        lines(),
    )


def _undo_dialog() -> rx.Component:
    return ui.dialog(
        UNDO_DIALOG,
        "Annuler cet import\u00a0?",
        rx.el.p(
            "Les arrivées seront retirées, les changements et les départs défaits. Un salarié modifié depuis l’import, "
            "ou dont une visite est demandée, reste comme il est\u00a0: il vous sera nommé."
        ),
        ui.form_actions(
            ui.danger("Annuler cet import", on_click=ImportState.undo, custom_attrs={"data-dialog-close": ""}),
            ui.dialog_dismiss("Conserver l’import"),
        ),
    )


def _undone() -> rx.Component:
    return rx.fragment(
        ui.result(
            rx.cond(
                JOB.kept,
                f"Import annulé le {JOB.undone}, sauf pour les salariés nommés ci-dessous.",
                f"Import annulé le {JOB.undone}\u00a0: les salariés sont comme avant.",
            ),
            key=JOB.id,
        ),
        rx.cond(
            ImportState.kept.length() > 0,
            ui.card(
                rx.el.p("Modifiés depuis l’import, ou avec une visite demandée, ils n’ont pas été touchés\u00a0:"),
                rx.el.ul(rx.foreach(ImportState.kept, _kept), class_name="grid gap-1 list-disc pl-5"),
                title="Salariés laissés comme ils sont",
            ),
        ),
        upload(),
    )


def _kept(person: rx.Var[KeptRow]) -> rx.Component:
    return rx.el.li(ui.link(person.name, f"{LIST}/{person.id}"), key=person.id)


PAGES = (importation,)
