"""« Confirmez que c’est bien vous »."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.address import way_back
from presantra.ui.layout import space_page
from presantra.ui.pages.reauthentification.state import ReauthentificationState as State
from presantra.ui.passkey_button import held, passkey_zone


@space_page(
    "/reauthentification",
    "Confirmez que c’est bien vous",
    intro="Ce que vous demandez touche à votre compte ou à beaucoup de données : une session ouverte ne suffit pas.",
    narrow=True,
    on_load=(State.load,),
)
def reauthentification() -> rx.Component:
    back = held("suite", way_back())
    minutes = get_settings().reauthentication_minutes
    return rx.el.div(
        rx.cond(State.problem, ui.callout("danger", State.problem, role="alert")),
        ui.card(
            ui.native_form(
                rx.el.input(
                    type="hidden", name="email", value=State.email, read_only=True, auto_complete="username"
                ),
                back,
                ui.password_field("Mot de passe", "password"),
                ui.form_actions(ui.primary("Confirmer"), ui.link("Annuler", way_back())),
                action="/auth/reauthentification",
            ),
        ),
        rx.cond(State.second_factor, _by_code(back)),
        rx.cond(
            State.passkeys,
            ui.card(passkey_zone("confirmation", "Confirmer avec une clé d’accès", back, wide=False)),
        ),
        rx.el.p(f"Cette confirmation vaut {minutes} minutes, pour cette session seulement.", class_name="muted"),
    )  # fmt: skip


def _by_code(back: rx.Component) -> rx.Component:
    return ui.card(
        ui.native_form(
            back,
            ui.field(
                "Ou un code de vérification", "code", autocomplete="one-time-code", class_name="control-code",
                hint="Les 6 chiffres qu’affiche votre application, ou un de vos codes de secours.", max_length=40,
            ),
            ui.form_actions(ui.button("Confirmer avec ce code", type="submit")),
            action="/auth/reauthentification",
        ),
    )  # fmt: skip


PAGES = (reauthentification,)
