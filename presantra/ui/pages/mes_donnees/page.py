"""« Mes données »: the copy that the RGPD gives a right to."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.pages.mes_donnees.state import MesDonneesState as State

PAGE = "/espace/mon-compte/mes-donnees"


@space_page(
    PAGE,
    "Mes données",
    intro="Une copie de ce que le portail sait de vous (articles 15 et 20 du RGPD).",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def mes_donnees() -> rx.Component:
    return rx.cond(
        State.loaded,
        rx.fragment(
            ui.card(
                ui.prose(
                    rx.el.ul(
                        rx.el.li("Votre compte et les entreprises pour lesquelles vous agissez ou avez agi."),
                        rx.el.li("Vos sessions, clés d’accès et appareils de confiance."),
                        rx.el.li("L’historique de sécurité de votre compte et vos actions dans les journaux."),
                    ),
                    rx.el.p(
                        "Les données des salariés n’y sont pas : ce sont les leurs. Vos mots de passe et codes non "
                        "plus : nous ne pouvons pas les lire.",
                        class_name="muted",
                    ),
                ),
                title="Ce que contient la copie",
            ),
            once_confirmed(
                State.recent,
                PAGE,
                ui.card(
                    rx.el.p("Un fichier ZIP : une page à lire, et les mêmes données au format JSON."),
                    ui.form_actions(
                        ui.link_button(
                            "Télécharger mes données", "/documents/mes-donnees.zip", look="primary", full_load=True
                        )
                    ),
                    title="Télécharger la copie",
                ),
            ),
        ),
        ui.loading(),
    )


PAGES = (mes_donnees,)
