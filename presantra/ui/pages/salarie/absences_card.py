"""The duties of the employer on the record of a salarié: end of exposure, absences, attestations."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.domain.vocabulary import VisitKind
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.employees.attestations import NeededLine
from presantra.ui.employees.follow_up import reasons
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.salarie.duties import AbsenceLine, DevoirsState

STATE = DevoirsState
HERE = f"{LIST}/{STATE.employee_id}"
ASK = f"/espace/visites/demande?salarie={STATE.employee_id}&type="


def duties_cards() -> rx.Component:
    """Cards of one column; those that have nothing to say do not appear."""
    return rx.fragment(
        rx.cond(STATE.exposed, _exposure_card()),
        _absences_card(),
        rx.cond(STATE.attestations.length() > 0, _attestations_card()),
        _proof_card(),
    )


def duties_result() -> rx.Component:
    """What an action on these cards has done, at the top of the page."""
    return rx.fragment(
        ui.error_summary(STATE.errors, {"": ""}, attempt=STATE.attempt),
        ui.result(STATE.success, key=f"devoirs-{STATE.attempt}-{STATE.employee_id}"),
    )


def _proof_card() -> rx.Component:
    return ui.card(
        rx.el.p(
            "À montrer à l’inspection du travail\u00a0: ce que vous avez déclaré et demandé, sans donnée de santé."
        ),
        rx.el.p(
            ui.download_link(
                "Télécharger la preuve de diligence",
                "de ce salarié (PDF)",
                f"/documents/diligence/{STATE.employee_id}.pdf",
            )
        ),
        title="Preuve de diligence",
    )


def _exposure_card() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Cette personne occupe ou a occupé un poste à risques particuliers\u00a0: le service doit être informé de "
            "son départ, et elle doit savoir qu’il l’est (articles L. 4624-2-1 et R. 4624-28-1)."
        ),
        rx.cond(
            STATE.exposure_signalled,
            rx.el.p("Service informé le ", STATE.exposure_signalled, "."),
            if_allowed(
                Right.FOLLOW_UP_WRITE,
                rx.el.p(ui.secondary("Informer le service", on_click=STATE.signal_exposure_end)),
            ),
        ),
        rx.cond(
            STATE.exposure_visit,
            rx.el.p(
                "Visite post-exposition demandée\u00a0: ",
                ui.link(STATE.exposure_visit, f"/espace/visites/{STATE.exposure_visit_id}"),
                ".",
            ),
            if_allowed(
                Right.VISITS_WRITE,
                rx.el.p(ui.link_button("Demander la visite post-exposition", f"{ASK}{VisitKind.POST_EXPOSURE.value}")),
            ),
        ),
        title="Fin d’exposition",
    )


def _absences_card() -> rx.Component:
    return ui.card(
        rx.cond(
            STATE.absences.length() > 0,
            rx.el.ul(rx.foreach(STATE.absences, _absence), class_name="grid gap-5"),
            rx.el.p("Aucun arrêt signalé.", class_name="muted"),
        ),
        rx.cond(
            STATE.departed,
            rx.fragment(),
            if_allowed(Right.FOLLOW_UP_WRITE, rx.el.p(ui.link_button("Signaler un arrêt de travail", f"{HERE}/arret"))),
        ),
        title="Arrêts de travail",
    )


def _absence(absence: rx.Var[AbsenceLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(absence.cause, class_name="text-base"),
            rx.cond(absence.ongoing, ui.status_badge("En cours", "info"), ui.status_badge("Terminé", "neutral")),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        rx.el.p(absence.dates, ".", class_name="muted"),
        rx.cond(absence.signalled, rx.el.p("Service informé le ", absence.signalled, ".")),
        rx.cond(
            absence.return_number,
            rx.el.p(
                "Visite de reprise demandée\u00a0: ",
                ui.link(absence.return_number, f"/espace/visites/{absence.return_id}"),
                ".",
            ),
        ),
        rx.cond(
            absence.ask_return & may(Right.VISITS_WRITE),
            rx.el.p(
                ui.link_button("Demander la visite de reprise", f"{ASK}{VisitKind.RETURN.value}", look="primary"),
            ),
        ),
        rx.cond(absence.informed, rx.el.p("Salarié informé de ses droits le ", absence.informed, ".")),
        rx.cond(absence.inform & may(Right.FOLLOW_UP_WRITE), _worker_text(absence)),
        rx.el.details(
            rx.el.summary("Pourquoi\u00a0?", class_name="cursor-pointer font-semibold py-1"),
            reasons(absence.sentences, absence.sources),
        ),
        if_allowed(Right.FOLLOW_UP_WRITE, rx.el.p(ui.link("Modifier cet arrêt", f"{HERE}/arret?arret={absence.id}"))),
        class_name="grid gap-2",
        key=absence.id,
    )


def _worker_text(absence: rx.Var[AbsenceLine]) -> rx.Component:
    """The ready text, to read to the worker, to hand to him, or to send him: never by itself."""
    return rx.el.details(
        rx.el.summary("Informer le salarié de ses droits", class_name="cursor-pointer font-semibold py-1"),
        rx.el.blockquote(
            rx.el.p(
                "À partir de 30 jours d’arrêt, vous pouvez rencontrer votre employeur, avec le service de "
                "prévention et de santé au travail, pour parler de votre retour\u00a0: c’est le rendez-vous de liaison."
                " Vous pouvez le demander, ou le refuser sans aucune conséquence (article L.\u00a01226-1-3 du Code du "
                "travail)."
            ),
            rx.el.p(
                "Au-delà de 30 jours d’arrêt, vous pouvez demander une visite de préreprise au médecin du "
                "travail, pour préparer votre retour. Votre médecin traitant ou le médecin-conseil aussi (articles "
                "L.\u00a04624-2-4 et R.\u00a04624-29)."
            ),
            class_name="grid gap-2 border-l-4 border-accent-200 pl-4 my-2",
        ),
        rx.el.div(
            rx.cond(
                STATE.can_mail,
                ui.secondary("Informer le salarié par e-mail", on_click=STATE.inform_by_mail(absence.id)),
                rx.fragment(),
            ),
            ui.secondary("J’ai remis ce texte au salarié", on_click=STATE.inform_by_hand(absence.id)),
            class_name="flex flex-wrap gap-2",
        ),
        rx.cond(
            STATE.can_mail,
            rx.fragment(),
            rx.el.p("Son adresse e-mail n’est pas sur la fiche\u00a0: remettez-lui ce texte.", class_name="muted mt-2"),
        ),
        open=True,
    )


def _attestations_card() -> rx.Component:
    return ui.card(
        rx.el.ul(rx.foreach(STATE.attestations, _attestation), class_name="grid gap-3"),
        if_allowed(Right.FOLLOW_UP_WRITE, rx.el.p(ui.link_button("Indiquer une attestation", f"{HERE}/attestation"))),
        title="Attestations",
    )


def _attestation(line: rx.Var[NeededLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(line.label, class_name="font-medium"),
            ui.status_badge(line.badge, line.tone),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        rx.cond(line.shown.length() > 0, rx.el.p(line.shown[0].sentence, class_name="muted")),
        key=line.kind,
    )
