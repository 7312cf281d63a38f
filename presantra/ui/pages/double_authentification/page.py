"""« Double authentification »: an application, its recovery codes, the devices that are trusted."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.pages.double_authentification.state import DeviceRow
from presantra.ui.pages.double_authentification.state import DoubleAuthState as State
from presantra.ui.passkey_button import zone_message

PAGE = "/espace/mon-compte/double-authentification"


@space_page(
    PAGE,
    "Double authentification",
    intro="En plus du mot de passe, un code que seul votre téléphone connaît : votre mot de passe volé ne suffit plus.",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def double_authentification() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, {"": ""}, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.cond(
                State.active,
                rx.fragment(_active(), _devices()),
                once_confirmed(State.recent, PAGE, _set_up()),
            ),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _set_up() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Mettre en place"),
        rx.el.div(
            rx.el.p(
                "Il vous faut une application d’authentification sur votre téléphone (Aegis, FreeOTP, Google "
                "Authenticator, Microsoft Authenticator…) ou un gestionnaire de mots de passe qui en tient lieu."
            ),
            ui.form_actions(
                ui.button("Commencer", look="primary", custom_attrs={"data-totp-begin": ""}),
            ),
            custom_attrs={"data-totp-start": "", "data-before-codes": ""},
        ),
        rx.el.div(
            rx.el.h3("Reliez votre application à votre compte", tab_index=-1),
            rx.el.ol(_step(*_scan()), _step(*_confirm()), class_name="setup-steps"),
            hidden=True,
            custom_attrs={"data-totp-setup": "", "data-before-codes": ""},
        ),
        zone_message(),
        _codes("La double authentification est activée"),
        class_name="card",
        custom_attrs={"data-zone": ""},
    )


def _step(*children: rx.Component) -> rx.Component:
    return rx.el.li(rx.el.div(*children))


def _scan() -> tuple[rx.Component, ...]:
    return (
        rx.el.p("Dans l’application, ajoutez un compte, puis visez ce QR code."),
        rx.el.img(
            alt="QR code à viser avec l’application d’authentification", class_name="qr",
            custom_attrs={"data-totp-image": ""},
        ),
        rx.el.p("Impossible de le viser ? Saisissez cette clé dans l’application :"),
        rx.el.p(class_name="by-hand", custom_attrs={"data-totp-key": ""}),
    )  # fmt: skip


def _confirm() -> tuple[rx.Component, ...]:
    return (
        rx.el.p("Saisissez ici le code à 6 chiffres qu’elle affiche alors."),
        ui.native_form(
            rx.el.div(
                ui.field(
                    "Code affiché par l’application", "code", required=True, autocomplete="one-time-code",
                    input_mode="numeric", max_length=10,
                ),
                class_name="code-box",
            ),
            ui.form_actions(ui.primary("Activer")),
            action="/auth/double-authentification/confirmer",
            data_totp_form="",
        ),
    )  # fmt: skip


def _codes(title: str) -> rx.Component:
    """Shown once, by the script, when the server has given them."""
    return rx.el.div(
        rx.el.h3(title, tab_index=-1),
        rx.el.p(
            "Voici vos codes de secours. Chacun remplace une fois le code de l’application, par exemple si vous perdez "
            "votre téléphone. Notez-les ou imprimez-les maintenant : ils ne seront plus jamais affichés."
        ),
        rx.el.ol(class_name="codes", custom_attrs={"data-codes-list": ""}),
        ui.form_actions(
            ui.link_button("J’ai noté mes codes", PAGE, look="primary", full_load=True),
            ui.button("Imprimer", custom_attrs={"data-print": ""}),
        ),
        hidden=True,
        custom_attrs={"data-codes": ""},
    )


def _active() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Votre double authentification"),
        rx.el.div(
            ui.definition_list(
                ("État", ui.status_badge("activée", "success")),
                ("Depuis le", State.since),
                ("Codes de secours restants", rx.fragment(State.codes_left, " sur 10")),
            ),
            rx.cond(
                State.codes_left <= 3,
                ui.callout("warning", "Il vous reste peu de codes de secours : créez-en de nouveaux."),
            ),
            once_confirmed(
                State.recent,
                PAGE,
                ui.form_actions(
                    ui.button("Créer de nouveaux codes de secours", custom_attrs={"data-new-codes": ""}),
                    ui.dialog_button("Désactiver la double authentification", "desactiver", look="secondary"),
                ),
            ),
            custom_attrs={"data-before-codes": ""},
        ),
        zone_message(),
        _codes("Vos nouveaux codes de secours"),
        ui.confirmation(
            "desactiver",
            "Désactiver la double authentification ?",
            "Votre mot de passe suffira pour se connecter. Vos codes de secours et vos appareils de confiance seront "
            "oubliés.",
            "Désactiver",
            on_confirm=State.remove,
        ),
        class_name="card",
        custom_attrs={"data-zone": ""},
    )


def _devices() -> rx.Component:
    days = get_settings().trusted_device_days
    return ui.card(
        rx.el.p(
            f"Les appareils où vous avez coché « Faire confiance à cet appareil » : le mot de passe y suffit pendant "
            f"{days} jours. Changer de mot de passe les retire tous.",
            class_name="muted",
        ),
        rx.cond(
            State.devices,
            rx.el.ul(rx.foreach(State.devices, _device), class_name="rows"),
            rx.el.p("Aucun appareil de confiance : un code est demandé à chaque connexion."),
        ),
        title="Appareils de confiance",
    )


def _device(row: rx.Var[DeviceRow]) -> rx.Component:
    name_id = f"appareil-{row.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.device, id=name_id),
                rx.cond(row.current, rx.fragment(" ", ui.status_badge("cet appareil", "success"))),
            ),
            rx.el.p("Adresse IP ", row.ip, " · de confiance depuis le ", row.since, class_name="muted"),
            rx.el.p("Utilisé le ", row.last_used, " · jusqu’au ", row.until, class_name="muted"),
            class_name="row-text",
        ),
        ui.secondary("Retirer", on_click=State.distrust(row.id), aria_describedby=name_id),
        key=row.id,
    )


PAGES = (double_authentification,)
