"""« Demander une visite »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import FIELD_LABELS, label
from presantra.domain.visits import PRE_RETURN_SENTENCE, REQUESTABLE_KINDS
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.demande_visite.state import DemandeVisiteState, SourceLink

STATE = DemandeVisiteState
PROPOSALS = "salaries-proposes"
LABELS = {
    "employee": FIELD_LABELS["employee_id"],
    "kind": FIELD_LABELS["kind"],
    "reason": "Motif",
    "worker_informed": FIELD_LABELS["worker_informed"],
    "availabilities": FIELD_LABELS["availabilities"],
    "comment": FIELD_LABELS["comment"],
    "": "",
}
KINDS = tuple((kind.value, label(kind)) for kind in REQUESTABLE_KINDS)


@space_page(
    "/espace/visites/demande",
    "Demander une visite",
    narrow=True,
    back=("Retour aux visites", "/espace/visites"),
    on_load=(STATE.load,),
)
def demande_visite() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        rx.cond(STATE.loaded, _form(), rx.el.p("Chargement…", role="status", class_name="loading")),
    )


def _form() -> rx.Component:
    errors = STATE.errors
    return ui.card(
        ui.required_note(),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            _employee(),
            ui.select_field(
                LABELS["kind"], "kind", KINDS, required=True, placeholder=None, default_value=STATE.kind,
                on_change=STATE.choose_kind, error=errors["kind"],
            ),
            _law(),
            _reason(),
            ui.textarea_field(
                LABELS["availabilities"], "availabilities", max_length=500, rows=3,
                error=errors["availabilities"],
                hint="Jours et heures qui conviennent, absences prévues, horaires de nuit…",
            ),
            ui.textarea_field(
                LABELS["comment"], "comment", error=errors["comment"], max_length=1000, rows=3,
                hint="Ne mentionnez aucune information médicale.",
            ),
            ui.form_actions(
                ui.primary("Envoyer la demande", busy=STATE.busy, busy_label="Envoi en cours…"),
                ui.link("Annuler", "/espace/visites"),
            ),
            on_submit=STATE.send,
        ),
        _pre_return(),
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
                rx.el.p("Code du travail : ", rx.foreach(STATE.sources, _source), class_name="articles"),
            ),
        ),
        role="status",
        class_name="field-notice",
    )


def _source(source: rx.Var[SourceLink], index: rx.Var[int]) -> rx.Component:
    return rx.fragment(
        rx.cond(index > 0, ", ", ""),
        rx.cond(
            source.url,
            rx.el.a(source.article, href=source.url, rel="noreferrer", class_name="article"),
            rx.el.span(source.article, class_name="article"),
        ),
    )


def _reason() -> rx.Component:
    """Stays in the page when it is not asked for: looking at another kind loses nothing of what was typed."""
    return rx.el.div(
        ui.textarea_field(
            LABELS["reason"], "reason", required=True, error=STATE.errors["reason"], max_length=1000, rows=4,
            hint="Faits observés au travail, sans information médicale (article R. 4624-34).",
        ),
        ui.checkbox_field(LABELS["worker_informed"], "worker_informed"),
        hidden=~STATE.reason_asked,
        class_name="field-group",
    )  # fmt: skip


def _pre_return() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Et la visite de préreprise ?"), rx.el.p(PRE_RETURN_SENTENCE), class_name="aside"
    )


PAGES = (demande_visite,)
