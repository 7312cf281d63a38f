"""« Ne plus recevoir le rappel »: a link in the mail. Opening it changes nothing, mail scanners open links."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, NotFound, Throttled
from presantra.services.digest import UNSUBSCRIBE_PATH
from presantra.web import requests

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
LIMIT = "60 per 5 minutes"
_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rappel hebdomadaire · {service}</title>
<style>
body {{ margin: 0; background: #f2f6f6; color: #1b2430; font: 1.0625rem/1.6 "Segoe UI", Helvetica, Arial, sans-serif; }}
main {{ max-width: 34rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #cfd8dc;
  border-radius: 12px; overflow-wrap: anywhere; }}
h1 {{ margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.3; }}
button {{ min-height: 2.75rem; padding: 0.5rem 1.25rem; border: 0; border-radius: 8px; background: #0b5f66;
  color: #fff; font: inherit; font-weight: 600; cursor: pointer; }}
a {{ color: #0b5f66; }}
</style>
</head>
<body>
<main>
<h1>Rappel hebdomadaire</h1>
{content}
</main>
</body>
</html>
"""


class ReminderRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [Route(f"{UNSUBSCRIBE_PATH}/{{token}}", self.unsubscribe, methods=["GET", "POST"])]

    async def unsubscribe(self, request: Request) -> Response:
        """GET asks, POST acts: from the page, or from a mail program (RFC 8058), which sends no origin.

        The token is the authority: no cookie is read, so that no other site gains anything by making a browser post.
        """
        visitor = requests.visitor(request, self._container)
        token = request.path_params["token"]
        try:
            await self._container.throttle.use((LIMIT, f"desabonnement/ip/{visitor.ip}"))
            if request.method == "POST":
                address = await self._container.digest.unsubscribe(visitor, token)
                return self._page(
                    f"<p>C’est fait\u00a0: {escape(address)} ne recevra plus le rappel du lundi.</p>"
                    "<p>Vous pouvez le rétablir à tout moment dans «\u00a0Mon compte\u00a0».</p>"
                )
            address = await self._container.digest.check(token)
        except NotFound:
            return self._page("<p>Ce lien n’est pas valable. Réglez le rappel dans «\u00a0Mon compte\u00a0».</p>", 404)
        except Throttled as error:
            return PlainTextResponse(error.sentence, status_code=429)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)
        return self._page(
            f"<p>Ne plus envoyer le rappel du lundi à {escape(address)}\u00a0?</p>"
            '<form method="post"><button type="submit">Ne plus recevoir ce rappel</button></form>'
        )

    def _page(self, content: str, status: int = 200) -> Response:
        settings = self._container.settings
        link = f'<p><a href="{escape(settings.public_url)}/">Aller au portail</a></p>'
        page = _PAGE.format(service=escape(settings.service_name), content=content + link)
        return HTMLResponse(page, status, {"Content-Security-Policy": POLICY})
