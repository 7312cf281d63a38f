"""The file to send, the model to fill in, the last imports."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.components.fields import control_id
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.importation.rows import PAGE, JobLine
from presantra.ui.pages.importation.state import ImportState

KINDS = ".xlsx,.xls,.csv,.txt,.dsn"
MAX_BYTES = 5 * 1024 * 1024


def upload() -> rx.Component:
    return rx.fragment(_send(), _recent())


def _send() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Une liste Excel ou CSV de votre logiciel de paie, votre propre tableau, ou une DSN mensuelle. "
            "Rien n’est enregistré avant que vous ayez vu et confirmé ce qui change."
        ),
        rx.el.p(
            "Pas de fichier sous la main\u00a0? ",
            ui.download_link("Télécharger le modèle", "d’import des salariés (Excel)", "/imports/modele.xlsx"),
            ", puis remplissez-le.",
        ),
        ui.native_form(
            ui.hidden("entreprise", SpaceState.current_company_id),
            rx.el.div(
                rx.el.label("Fichier", html_for=control_id("fichier"), class_name="field-label"),
                rx.el.p(
                    "Excel (.xlsx), CSV ou DSN, 5\u00a0Mo au plus. Vous pouvez aussi le glisser ici.",
                    id=f"{control_id('fichier')}-aide",
                    class_name="field-hint",
                ),
                rx.el.input(
                    type="file",
                    name="fichier",
                    id=control_id("fichier"),
                    accept=KINDS,
                    required=True,
                    aria_describedby=f"{control_id('fichier')}-aide {control_id('fichier')}-erreur",
                    class_name="control control-file",
                ),
                rx.el.p(id=f"{control_id('fichier')}-erreur", role="alert", class_name="field-error"),
                class_name="field drop-zone",
                custom_attrs={"data-drop-file": ""},
            ),
            ui.form_actions(ui.primary("Envoyer le fichier", busy_label="Lecture du fichier…")),
            action="/imports/salaries",
            enc_type="multipart/form-data",
            key=SpaceState.current_company_id,
            data_max_bytes=str(MAX_BYTES),
        ),
        title="Choisir un fichier",
    )


def _recent() -> rx.Component:
    return rx.cond(
        ImportState.jobs.length() > 0,
        ui.card(rx.el.ul(rx.foreach(ImportState.jobs, _job), class_name="rows"), title="Derniers imports"),
    )


def _job(job: rx.Var[JobLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(ui.link(job.filename, f"{PAGE}?import={job.id}")),
            rx.el.p(
                "Déposé le ", job.created,
                rx.cond(job.summary, rx.fragment("\u00a0: ", job.summary), ""),
                class_name="muted",
            ),
            class_name="row-text",
        ),
        ui.status_badge(job.label, job.tone),
        key=job.id,
    )  # fmt: skip
