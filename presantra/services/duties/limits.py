"""How often one account may make mails leave for the service or for a worker."""

from __future__ import annotations

from presantra.domain.errors import Throttled, TooManyMails
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.throttle import Throttle


async def admit_mail(throttle: Throttle, context: ServiceContext, actor: Actor) -> None:
    """Count one act that sends a mail, before it is written.

    Raises:
        TooManyMails: this account has sent too many lately.
    """
    limit = context.settings.throttle.duty_mails_account
    try:
        await throttle.use((limit, f"obligations/compte/{actor.account()}"))
    except Throttled as error:
        raise TooManyMails(error.retry_after) from None
