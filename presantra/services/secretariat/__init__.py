"""The service's side of visits, factures, messages and documents: what its commands do, and its pages will."""

from presantra.services.context import ServiceContext
from presantra.services.secretariat.billing import Allocated, BillingWork
from presantra.services.secretariat.deposits import DepositWork
from presantra.services.secretariat.designation import CONFIDENTIAL_KINDS, Designation
from presantra.services.secretariat.identity import Corrected, IdentityWork
from presantra.services.secretariat.letters import LetterLine, LetterWork
from presantra.services.secretariat.messages import MessageWork
from presantra.services.secretariat.pages import Listed, Window
from presantra.services.secretariat.requests import CaseLine, CaseWork, CompanyClosed, Done
from presantra.services.secretariat.sharing import Given, SharedLine, SharingWork
from presantra.services.secretariat.sheets import CaseSheet, SheetWork
from presantra.services.secretariat.slots import BOOKABLE, OpenSlot, SlotWork


class Secretariat:
    """``cases``: requests; ``sheets``: what is read of one. ``slots``: times to book.

    ``documents``: what a visit gives to the employer. ``billing``: payments. ``messages``: threads.
    ``sharing``: documents given to a company, and received from it. ``letters``: new letters of identifiers.
    ``identity``: name, SIRET and NAF of a company.
    """

    def __init__(self, context: ServiceContext) -> None:
        self.cases = CaseWork(context)
        self.sheets = SheetWork(context)
        self.slots = SlotWork(context)
        self.documents = DepositWork(context)
        self.billing = BillingWork(context)
        self.messages = MessageWork(context)
        self.sharing = SharingWork(context)
        self.letters = LetterWork(context)
        self.identity = IdentityWork(context)


__all__ = [
    "BOOKABLE",
    "CONFIDENTIAL_KINDS",
    "Allocated",
    "CaseLine",
    "CaseSheet",
    "CompanyClosed",
    "Corrected",
    "Designation",
    "Done",
    "Given",
    "LetterLine",
    "Listed",
    "OpenSlot",
    "Secretariat",
    "SharedLine",
    "Window",
]
