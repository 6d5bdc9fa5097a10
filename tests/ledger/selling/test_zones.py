"""Sending costs what the narrowest zone says, by weight, and takes as long as is known."""

import pytest
from quote_desk import FRANCE, thing

from ledger.selling import zones
from ledger.selling.asked import Destination
from ledger.selling.errors import ShippingWrong
from ledger.selling.zones import Rate

BAVARIA = Destination(country="DE", region="BY")
SWISS = Destination(country="CH")


@pytest.fixture
def add(desk):
    """Make a zone with one rate, and say its number."""

    def made(*places, **more):
        zone = zones.add_zone(
            desk.connection, "-".join(places), places, "1", desk.now
        ).zone_id
        rate(zone, **more)
        return zone

    def rate(zone, **more):
        facts = {"name": "Post", "amount_minor": 300, "currency": "EUR"} | more
        wanted = Rate(zone_id=zone, **facts)
        return zones.add_rate(desk.connection, wanted, "1", desk.now).rate_id

    made.rate = rate
    return made


def costs(desk, *things, **more):
    return [one.minor for one in desk.quote(*things, **more).options]


def test_the_narrowest_place_decides(desk, add):
    for place, minor in (("*", 900), ("EU", 700), ("DE", 500), ("DE-BY", 400)):
        add(place, amount_minor=minor)
    assert costs(desk, destination=BAVARIA) == [400]
    assert costs(desk) == [500]
    assert costs(desk, destination=FRANCE) == [700]
    assert costs(desk, destination=SWISS) == [900]


def test_a_country_in_no_zone_is_not_served(desk, add):
    add("EU")
    assert desk.problems(destination=SWISS) == ["country_not_served"]


def test_ways_are_told_from_the_cheapest_on_which_is_taken_unless_one_is_named(
    desk, add
):
    zone = add("DE", amount_minor=900)
    slow = add.rate(zone, name="Slow", amount_minor=100)
    found = desk.quote()
    assert [one.name for one in found.options] == ["Slow", "Post"]
    assert found.shipping == f"rate-{slow}"
    named = desk.quote(shipping=found.options[1].key)
    assert named.totals.total_minor == 1999 + 900


def test_weight_chooses_the_rate_and_what_says_none_weighs_what_the_settings_say(
    desk, add
):
    zone = add("DE", to_g=2000)
    add.rate(zone, amount_minor=800, from_g=2000)
    assert costs(desk, thing("HV-LID")) == [300]
    assert costs(desk, thing("HV-LID", 2)) == [800]
    assert costs(desk, thing("HV-LID", 2, weight_g=999)) == [300]
    assert costs(desk, thing("HV-LID", 1, weight_g=2000)) == [800]
    both = thing("HV-LID", weight_g=1000), thing("HV-POT", weight_g=1000)
    assert costs(desk, *both) == [800]


def test_goods_of_so_much_are_sent_for_nothing(desk, add):
    add("DE", free_from_minor=1000)
    assert costs(desk, thing("HV-LID", 1)) == [300]
    assert costs(desk, thing("HV-LID", 2)) == [0]


@pytest.mark.parametrize(
    ("days", "source", "told"),
    [
        ((2, 4), 5, (7, 9)),
        ((2, 4), None, None),
        ((None, None), 5, None),
        ((None, 4), 1, (1, 5)),
    ],
)
def test_days_are_those_of_the_way_and_of_the_source_or_not_known(
    desk, add, days, source, told
):
    add("DE", days_least=days[0], days_most=days[1])
    (way,) = desk.quote(thing("HV-LID", delivery_days=source)).options
    assert way.days == told


def test_what_is_at_hand_waits_for_no_source(desk, add):
    add("DE", days_least=1, days_most=3)
    (way,) = desk.quote(thing("HV-POT", delivery_days=30)).options
    assert way.days == (1, 3)


def test_a_way_in_another_currency_is_no_way(desk, add):
    add("DE", currency="USD")
    assert desk.problems() == ["country_not_served"]


def test_what_has_ended_holds_no_more_and_can_be_taken_back(desk, add):
    zone = add("DE")
    rate = add.rate(zone, name="Slow", amount_minor=100)
    zones.end_rate(desk.connection, rate, "1", desk.now)
    assert costs(desk) == [300]
    zones.resume_rate(desk.connection, rate, "1", desk.now)
    assert costs(desk) == [100, 300]
    zones.end_zone(desk.connection, zone, "1", desk.now)
    assert zones.zones(desk.connection) == []
    with pytest.raises(ShippingWrong, match="in force"):
        zones.end_zone(desk.connection, zone, "1", desk.now)


def test_every_change_is_in_the_audit(desk, add):
    zone = add("DE")
    zones.end_zone(desk.connection, zone, "1", desk.now)
    told = [one.action for one in desk.audited()]
    assert told == [
        "shipping.zone_added",
        "shipping.rate_added",
        "shipping.zone_ended",
    ]


@pytest.mark.parametrize("places", [(), ("D",), ("de-",), ("=1",), ("Germany",)])
def test_a_place_that_is_none_is_refused(desk, places):
    with pytest.raises(ShippingWrong, match=r"^places"):
        zones.add_zone(desk.connection, "Home", places, "1", desk.now)


def test_a_place_of_another_zone_is_refused_by_name(desk, add):
    add("DE", "FR")
    with pytest.raises(ShippingWrong, match="FR is in the zone DE-FR"):
        add("FR")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": 10**6}, "zone"),
        ({"name": " "}, "name"),
        ({"amount_minor": -1}, "amount"),
        ({"currency": "eur"}, "currency"),
        ({"from_g": -1}, "from"),
        ({"from_g": 5, "to_g": 5}, "to"),
        ({"free_from_minor": 0}, "free_from"),
        ({"days_least": 4, "days_most": 2}, "days"),
        ({"days_least": 4}, "days"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_naming_the_field(desk, add, wrong, field):
    zone = add("DE")
    with pytest.raises(ShippingWrong, match=f"^{field}"):
        add.rate(**({"zone": zone} | wrong))
