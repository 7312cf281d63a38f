"""What each column of the file holds, as guessed, to be confirmed; the words that only a person can explain."""

from __future__ import annotations

import reflex as rx

from presantra.domain.imports.columns import COLUMN_LABELS, Column
from presantra.domain.labels import choices
from presantra.domain.vocabulary import ContractType
from presantra.services.imports import COLUMN_CHOICES as CHOICES
from presantra.services.imports import NUMBER_COLUMNS
from presantra.ui import components as ui
from presantra.ui.pages.importation.rows import GuessRow, QuestionRow
from presantra.ui.pages.importation.state import ImportState

OPTIONS = (Column.IGNORED, *(column for column in Column if column in CHOICES))
NUMBERS = tuple(column for column in Column if column in NUMBER_COLUMNS)
DROP_DIALOG = "abandonner-import"


def mapping() -> rx.Component:
    return ui.event_form(
        ui.card(
            rx.el.p(ImportState.mapping_intro),
            rx.el.p("Vérifiez ce que contient chaque colonne, corrigez si besoin, puis continuez."),
            rx.cond(
                ImportState.missing,
                ui.callout(
                    "info",
                    rx.el.p(
                        "Aucune colonne ne donne\u00a0: ", ImportState.missing,
                        ". C’est sans effet sur les salariés déjà connus\u00a0; pour une arrivée, il le faut.",
                    ),
                ),
            ),
            rx.cond(
                ImportState.unread,
                ui.callout(
                    "info",
                    rx.el.p(
                        "Non lu\u00a0: ", ImportState.unread,
                        ". Votre service ne demande pas le n° de sécurité sociale\u00a0; rien n’en est conservé.",
                    ),
                ),
            ),
            rx.el.ul(rx.foreach(ImportState.guesses, _guess), class_name="rows mapping-rows"),
            title="Colonnes du fichier",
        ),
        rx.cond(
            ImportState.questions.length() > 0,
            ui.card(rx.el.div(rx.foreach(ImportState.questions, _question)), title="Mots à préciser"),
        ),
        ui.card(
            ui.select_field(
                "Type de contrat quand le fichier ne le dit pas",
                "defaut_contract_type",
                choices(ContractType),
                default_value=ImportState.default_contract,
                placeholder="Aucun\u00a0: la ligne sera en erreur",
                error=ImportState.errors["defaut_contract_type"],
            ),
            ui.form_actions(
                ui.primary("Continuer", busy=ImportState.busy, busy_label="Comparaison…"),
                drop_button(),
            ),
        ),
        on_submit=ImportState.choose,
        key=f"colonnes-{ImportState.form_key}",
    )  # fmt: skip


def drop_button() -> rx.Component:
    return ui.dialog_button("Abandonner cet import", DROP_DIALOG)


def drop_dialog() -> rx.Component:
    return ui.confirmation(
        DROP_DIALOG,
        "Abandonner cet import\u00a0?",
        "Rien n’a été enregistré. Ce qui a été lu du fichier sera effacé.",
        "Abandonner",
        on_confirm=ImportState.drop,
    )


def _guess(guess: rx.Var[GuessRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(guess.heading), rx.cond(guess.sure, "", ui.status_badge("À vérifier", "warning"))),
            rx.el.p(guess.samples, class_name="muted"),
            class_name="row-text",
        ),
        ui.select_field(
            rx.fragment("Contenu", rx.el.span(" de la colonne ", guess.heading, class_name="visually-hidden")),
            guess.name,
            rx.fragment(*map(_option, OPTIONS), rx.cond(ImportState.asks_number, rx.fragment(*map(_option, NUMBERS)))),
            default_value=guess.column,
            placeholder=None,
            error=ImportState.errors[guess.name],
        ),
        key=guess.name,
    )


def _option(column: Column) -> rx.Component:
    return rx.el.option(COLUMN_LABELS[column], value=column.value)


def _question(question: rx.Var[QuestionRow]) -> rx.Component:
    return ui.select_field(
        question.label,
        question.name,
        rx.foreach(question.options, lambda option: rx.el.option(option.label, value=option.value)),
        default_value=question.answer,
        error=ImportState.errors[question.name],
    )
