from jobs.doctor import State, examine
from jobs.settings import Settings
from storefront.pages.ownpages import NAMES, OwnPages, written


def told(home):
    found = examine(home, Settings())
    return next(one for one in found if one.name == "merchant's pages")


def test_what_the_merchant_has_not_written_is_said_by_doctor_alone(tmp_path):
    assert told(tmp_path).state is State.OPTIONAL
    assert "imprint.md" in told(tmp_path).advice


def test_doctor_is_content_with_pages_that_are_there(tmp_path):
    (tmp_path / "pages").mkdir()
    for name in NAMES:
        (tmp_path / "pages" / f"{name}.md").write_text("Words")
    assert told(tmp_path).state is State.GOOD


def test_a_page_that_is_written_while_the_shop_runs_is_found(tmp_path):
    now = 0.0
    own = OwnPages(tmp_path, lambda: now)
    assert own.there == ()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "terms.md").write_text("Words")
    assert own.there == ()
    now = 5.0
    assert own.there == ("terms",) == written(tmp_path / "pages")


def test_a_page_that_is_too_long_is_left_out(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "terms.md").write_text("x" * 300_000)
    assert OwnPages(tmp_path).page("terms", "en") is None
