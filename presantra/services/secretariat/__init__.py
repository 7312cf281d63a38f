"""The service's side of visits: what its commands do today, and its pages will do tomorrow."""

from presantra.services.context import ServiceContext
from presantra.services.secretariat.deposits import DepositWork
from presantra.services.secretariat.letters import LetterLine, LetterWork
from presantra.services.secretariat.requests import CaseLine, CaseWork, Done
from presantra.services.secretariat.sharing import Given, SharedLine, SharingWork
from presantra.services.secretariat.slots import BOOKABLE, OpenSlot, SlotWork


class Secretariat:
    """``cases``: requests. ``slots``: times to book. ``documents``: what a visit gives to the employer.
    ``sharing``: documents given to a company, and received from it. ``letters``: new letters of identifiers.
    """

    def __init__(self, context: ServiceContext) -> None:
        self.cases = CaseWork(context)
        self.slots = SlotWork(context)
        self.documents = DepositWork(context)
        self.sharing = SharingWork(context)
        self.letters = LetterWork(context)


__all__ = ["BOOKABLE", "CaseLine", "Done", "Given", "LetterLine", "OpenSlot", "Secretariat", "SharedLine"]
