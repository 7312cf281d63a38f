"""Assembly of the portal: pages, HTTP routes, security headers. Nothing is decided here."""

from __future__ import annotations

from functools import partial

import reflex as rx

from presantra.cli.build import static_dir
from presantra.settings import get_settings
from presantra.ui.layout import shell
from presantra.web.csp import PagePolicies
from presantra.web.headers import SecurityHeaders

settings = get_settings()

app = rx.App(
    html_lang="fr",
    reset_style=False,
    toaster=None,
    head_components=shell.head(),
    app_wraps={
        (55, "ErrorBoundary"): lambda _stateful: shell.error_boundary(),
        (5, "Overlay"): lambda stateful: shell.connection_banner() if stateful else None,
    },
    api_transformer=[
        partial(SecurityHeaders, policies=PagePolicies.of_build(static_dir()), https=settings.https),
    ],
)

class T(rx.State):
    n: int = 0
    @rx.event
    def inc(self):
        self.n += 1

def a():
    return rx.el.main(rx.el.h1("Accueil"), rx.el.button(T.n.to_string(), on_click=T.inc), rx.el._link("x") if False else rx.el.a("aide", href="/aide"), ReactRouterLink.create("Aide2", to="/aide"))
def b():
    return rx.el.main(rx.el.h1("Aide"))
from reflex_components_core.react_router.dom import ReactRouterLink
app.add_page(a, route="/", title="Portail adhérents · PRÉSANTRA")
app.add_page(b, route="/aide", title="Aide · PRÉSANTRA")
app.add_page(b, route="/s/[ident]", title="Dyn · PRÉSANTRA")
