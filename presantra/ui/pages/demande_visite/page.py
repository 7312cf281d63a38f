"""« Demander une visite »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import FIELD_LABELS, choices, label
from presantra.domain.rights import Right
from presantra.domain.visit_form import PRE_RETURN_SENTENCE
from presantra.domain.visits import EVERYDAY_KINDS, REQUESTABLE_KINDS, VisitKind
from presantra.domain.vocabulary import AbsenceCause
from presantra.ui import components as ui
from presantra.ui.articles import articles
from presantra.ui.closures import closure_reminder
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.demande_visite.state import DemandeVisiteState
from presantra.ui.pages.demande_visite.wishes import WISH_LABELS, wishes

STATE = DemandeVisiteState
PROPOSALS = "salaries-proposes"
LABELS = {
    "employee": FIELD_LABELS["employee_id"],
    "kind": FIELD_LABELS["kind"],
    "reason": "Motif",
    "worker_informed": FIELD_LABELS["worker_informed"],
    "signature": FIELD_LABELS["signature"],
    "return_date": FIELD_LABELS["return_date"],
    "leave_cause": FIELD_LABELS["leave_cause"],
    "leave_start": FIELD_LABELS["leave_start"],
    "worker_told": FIELD_LABELS["worker_told"],
    "exposure_end": FIELD_LABELS["exposure_end"],
    **WISH_LABELS,
    "comment": FIELD_LABELS["comment"],
    "": "",
}
KINDS = tuple((kind.value, label(kind)) for kind in REQUESTABLE_KINDS)

# The others tell of a risk or of an absence.
EVERYDAY = tuple((kind.value, label(kind)) for kind in REQUESTABLE_KINDS if kind in EVERYDAY_KINDS)


@space_page(
    "/espace/visites/demande",
    "Demander une visite",
    narrow=True,
    back=("Retour aux visites", "/espace/visites"),
    on_load=(STATE.load,),
    right=Right.VISITS_WRITE,
)
def demande_visite() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        rx.cond(STATE.loaded, _form(), ui.loading()),
    )


def _form() -> rx.Component:
    errors = STATE.errors
    return ui.card(
        rx.cond(STATE.number, ui.callout("info", f"Brouillon {STATE.number} : personne ne l’a encore lu.")),
        ui.required_note(),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            _employee(),
            if_allowed(Right.FOLLOW_UP_READ, _kind(KINDS), _kind(EVERYDAY)),
            _law(),
            _on_request(),
            _return(),
            _post_exposure(),
            ui.textarea_field(
                FIELD_LABELS["availabilities"], "availabilities", max_length=500, rows=2,
                error=errors["availabilities"], default_value=STATE.draft.availabilities,
                hint="Jours et heures qui conviennent, absences prévues, horaires de nuit…",
                on_blur=STATE.check_days,
            ),
            closure_reminder(STATE.closures, STATE.day_warning),
            wishes(),
            ui.textarea_field(
                LABELS["comment"], "comment", error=errors["comment"], max_length=1000, rows=2,
                default_value=STATE.draft.comment, hint="Ne mentionnez aucune information médicale.",
            ),
            ui.form_actions(
                ui.primary(
                    "Envoyer la demande", busy=STATE.busy, busy_label="Envoi en cours…", on_click=STATE.mean_to_send
                ),
                ui.secondary("Enregistrer le brouillon", type="submit", on_click=STATE.mean_to_keep, busy=STATE.busy),
                ui.link("Annuler", "/espace/visites"),
            ),
            on_submit=STATE.send,
            key=STATE.form_key,
        ),
        _pre_return(),
    )  # fmt: skip


def _kind(kinds: tuple[tuple[str, str], ...]) -> rx.Component:
    return ui.select_field(
        LABELS["kind"], "kind", kinds, required=True, placeholder=None, default_value=STATE.kind,
        on_change=STATE.choose_kind, error=STATE.errors["kind"],
    )  # fmt: skip


def _employee() -> rx.Component:
    return rx.fragment(
        ui.field(
            LABELS["employee"],
            "employee",
            required=True,
            default_value=STATE.employee,
            hint="Tapez les premières lettres du nom, puis choisissez dans la liste.",
            error=STATE.errors["employee"],
            on_change=STATE.search.debounce(250),
            list=PROPOSALS,
            spell_check=False,
            max_length=500,
        ),
        rx.el.datalist(rx.foreach(STATE.choices, lambda line: rx.el.option(value=line)), id=PROPOSALS),
        rx.el.p(STATE.found, role="status", class_name="field-status"),
    )


def _law() -> rx.Component:
    """What the law says of the kind of visit that is chosen."""
    return rx.el.div(
        rx.cond(
            STATE.notice,
            ui.callout(
                "info",
                STATE.notice,
                rx.el.p(articles(STATE.sources), class_name="articles"),
            ),
        ),
        rx.el.p(STATE.doubt, class_name="day-warning"),
        role="status",
        class_name="field-notice",
    )


def _only_for(kind: VisitKind, *fields: rx.Component) -> rx.Component:
    """Stays in the page when it is not asked for: looking at another kind loses nothing of what was typed."""
    return rx.el.div(*fields, hidden=STATE.kind != kind.value, class_name="field-group")


def _on_request() -> rx.Component:
    return _only_for(
        VisitKind.ON_REQUEST,
        ui.textarea_field(
            LABELS["reason"], "reason", required=True, error=STATE.errors["reason"], max_length=1000, rows=4,
            default_value=STATE.draft.reason,
            hint="Faits observés au travail, sans information médicale (article R. 4624-34).",
        ),
        ui.checkbox_field(
            LABELS["worker_informed"], "worker_informed", error=STATE.errors["worker_informed"], required=True
        ),
        ui.field(
            LABELS["signature"], "signature", required=True, error=STATE.errors["signature"], max_length=200,
            autocomplete="name", hint="Il sera daté d’aujourd’hui et montré dans le suivi de la demande.",
        ),
    )  # fmt: skip


def _return() -> rx.Component:
    return _only_for(
        VisitKind.RETURN,
        ui.field_row(
            ui.field(
                LABELS["return_date"], "return_date", type="date", required=True, error=STATE.errors["return_date"],
                default_value=STATE.draft.return_date, on_change=STATE.note_return_date,
            ),
            ui.select_field(
                LABELS["leave_cause"], "leave_cause", choices(AbsenceCause), required=True,
                error=STATE.errors["leave_cause"], default_value=STATE.draft.leave_cause,
                on_change=STATE.note_leave_cause,
            ),
        ),
        ui.field(
            LABELS["leave_start"], "leave_start", type="date", error=STATE.errors["leave_start"],
            default_value=STATE.draft.leave_start, class_name="control-short", on_change=STATE.note_leave_start,
            hint="Facultatif : il dit si la loi impose la visite.",
        ),
        rx.el.p(STATE.leave_advice, role="status", class_name="day-warning"),
    )  # fmt: skip


def _post_exposure() -> rx.Component:
    return _only_for(
        VisitKind.POST_EXPOSURE,
        ui.field(
            LABELS["exposure_end"], "exposure_end", type="date", required=True, error=STATE.errors["exposure_end"],
            default_value=STATE.draft.exposure_end, class_name="control-short",
        ),
        ui.checkbox_field(LABELS["worker_told"], "worker_told", error=STATE.errors["worker_told"]),
    )  # fmt: skip


def _pre_return() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Et la visite de préreprise ?"), rx.el.p(PRE_RETURN_SENTENCE), class_name="aside"
    )


PAGES = (demande_visite,)
