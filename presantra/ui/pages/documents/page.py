"""« Documents »: the DUERP, what the service has given, the attestation d’adhésion."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.domain.shared_documents import KINDS, UPDATE_MONTHS, SharedKind
from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.articles import article
from presantra.ui.components.fields import control_id
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.documents.rows import ReceivedLine, VersionLine
from presantra.ui.pages.documents.state import DocumentsState as State

LABELS = {"fichier": "Fichier", "document_on": "Date du document", "next_update_on": "Prochaine mise à jour", "": ""}
KINDS_OF_FILE = ".pdf,.docx,.xlsx,.odt"


@space_page(
    "/espace/documents",
    "Documents",
    intro="Ce que votre entreprise et le service se transmettent.",
    on_load=(State.load,),
    right=Right.DOCUMENTS_READ,
)
def documents() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, LABELS, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.cond(State.letter, ui.callout("info", State.letter)),
                _duerp(),
                if_allowed(Right.DOCUMENTS_WRITE, _deposit()),
                _received(),
                _certificate(),
            ),
            ui.loading(),
        ),
        on_mount=State.open,
    )


def _law(kind: SharedKind) -> rx.Component:
    rule = KINDS[kind]
    articles: list[rx.Component | str] = []
    for source in rule.sources:
        articles += [", " if articles else "", article(source)]
    return rx.el.details(
        rx.el.summary("Ce que dit le Code du travail"),
        rx.el.ul(*(rx.el.li(sentence) for sentence in rule.law), class_name="grid gap-1 list-disc pl-5 mt-2"),
        rx.el.p("Articles ", *articles, ".", class_name="muted mt-2"),
        class_name="disclosure",
    )


def _duerp() -> rx.Component:
    return ui.card(
        rx.el.p(ui.status_badge(State.standing, State.tone)),
        rx.el.p(State.due),
        rx.el.p(State.headcount, class_name="muted"),
        rx.cond(
            State.versions.length() > 0,
            rx.el.ul(rx.foreach(State.versions, _version), class_name="rows", aria_label="Versions du DUERP"),
        ),
        _law(SharedKind.DUERP),
        title="Document unique (DUERP)",
    )


def _version(version: rx.Var[VersionLine], index: rx.Var[int]) -> rx.Component:
    dialog_id = f"retirer-{version.id}"
    return rx.el.li(
        rx.el.div(
            _titled(version.title, index == 0, "Version actuelle"),
            rx.el.p(version.facts, class_name="muted"),
            class_name="row-text",
        ),
        rx.el.div(
            ui.download_link("Télécharger", version.title, version.href, class_name="button button-secondary"),
            rx.cond(
                version.withdrawable,
                rx.fragment(
                    ui.dialog_button("Retirer", dialog_id),
                    ui.confirmation(
                        dialog_id,
                        f"Retirer le {version.title} ?",
                        f"Pour un fichier déposé par erreur, jusqu’au {version.withdrawable}. Ensuite, une nouvelle "
                        "version le remplace, et il est conservé.",
                        "Retirer le document",
                        on_confirm=State.withdraw(version.id),
                    ),
                ),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        key=version.id,
    )  # fmt: skip


def _titled(title: rx.Var[str], marked: rx.Var[bool], mark: str) -> rx.Component:
    return rx.el.p(
        rx.el.strong(title),
        rx.cond(marked, ui.status_badge(mark, "info"), rx.fragment()),
        class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
    )


def _deposit() -> rx.Component:
    settings = get_settings()
    return ui.card(
        rx.el.p(
            "Le service le reçoit aussitôt : c’est la transmission que demande le Code du travail. Les versions "
            "précédentes sont conservées. Aucune information médicale, aucun nom de salarié."
        ),
        ui.native_form(
            ui.required_note(),
            ui.hidden("entreprise", SpaceState.current_company_id),
            # Numbered by the browser when it leaves: one that leaves early has its number too.
            rx.el.input(type="hidden", name="operation", default_value="", custom_attrs={"data-operation": ""}),
            _file_field(settings.document_max_mb),
            ui.field_row(
                ui.field(
                    LABELS["document_on"], "document_on", type="date", required=True,
                    default_value=State.typed["document_on"], error=State.errors["document_on"],
                    hint="Celle de sa dernière mise à jour.",
                    custom_attrs={
                        "data-proposes": control_id("next_update_on"),
                        "data-months": rx.cond(State.yearly, str(UPDATE_MONTHS), ""),
                    },
                ),
                ui.field(
                    LABELS["next_update_on"], "next_update_on", type="date",
                    default_value=State.typed["next_update_on"], error=State.errors["next_update_on"],
                    hint=rx.cond(
                        State.yearly, "Un an après au plus tard ; vous pouvez la rapprocher.", "Facultative."
                    ),
                ),
            ),
            ui.form_actions(ui.primary("Déposer le DUERP", busy_label="Envoi du fichier…")),
            action="/partages/duerp",
            enc_type="multipart/form-data",
            key=SpaceState.current_company_id,
            data_max_bytes=str(settings.document_max_bytes),
            data_too_big=f"Ce fichier dépasse {settings.document_max_mb} Mo.",
        ),
        title="Déposer une version",
    )  # fmt: skip


def _file_field(most: int) -> rx.Component:
    name = control_id("fichier")
    return rx.el.div(
        rx.el.label("Fichier", html_for=name, class_name="field-label", custom_attrs={"data-required": ""}),
        rx.el.p(
            f"PDF, Word (.docx), Excel (.xlsx) ou OpenDocument (.odt), {most}\u00a0Mo au plus. Vous pouvez aussi le "
            "glisser ici.",
            id=f"{name}-aide",
            class_name="field-hint",
        ),
        rx.el.input(
            type="file",
            name="fichier",
            id=name,
            accept=KINDS_OF_FILE,
            required=True,
            aria_invalid=rx.cond(State.errors["fichier"], "true", "false"),
            aria_describedby=f"{name}-aide {name}-erreur",
            class_name="control control-file",
        ),
        rx.el.p(
            rx.cond(State.errors["fichier"], State.errors["fichier"], ""), id=f"{name}-erreur", class_name="field-error"
        ),
        class_name="field drop-zone",
        custom_attrs={"data-drop-file": ""},
    )


def _received() -> rx.Component:
    return ui.card(
        rx.cond(
            State.received.length() > 0,
            rx.el.ul(rx.foreach(State.received, _document), class_name="rows"),
            rx.el.p(
                "Aucun document pour le moment. La fiche d’entreprise et les courriers du service arriveront ici ; un "
                "e-mail vous le dira.",
                class_name="muted",
            ),
        ),
        rx.cond(
            State.former.length() > 0,
            rx.el.details(
                rx.el.summary("Versions remplacées"),
                rx.el.ul(rx.foreach(State.former, _document), class_name="rows"),
                class_name="disclosure",
            ),
        ),
        _law(SharedKind.COMPANY_FILE),
        title="Documents du service",
    )


def _document(line: rx.Var[ReceivedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            _titled(line.title, line.unread, "Nouveau"),
            rx.el.p(line.facts, class_name="muted"),
            class_name="row-text",
        ),
        ui.download_link("Télécharger", line.title, line.href, class_name="button button-secondary"),
        key=line.id,
    )  # fmt: skip


def _certificate() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Un PDF établi aussitôt, à la date du jour : entreprise, SIRET, code adhérent. Son numéro et son code "
            "permettent à quiconque de ",
            ui.link("vérifier qu’elle est authentique", "/verifier-attestation"),
            ".",
        ),
        ui.native_form(
            ui.hidden("entreprise", SpaceState.current_company_id),
            ui.form_actions(ui.button("Établir l’attestation d’adhésion (PDF)", type="submit")),
            action="/partages/attestation",
            once=False,
            key=SpaceState.current_company_id,
        ),
        title="Attestation d’adhésion",
    )


PAGES = (documents,)
