"""The service's side of visits: what its commands do today, and its pages will do tomorrow."""

from presantra.services.context import ServiceContext
from presantra.services.secretariat.deposits import DepositWork
from presantra.services.secretariat.requests import CaseLine, CaseWork, CompanyClosed, Done
from presantra.services.secretariat.sheets import CaseSheet, SheetWork
from presantra.services.secretariat.slots import BOOKABLE, OpenSlot, SlotWork


class Secretariat:
    """``cases``: requests; ``sheets``: what is read of one. ``slots``: times to book.

    ``documents``: what a visit gives to the employer.
    """

    def __init__(self, context: ServiceContext) -> None:
        self.cases = CaseWork(context)
        self.sheets = SheetWork(context)
        self.slots = SlotWork(context)
        self.documents = DepositWork(context)


__all__ = ["BOOKABLE", "CaseLine", "CaseSheet", "CompanyClosed", "Done", "OpenSlot", "Secretariat"]
