"""The service's side of visits, factures and messages: what its commands do today, and its pages will do tomorrow."""

from presantra.services.context import ServiceContext
from presantra.services.secretariat.billing import Allocated, BillingWork
from presantra.services.secretariat.deposits import DepositWork
from presantra.services.secretariat.messages import MessageWork
from presantra.services.secretariat.requests import CaseLine, CaseWork, Done
from presantra.services.secretariat.slots import BOOKABLE, OpenSlot, SlotWork


class Secretariat:
    """``cases``: requests. ``slots``: times to book. ``documents``: what a visit gives to the employer.

    ``billing``: payments. ``messages``: threads.
    """

    def __init__(self, context: ServiceContext) -> None:
        self.cases = CaseWork(context)
        self.slots = SlotWork(context)
        self.documents = DepositWork(context)
        self.billing = BillingWork(context)
        self.messages = MessageWork(context)


__all__ = ["BOOKABLE", "Allocated", "CaseLine", "Done", "OpenSlot", "Secretariat"]
