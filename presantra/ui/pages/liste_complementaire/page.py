"""The screen « Liste complémentaire de postes à risques »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.legal import SIR_LIST
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.articles import article
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.liste_complementaire.state import ListeComplementaireState, PostLine

LABELS = {
    "job_title": "Poste",
    "reason": "Motif",
    "doctor_opinion_on": "Avis du médecin du travail",
    "cse_opinion_on": "Avis du CSE",
    "": "",
}
STATE = ListeComplementaireState


@space_page(
    "/espace/entreprise/liste-complementaire",
    "Liste complémentaire de postes à risques",
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(STATE.load,),
    right=Right.FOLLOW_UP_READ,
)
def liste_complementaire() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.loaded,
            rx.fragment(
                _rule(),
                ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
                ui.result(STATE.success, key=STATE.attempt),
                rx.el.div(
                    _list(),
                    if_allowed(Right.FOLLOW_UP_WRITE, _form()),
                    class_name="grid items-start gap-5 mt-5 lg:grid-cols-2 [&_.card]:mt-0 [&>*]:min-w-0",
                ),
            ),
            rx.cond(
                STATE.errors[""],
                ui.callout("danger", STATE.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
        on_mount=STATE.open,
    )


def _rule() -> rx.Component:
    return rx.el.p(
        "Vous pouvez ajouter des postes à la liste légale des postes à risques particuliers, après avis du médecin du "
        "travail et du CSE s’il existe, en cohérence avec votre document unique. Chaque poste porte un motif écrit. La "
        "liste est transmise au service et mise à jour tous les ans (article ",
        article(SIR_LIST),
        ", III).",
        class_name="lead",
    )


def _list() -> rx.Component:
    return ui.card(
        _sending(),
        rx.cond(
            STATE.posts.length() > 0,
            rx.el.ul(rx.foreach(STATE.posts, _post), class_name="rows"),
            rx.el.p(
                "Aucun poste sur la liste. Ajoutez-en un seulement si un risque de votre entreprise le justifie\u00a0: "
                "la liste n’est pas obligatoire.",
                class_name="muted",
            ),
        ),
        title="Votre liste",
    )


def _sending() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.to_renew,
            ui.callout(
                "warning",
                "La liste date de plus d’un an\u00a0: vérifiez-la, corrigez-la au besoin, puis "
                "transmettez-la de nouveau.",
            ),
        ),
        rx.cond(
            STATE.sent,
            rx.el.p("Transmise au service le ", STATE.sent, "."),
            rx.cond(STATE.to_send, rx.el.p("Jamais transmise au service.")),
        ),
        rx.cond(
            STATE.to_send,
            rx.el.p(ui.status_badge("Changements à transmettre", "warning")),
        ),
        rx.cond(
            (STATE.to_send | STATE.to_renew) & may(Right.FOLLOW_UP_WRITE),
            rx.el.p(
                ui.button(
                    "Transmettre la liste au service", look="primary", busy=STATE.busy,
                    on_click=STATE.send(STATE.operation),
                )
            ),
        ),
        class_name="grid gap-3",
    )  # fmt: skip


def _post(post: rx.Var[PostLine]) -> rx.Component:
    name_id = f"poste-{post.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.h3(post.job_title, id=name_id, class_name="text-base"),
            rx.el.p(post.reason, class_name="written"),
            rx.el.p(post.opinions, class_name="muted"),
            rx.el.p("Modifié le ", post.updated, rx.cond(post.changed, ", à transmettre", ""), ".", class_name="muted"),
            class_name="row-text",
        ),
        if_allowed(Right.FOLLOW_UP_WRITE, _post_actions(post, name_id)),
        key=post.id,
    )


def _post_actions(post: rx.Var[PostLine], name_id: str) -> rx.Component:
    dialog_id = f"retirer-{post.id}"
    return rx.el.div(
        ui.secondary("Modifier", on_click=STATE.edit(post.id), aria_describedby=name_id),
        ui.dialog_button("Retirer", dialog_id, aria_describedby=name_id),
        ui.confirmation(
            dialog_id,
            f"Retirer «\u00a0{post.job_title}\u00a0» de la liste\u00a0?",
            "Les salariés concernés ne changent pas de suivi tant que vous ne modifiez pas leur fiche.",
            "Retirer le poste",
            on_confirm=STATE.withdraw(post.id),
        ),
        class_name="flex flex-wrap gap-2",
    )


def _form() -> rx.Component:
    errors, values = STATE.errors, STATE.values
    return ui.card(
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            ui.required_note(),
            ui.field(
                LABELS["job_title"], "job_title", required=True,
                default_value=values["job_title"], error=errors["job_title"],
            ),
            ui.textarea_field(
                LABELS["reason"], "reason", required=True, default_value=values["reason"],
                hint="Le risque de ce poste, en quelques phrases. Aucune information médicale, aucun nom.",
                error=errors["reason"],
            ),
            ui.field_row(
                ui.field(
                    LABELS["doctor_opinion_on"], "doctor_opinion_on", type="date", hint="Date de son avis.",
                    default_value=values["doctor_opinion_on"], error=errors["doctor_opinion_on"],
                ),
                ui.field(
                    LABELS["cse_opinion_on"], "cse_opinion_on", type="date", hint="Date de son avis, s’il existe.",
                    default_value=values["cse_opinion_on"], error=errors["cse_opinion_on"],
                ),
            ),
            ui.form_actions(
                ui.primary(rx.cond(STATE.edited, "Enregistrer", "Ajouter le poste"), busy=STATE.busy),
                rx.cond(STATE.edited, ui.secondary("Annuler", on_click=STATE.give_up)),
            ),
            on_submit=STATE.save,
            key=STATE.form_key.to_string(),
        ),
        title=rx.cond(STATE.edited, "Modifier un poste", "Ajouter un poste"),
    )  # fmt: skip


PAGES = (liste_complementaire,)
