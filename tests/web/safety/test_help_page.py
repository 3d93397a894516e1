import datetime as dt
import re

import pytest
from django.test import Client

from securebase.web import safety
from securebase.web.accounts.models import User


def page(client: Client, language: str = "en") -> str:
    response = client.get("/help/", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_reads_the_same_page(as_ana: Client, as_ben: Client) -> None:
    assert page(as_ana) == page(as_ben)


def test_somebody_without_an_account_can_read_it(client: Client) -> None:
    said = page(client)
    assert "never your fault" in said
    assert "Nobody reads along" in said
    assert "findahelpline.com" in said


def test_the_lines_of_ones_own_country_come_first(ana: User, as_ana: Client) -> None:
    ana.country = "NZ"
    ana.save(update_fields=["country"])
    said = page(as_ana)
    assert said.index("0800 733 843") < said.index("Other countries")
    assert said.index("Other countries") < said.index("116 016")


def test_all_countries_lie_open_where_none_is_known(
    client: Client, ana: User, as_ana: Client
) -> None:
    assert '<details class="folding" open>' in page(client)
    ana.country = "JP"
    ana.save(update_fields=["country"])
    assert '<details class="folding" open>' not in page(as_ana)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_number_can_be_rung_and_no_address_is_loaded(
    client: Client, language: str
) -> None:
    said = page(client, language)
    rung = set(re.findall(r'href="tel:([^"]+)"', said))
    lines = [it for c in safety.countries() for it in safety.lines(c.code)]
    assert rung >= {line.dial for line in lines if line.number}
    for address in re.findall(r'(?:href|src)="([^"]*)"', said):
        assert address.startswith(("/", "#", "tel:", "data:"))


def test_the_state_of_each_entry_is_shown(client: Client) -> None:
    said = page(client)
    assert "compared with a published source on 25 November 2026" in said
    assert "comes from memory" in said


def test_an_entry_that_was_not_checked_for_a_year_says_so() -> None:
    later = safety.on_page("gb", "en", dt.date(2028, 1, 1))["first"]
    assert isinstance(later, safety.Place)
    told = [status for group in later.groups for _, status in group.lines]
    assert all("more than a year ago" in it or "from memory" in it for it in told)


def test_no_country_is_left_out_or_shown_twice() -> None:
    for country in ("", "gb", "zz"):
        shown = safety.on_page(country, "en", dt.date(2026, 12, 1))
        first, others = shown["first"], shown["others"]
        assert isinstance(first, safety.Place)
        assert isinstance(others, tuple)
        names = [first.name, *(place.name for place in others)]
        assert len(names) == len(set(names)) == len(safety.countries()) + 1
