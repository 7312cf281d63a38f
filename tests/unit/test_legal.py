"""Articles that the rules rest on: each leads to its text."""

import re

import pytest

from presantra.domain.legal import SOURCES, Source

VERSION = r"https://www\.legifrance\.gouv\.fr/codes/article_lc/LEGIARTI\d{12}"
SEARCH = r"https://www\.legifrance\.gouv\.fr/search/code\?tab_selection=code&searchField=NUM_ARTICLE&query=([LRD]\d+(?:-\d+)+)"


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_an_article_has_the_address_of_its_checked_version_or_of_its_number(source: Source) -> None:
    assert re.fullmatch(r"[LRD]\. \d+(-\d+)+", source.article)
    if found := re.fullmatch(SEARCH, source.url):
        assert found[1] == source.article.replace(". ", "")
    else:
        assert re.fullmatch(VERSION, source.url)


def test_both_kinds_of_addresses() -> None:
    assert SOURCES["periodic_si"].url.endswith("/article_lc/LEGIARTI000033769063")
    assert SOURCES["on_request_visit"].url.endswith("&query=R4624-34")
