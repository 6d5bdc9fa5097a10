import logging
from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from ledger import operatetables, pricetables, usertables  # noqa: F401 - parts of METADATA
from ledger.affiliate import tables as affiliate_tables  # noqa: F401 - the same
from ledger.carts import tables as carttables  # noqa: F401 - the same
from ledger.grants import tables as grant_tables  # noqa: F401 - the same
from ledger.hooks import tables as hook_tables  # noqa: F401 - the same
from ledger.migrate import FOLDER
from ledger.open import open_ledger
from ledger.orders import (  # noqa: F401 - the same
    invoicetables,
    mailtables,
    paytables,
    risktables,
    supplytables,
    tables,
)
from ledger.selling import tables as selling_tables  # noqa: F401 - the same
from ledger.tables import METADATA, runs


def test_the_tables_and_the_migrations_agree(ledger):
    options = {"compare_type": True, "compare_server_default": True}
    with ledger.read() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_form_one_line_in_order_of_their_numbers():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    steps = [
        step.revision for step in ScriptDirectory.from_config(config).walk_revisions()
    ]
    assert steps == sorted(steps, reverse=True)


def test_two_threads_may_bring_two_ledgers_up_to_date_at_once(tmp_path):
    homes = [tmp_path / str(number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ledgers = list(pool.map(open_ledger, homes))
    assert [run_count(ledger) for ledger in ledgers] == [0] * 8


def run_count(opened):
    with opened as ledger, ledger.read() as connection:
        return connection.scalar(select(func.count()).select_from(runs))


def test_opening_leaves_logging_alone(opened, caplog):
    before = logging.getLogger().handlers[:], logging.getLogger().level
    opened()
    assert (logging.getLogger().handlers[:], logging.getLogger().level) == before
