"""Articles of the Code du travail that the rules rest on, as read in October 2026.

An address is given only where the version was checked; `to_confirm` marks what was not read in the Code.
"""

from dataclasses import dataclass
from datetime import date

_LEGIFRANCE = "https://www.legifrance.gouv.fr/codes/article_lc/"


@dataclass(frozen=True, slots=True)
class Source:
    """An article, with its address on Légifrance (empty when not checked)."""

    article: str
    url: str = ""
    to_confirm: bool = False


def _checked(article: str, legiarti: str) -> Source:
    return Source(article, _LEGIFRANCE + legiarti)


VIP_WITHIN_THREE_MONTHS = _checked("R. 4624-10", "LEGIARTI000033769085")
VIP_BEFORE_ASSIGNMENT = _checked("R. 4624-18", "LEGIARTI000033769047")
PERIODIC_SI = _checked("R. 4624-16", "LEGIARTI000033769063")
ADAPTED_FOLLOW_UP = _checked("R. 4624-17", "LEGIARTI000033769059")
SIR_LIST = _checked("R. 4624-23", "LEGIARTI000053786012")
PERIODIC_SIR = _checked("R. 4624-28", "LEGIARTI000033769094")
CATEGORY_A = _checked("R. 4451-82", "LEGIARTI000037024438")
RETURN_VISIT = _checked("R. 4624-31", "LEGIARTI000054250639")
LIST_OF_EMPLOYEES = _checked("D. 4622-22", "LEGIARTI000045676988")
AVIS_TO_KEEP = _checked("R. 4624-55", "LEGIARTI000033740738")

APTITUDE_AT_HIRE = Source("R. 4624-24")
VIP_WAIVER = Source("R. 4624-15")
APTITUDE_WAIVER = Source("R. 4624-27")
PRE_RETURN_VISIT = Source("R. 4624-29")
ON_REQUEST_VISIT = Source("R. 4624-34")
WORK_ACCIDENT_NOTICE = Source("R. 4624-33")
PRE_RETURN_RIGHT = Source("L. 4624-2-4")
LIAISON_MEETING = Source("L. 1226-1-3")
POST_EXPOSURE_VISIT = Source("L. 4624-2-1")
POST_EXPOSURE_DUTY = Source("R. 4624-28-1")
MID_CAREER_VISIT = Source("L. 4624-2-2")
SEASONAL = Source("D. 4625-22")
TEMPORARY_WAIVER = Source("R. 4625-11")
APPRENTICE = Source("R. 6222-40-1", to_confirm=True)
BIOLOGICAL_GROUP_2 = Source("R. 4426-7", to_confirm=True)
ELECTROMAGNETIC_FIELDS = Source("R. 4453-10", to_confirm=True)
DRIVING_AUTHORISATION = Source("R. 4323-56")
ELECTRICAL_CLEARANCE = Source("R. 4544-10")
HEAVY_LOADS = Source("R. 4541-9", to_confirm=True)
YOUNG_PEOPLE = Source("R. 4153-40", to_confirm=True)

LEAD_WITHOUT_THRESHOLD = date(2026, 4, 10)  # décret 2026-253
RETURN_EXEMPTION = date(2026, 6, 15)  # décret 2026-503
ATTESTATION_INSTEAD_OF_SIR = date(2025, 10, 1)  # décret 2025-355
