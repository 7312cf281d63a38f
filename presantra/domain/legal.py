"""Articles of the Code du travail that the rules rest on, as read in October 2026 (`data/sources.toml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from presantra.domain import data

_LEGIFRANCE = "https://www.legifrance.gouv.fr"
_VERSION = f"{_LEGIFRANCE}/codes/article_lc/"
# Finds the version in force; an article that has gone gives no result rather than an error.
_SEARCH = f"{_LEGIFRANCE}/search/code?tab_selection=code&searchField=NUM_ARTICLE&query="


@dataclass(frozen=True, slots=True)
class Source:
    """An article, with its address on Légifrance; `to_confirm`: not read in the Code."""

    article: str
    url: str
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    __pydantic_config__ = data.STRICT

    article: str
    legiarti: str = ""
    to_confirm: bool = False


def load_sources(folder: Traversable = data.FOLDER) -> dict[str, Source]:
    found = {}
    for key, values in data.read(folder, "sources.toml").items():
        entry = data.entry(_Entry, values)
        url = _VERSION + entry.legiarti if entry.legiarti else _SEARCH + entry.article.replace(". ", "")
        found[key] = Source(entry.article, url, entry.to_confirm)
    return found


def named(keys: Iterable[str], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The sources of these keys. Raises KeyError for one that does not exist."""
    return tuple(sources[key] for key in keys)


SOURCES = load_sources()

VIP_WITHIN_THREE_MONTHS = SOURCES["vip_within_three_months"]
PERIODIC_SI = SOURCES["periodic_si"]
ADAPTED_FOLLOW_UP = SOURCES["adapted_follow_up"]
SIR_LIST = SOURCES["sir_list"]
PERIODIC_SIR = SOURCES["periodic_sir"]
RETURN_VISIT = SOURCES["return_visit"]
PRE_RETURN_VISIT = SOURCES["pre_return_visit"]
ON_REQUEST_VISIT = SOURCES["on_request_visit"]
POST_EXPOSURE_VISIT = SOURCES["post_exposure_visit"]
POST_EXPOSURE_DUTY = SOURCES["post_exposure_duty"]
MID_CAREER_VISIT = SOURCES["mid_career_visit"]
LIST_OF_EMPLOYEES = SOURCES["list_of_employees"]
AVIS_TO_KEEP = SOURCES["avis_to_keep"]
WORK_ACCIDENT_NOTICE = SOURCES["work_accident_notice"]
PRE_RETURN_RIGHT = SOURCES["pre_return_right"]
LIAISON_MEETING = SOURCES["liaison_meeting"]
