"""A solver that has a key, for tests."""

from crawler.permit import Case, Pass

KEY = "jackdaw55"


def let_in(case: Case) -> Pass | None:
    """Show the key where a captcha is asked for."""
    return Pass(headers={"X-Key": KEY}) if case.kind == "captcha" else None
