"""« Clés d’accès »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.pages.cles_acces.state import ClesState as State
from presantra.ui.pages.cles_acces.state import PasskeyRow
from presantra.ui.passkey_button import passkey_zone

PAGE = "/espace/mon-compte/cles-d-acces"


@space_page(
    PAGE,
    "Clés d’accès",
    intro="Connectez-vous sans mot de passe, avec le code, le visage ou l’empreinte de votre appareil.",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def cles_acces() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, {"": ""}, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(_list(), once_confirmed(State.recent, PAGE, _add())),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _list() -> rx.Component:
    return ui.card(
        rx.cond(
            State.keys,
            rx.el.ul(rx.foreach(State.keys, _key), class_name="rows"),
            rx.el.p("Aucune clé d’accès pour le moment. Ajoutez-en une ci-dessous, depuis l’appareil qui la gardera."),
        ),
        title="Vos clés d’accès",
    )


def _key(row: rx.Var[PasskeyRow]) -> rx.Component:
    name_id = f"cle-{row.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name, id=name_id)),
            rx.el.p("Ajoutée le ", row.added, class_name="muted"),
            rx.el.p(
                rx.cond(row.last_used, rx.fragment("Utilisée le ", row.last_used), "Jamais utilisée"),
                class_name="muted",
            ),
            class_name="row-text",
        ),
        rx.cond(
            State.recent,
            rx.fragment(
                ui.dialog_button("Retirer", f"retirer-{row.id}", aria_describedby=name_id),
                ui.confirmation(
                    f"retirer-{row.id}",
                    "Retirer cette clé d’accès ?",
                    "Elle ne permettra plus de se connecter à votre compte.",
                    "Retirer la clé",
                    on_confirm=State.remove(row.id),
                ),
            ),
        ),
        key=row.id,
    )


def _add() -> rx.Component:
    return ui.card(
        passkey_zone(
            "ajout",
            "Ajouter une clé d’accès",
            ui.field(
                "Nom de la clé", "nom", max_length=60,
                hint="Pour la reconnaître : « Téléphone de Claire », « Ordinateur du bureau »…",
            ),
            rx.el.div(class_name="form-actions"),
            primary=True,
            wide=False,
        ),
        rx.el.p(
            "Une clé d’accès vaut le mot de passe et le code : ne l’ajoutez que sur un appareil que vous êtes seul à "
            "déverrouiller.",
            class_name="muted",
        ),
        title="Ajouter une clé",
    )  # fmt: skip


PAGES = (cles_acces,)
