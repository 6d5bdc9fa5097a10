"""Each stage says which tables its query reads: it is run again where one of them grew."""

import re

import pytest

from enrich.generate.checked import CHECKED
from enrich.generate.kinds import KINDS, TOLD
from enrich.generate.life import APPROVED, OFFERED
from lake.stages import Stage
from lake.tables import TABLES, VIEWS

STAGES = (*KINDS.values(), *TOLD.values(), CHECKED, APPROVED, OFFERED)
# What a stage knows of its own work is no reason to run it.
OWN = {"made", "batches"}


def asked(stage: Stage) -> set[str]:
    """Return the tables of the lake that a query names, but those it writes itself."""
    query = re.sub(r"--[^\n]*", "", stage.query).lower()
    named = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", query))
    within = set(re.findall(r"\b([a-z_]+) as (?:materialized )?\(", query))
    return (named - within) & {*TABLES, *VIEWS} - {*stage.writes} - OWN


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_table_in_its_query_is_among_what_a_stage_reads(stage: Stage) -> None:
    assert asked(stage) - {*stage.reads} == set()


def test_tables_are_found_in_queries() -> None:
    assert asked(KINDS["price_watch"]) >= {"enriched_languages", "offers_latest"}
    assert asked(KINDS["programme_directory"]) >= {"offers_latest", "scores"}
