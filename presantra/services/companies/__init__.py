"""The company as its employer sees it."""

from presantra.services.companies.history import CompanyHistoryPage, CompanyHistoryService, FormerValue, HistoryQuery
from presantra.services.companies.service import IDENTITY_CORRECTED, CompanyService
from presantra.services.companies.views import AddressView, CompanyProfile, ContactView, ServiceTeam

__all__ = [
    "IDENTITY_CORRECTED",
    "AddressView",
    "CompanyHistoryPage",
    "CompanyHistoryService",
    "CompanyProfile",
    "CompanyService",
    "ContactView",
    "FormerValue",
    "HistoryQuery",
    "ServiceTeam",
]
