"""What a record says above its cards: the result of what led here, what can be taken back, where else the person is."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def notices() -> rx.Component:
    return rx.el.div(
        _result(),
        rx.cond(SalarieState.confirming == "depart", _undo_departure()),
        rx.cond(SalarieState.confirming == "mutation", _undo_transfer()),
        rx.cond(SalarieState.confirming == "changement", _undo_change()),
        rx.cond(SalarieState.confirming == "fusion", _undo_merge()),
        rx.cond(record.leaving & (SalarieState.reminders.length() == 0), _departure()),
        rx.cond(record.transfer.id & ~record.transfer.leaving, _came_from()),
        rx.cond(record.change.since, _change()),
        rx.cond(record.merge_id, _merge()),
        class_name="notices",
    )


def _result() -> rx.Component:
    return rx.el.div(
        rx.cond(
            SalarieState.success,
            ui.callout(
                "success",
                SalarieState.success,
                rx.cond(
                    SalarieState.reminders.length() > 0,
                    rx.el.ul(rx.foreach(SalarieState.reminders, rx.el.li), class_name="grid gap-1 list-disc pl-5"),
                ),
                if_allowed(
                    Right.PEOPLE_WRITE,
                    rx.cond(SalarieState.arrived, ui.link("Déclarer une autre arrivée", f"{LIST}/arrivee")),
                ),
            ),
        ),
        role="status",
    )


def _confirm(title: str, text: list[Any], confirm: str, keep: str, on_confirm: Any) -> rx.Component:
    return rx.el.div(
        ui.callout(
            "warning",
            rx.el.p(*text),
            ui.form_actions(
                ui.danger(confirm, on_click=on_confirm, busy=SalarieState.busy, auto_focus=True),
                ui.secondary(keep, on_click=SalarieState.keep),
            ),
            title=title,
        ),
        role="group",
        aria_label=title,
    )


def _undo_departure() -> rx.Component:
    text = [
        "Le départ du ", record.departure_date, " sera effacé et la période d’emploi continuera. "
        "La déclaration et son annulation restent dans l’historique.",
    ]  # fmt: skip
    return _confirm(
        "Annuler ce départ ?", text, "Confirmer l’annulation", "Conserver le départ", SalarieState.undo_departure
    )


def _undo_transfer() -> rx.Component:
    text = [
        "L’arrivée dans l’établissement ", record.transfer.company, " sera retirée, et la période d’emploi "
        "continuera ici. Les deux fiches n’ont pas changé depuis la mutation.",
    ]  # fmt: skip
    return _confirm(
        "Annuler cette mutation ?", text, "Confirmer l’annulation", "Conserver la mutation", SalarieState.undo_transfer
    )


def _undo_change() -> rx.Component:
    text = [
        "Le poste « ", record.change.former, " » et ses situations de travail seront repris, et l’échéance recalculée. "
        "La déclaration et son annulation restent dans l’historique.",
    ]  # fmt: skip
    return _confirm(
        "Annuler ce changement ?", text, "Confirmer l’annulation", "Conserver le changement", SalarieState.undo_change
    )


def _undo_merge() -> rx.Component:
    text = [
        "Les deux fiches seront séparées telles qu’elles étaient avant la fusion. Ce qui a été ajouté depuis "
        "(visites, absences) reste sur celle-ci.",
    ]  # fmt: skip
    return _confirm(
        "Annuler cette fusion ?", text, "Confirmer l’annulation", "Conserver la fusion", SalarieState.undo_merge
    )


def _departure() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p(
            rx.cond(record.departed, "Sorti de l’entreprise le ", "Départ prévu le "),
            record.departure_date, " – ", record.departure_reason, ".",
        ),
        rx.cond(record.transfer.leaving, _went_to(), rx.fragment()),
        rx.cond(record.transfer.undo_until, rx.fragment(), _departure_undo()),
    )  # fmt: skip


def _departure_undo() -> rx.Component:
    return rx.cond(
        record.can_undo,
        rx.el.p("Ce départ peut être annulé jusqu’au ", record.undo_until, "."),
        rx.el.p("Ce départ ne peut plus être annulé. Si la personne revient, déclarez son retour."),
    )


def _went_to() -> rx.Component:
    return rx.fragment(
        rx.el.p("Muté vers ", rx.el.strong(record.transfer.company), " à compter du ", record.transfer.day, ". "),
        rx.cond(
            record.transfer.undo_until,
            rx.el.p("La mutation peut être annulée jusqu’au ", record.transfer.undo_until, "."),
        ),
        rx.el.p(_open_there()),
    )


def _came_from() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p("Arrivé par mutation de ", rx.el.strong(record.transfer.company), " le ", record.transfer.day, "."),
        rx.el.p(_open_there()),
    )


def _open_there() -> rx.Component:
    """The other record is in another company: this tab goes and works there."""
    return ui.secondary("Ouvrir sa fiche dans cet établissement", on_click=SalarieState.open_there)


def _change() -> rx.Component:
    change = record.change
    return rx.fragment(
        rx.cond(
            change.before_start,
            ui.callout(
                "danger",
                rx.el.p(change.visit, " : à faire avant l’affectation au nouveau poste, le ",
                        rx.el.strong(change.since), "."),
                rx.cond(
                    change.asked,
                    rx.el.p("Une visite d’embauche est déjà demandée : prévenez le service de ce changement."),
                    rx.el.p(_ask(change.kind)),
                ),
                title="La visite doit précéder l’affectation",
            ),
        ),
        rx.cond(
            change.ended.length() > 0,
            ui.callout(
                "warning",
                rx.el.p("N’est plus exposé à compter du ", change.since, "\u00a0:"),
                rx.el.ul(rx.foreach(change.ended, rx.el.li), class_name="list-disc pl-5"),
                rx.el.p(
                    "Informez-en le service dès maintenant et prévenez le salarié : une visite post-exposition est due "
                    "(articles L. 4624-2-1 et R. 4624-28-1 du Code du travail)."
                ),
                rx.el.p(_ask("post_exposition")),
                title="Fin d’exposition à un risque particulier",
            ),
        ),
        rx.cond(
            change.undo_until & ~record.leaving,
            ui.callout(
                "info",
                rx.el.p(
                    rx.cond(change.to_come, "Changement de poste prévu le ", "Poste changé le "), change.since,
                    " (avant : ", change.former, "). Annulable jusqu’au ", change.undo_until, ".",
                ),
                if_allowed(
                    Right.PEOPLE_WRITE,
                    rx.el.p(ui.secondary("Annuler ce changement", on_click=SalarieState.ask_change)),
                ),
            ),
        ),
    )  # fmt: skip


def _ask(kind: str | rx.Var[str]) -> rx.Component:
    label = rx.cond(
        rx.Var.create(kind) == "post_exposition", "Demander la visite post-exposition", "Demander la visite"
    )
    href = f"/espace/visites/demande?salarie={record.id}&type={kind}"
    return if_allowed(Right.VISITS_WRITE, ui.link_button(label, href))


def _merge() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p("La fiche de ", record.merge_name, " a été réunie à celle-ci. Annulable jusqu’au ",
                record.merge_undo_until, "."),
        if_allowed(
            Right.PEOPLE_WRITE, rx.el.p(ui.secondary("Annuler la fusion", on_click=SalarieState.ask_merge))
        ),
    )  # fmt: skip
