from pathlib import Path

import msgspec
import pytest

from crawler.campaign.file import read_campaign
from crawler.campaign.settings import settings_of
from crawler.errors import NoPermission, NoSuchProfile
from crawler.manners.permission import Permission, permitted
from crawler.manners.profile import (
    Profile,
    confirm,
    profile_names,
    read_profile,
    refuse_ended,
)
from crawler.plan import plan_of
from crawler.settings import CrawlSettings

NAMES = ["1688", "aliexpress", "dhgate", "shein", "temu"]


def permission(profile: Profile, by: str = "Ada") -> Permission:
    evidence = "mail of 3 May,\ncontracts/1.pdf"
    return Permission(
        site=profile.site, hosts=profile.hosts, by=by, evidence=evidence, at=1.0
    )


def test_a_permission_that_ended_ends_its_campaign(tmp_path: Path) -> None:
    profile = read_profile("dhgate")
    given = msgspec.structs.replace(permission(profile), until=86_400.0)
    confirm(tmp_path, profile, given)
    refuse_ended(tmp_path, "dhgate", 86_399.0)
    with pytest.raises(NoPermission, match="DHgate ended on 1970-01-02; confirm"):
        refuse_ended(tmp_path, "dhgate", 86_400.0)
    refuse_ended(tmp_path, "temu", 86_400.0)
    refuse_ended(tmp_path, "shops", 86_400.0)


def test_the_supplier_sites_of_the_plan_have_profiles() -> None:
    assert profile_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_notes_what_a_person_must_know(name: str) -> None:
    profile = read_profile(name)
    assert profile.terms.startswith("https://")
    notes = (profile.rights, profile.robots, profile.walls, profile.instead)
    assert all(len(note) > 40 for note in notes)


@pytest.mark.parametrize("name", NAMES)
def test_a_confirmed_profile_is_a_polite_campaign_of_its_site(
    tmp_path: Path, name: str
) -> None:
    profile = read_profile(name)
    campaign = read_campaign(confirm(tmp_path, profile, permission(profile)))
    plan = plan_of(campaign, settings_of(campaign, CrawlSettings()))
    assert plan.politeness.delay_s >= 10.0
    assert plan.robots is not None
    assert campaign.max_pages and campaign.max_pages <= 500
    assert permitted(tmp_path, f"www.{profile.hosts[0]}", 2.0)


def test_without_a_name_a_profile_stays_off(tmp_path: Path) -> None:
    profile = read_profile("temu")
    with pytest.raises(NoPermission):
        confirm(tmp_path, profile, permission(profile, by=""))
    assert not (tmp_path / "campaigns").exists()


def test_who_permitted_it_stands_above_the_campaign(tmp_path: Path) -> None:
    profile = read_profile("dhgate")
    path = confirm(tmp_path, profile, permission(profile))
    first = path.read_text().splitlines()[0]
    assert first.endswith("Ada: mail of 3 May, contracts/1.pdf")


def test_an_operators_own_campaign_is_kept(tmp_path: Path) -> None:
    profile = read_profile("shein")
    path = confirm(tmp_path, profile, permission(profile))
    path.write_text("mine")
    confirm(tmp_path, profile, permission(profile))
    assert path.read_text() == "mine"


def test_an_unknown_profile_is_answered_with_those_there_are() -> None:
    with pytest.raises(NoSuchProfile, match=r"aliexpres.*1688, aliexpress, dhgate"):
        read_profile("aliexpres")
