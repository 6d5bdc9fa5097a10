import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import RatesUnreadable
from lake.freshness import newest_rates
from lake.pin import pin
from lake.ratefile import Rate, read_rates
from lake.rates import import_rates
from lake.sql import connect

ECB = "European Central Bank"
HISTORY = """\
Date,USD,JPY,CYP,
2024-01-03,1.0919,155.94,N/A,
2024-01-02,1.0956,155.68,0.5842,
"""
DAY = """\
<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
  xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube><Cube time='2024-01-04'>
    <Cube currency='USD' rate='1.0953'/><Cube currency='JPY' rate='158.25'/>
  </Cube></Cube>
</gesmes:Envelope>
"""
VALET = """\
"TERMS AND CONDITIONS"
"https://www.bankofcanada.ca/terms/"

"SERIES"
"id","label","description"
"FXUSDCAD","USD/CAD","US dollar to Canadian dollar daily exchange rate"

"OBSERVATIONS"
"date","FXUSDCAD","FXEURCAD"
"2024-01-02","1.3316","1.4590"
"2024-01-03","","1.4588"
"""
DOLLAR = Rate(date(2024, 1, 2), "EUR", "USD", 1.0956, ECB)


@pytest.fixture
def read(tmp_path):
    def rates_of(text, name="rates.csv"):
        (tmp_path / name).write_text(text)
        return read_rates(tmp_path / name)

    return rates_of


def test_the_history_of_the_european_bank_is_read(read):
    found = read(HISTORY)
    assert DOLLAR in found
    assert [(one.date.day, one.quote) for one in found] == [
        (3, "USD"),
        (3, "JPY"),
        (2, "USD"),
        (2, "JPY"),
        (2, "CYP"),
    ]


def test_the_history_is_read_from_its_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "eurofxref-hist.zip", "w") as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    assert DOLLAR in read_rates(tmp_path / "eurofxref-hist.zip")


def test_the_day_of_the_european_bank_is_read(read):
    assert read(DAY) == [
        Rate(date(2024, 1, 4), "EUR", "USD", 1.0953, ECB),
        Rate(date(2024, 1, 4), "EUR", "JPY", 158.25, ECB),
    ]


def test_the_series_of_the_canadian_bank_are_read(read):
    found = [(one.date.day, one.base, one.quote, one.rate) for one in read(VALET)]
    assert found == [
        (2, "USD", "CAD", 1.3316),
        (2, "EUR", "CAD", 1.459),
        (3, "EUR", "CAD", 1.4588),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "neither"),
        ("", "neither"),
        ("Date,USD,\n", "no rates"),
        ("Date,USD,\n2024-01-02,cheap,\n", "line 2: 'cheap' is no rate"),
        ("Date,USD,\n2024-01-02,-1,\n", "line 2"),
        ("Date,USD,\nyesterday,1,\n", "yesterday"),
        ("<Cube", "cannot be read"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        ("PK nothing", "cannot be read"),
    ],
)
def test_another_file_is_refused(read, text, said):
    with pytest.raises(RatesUnreadable, match=said):
        read(text)


@given(st.binary(max_size=200))
def test_no_file_does_worse_than_be_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("rates") / "rates"
    path.write_bytes(data)
    with pytest.raises(RatesUnreadable):
        read_rates(path)


def test_rates_are_taken_in_once(lake, read, ask):
    rates = read(HISTORY)
    first, second = import_rates(lake, rates), import_rates(lake, rates)
    assert (first.new, first.known) == (5, 0)
    assert (second.new, second.known) == (0, 5)
    assert ask("SELECT count(*) FROM fx_rates") == [(5,)]


def test_a_corrected_rate_stands(lake, read):
    import_rates(lake, [DOLLAR])
    done = import_rates(lake, [Rate(DOLLAR.date, "EUR", "USD", 1.2, ECB)])
    again = import_rates(lake, [Rate(DOLLAR.date, "EUR", "USD", 1.2, ECB)])
    pin(lake)
    with connect(lake.home) as connection:
        (found,) = newest_rates(connection)
    assert (done.new, done.corrected, again.known) == (0, 1, 1)
    assert (found.rate, found.is_stale) == (1.2, True)
