"""Sentences by which two encoders are compared: whether they put the same ones near."""

import numpy as np

from enrich.models.encoder import Encoder
from enrich.models.pooling import Floats

SAMPLES = tuple(
    line.strip()
    for line in """
    Stainless steel electric kettle with temperature control, 1.7 litres
    Cordless glass kettle, 1.5 l, boils a cup of water in a minute
    Espresso machine with a steam wand and a burr grinder
    Coffee beans, dark roast, 1 kg
    Wireless noise cancelling headphones with 30 hours of battery
    Bluetooth in-ear headphones with a charging case
    15.6 inch laptop, 16 GB RAM, 512 GB SSD
    Notebook computer with an aluminium case and a backlit keyboard
    USB-C cable, 2 m, braided
    Fast charger for telephones, 65 W, two ports
    Running shoes for women, breathable mesh, size 39
    Leather boots for hiking in wet weather
    Cotton T-shirt with a round neck, pack of three
    Rain jacket with a hood, waterproof to 10,000 mm
    The battery died after two weeks and nobody answered my letters.
    It works as described and arrived a day early.
    The sound is thin, but for this price I cannot complain.
    I returned it: the lid leaks and the handle gets hot.
    Best purchase of the year, my whole family uses it.
    How to descale a kettle without chemicals
    Ten things to look at before you buy a used camera
    The central bank raised its rate by a quarter of a point on Thursday.
    Shares of the carmaker fell after it recalled 50,000 vehicles.
    The city council voted to close two streets to traffic in summer.
    A new species of frog was found in the cloud forest.
    Board game for two to four players, from eight years
    Wooden building blocks for small children, 100 pieces
    Garden hose with a spray gun, 25 m
    Solar lamp for the terrace with a motion sensor
    Dog food with lamb and rice, grain free, 12 kg
    """.strip().splitlines()
)


def least_cosine(one: Encoder, other: Encoder) -> float:
    """Return how near the two encoders' vectors of a text are, where they are farthest."""
    return float((one.encode(SAMPLES) * other.encode(SAMPLES)).sum(axis=1).min())


def agreement(one: Encoder, other: Encoder) -> float:
    """Return how the likenesses of pairs correlate that the two encoders see."""
    pairs = np.triu_indices(len(SAMPLES), 1)
    seen = [_likeness(encoder)[pairs] for encoder in (one, other)]
    return float(np.corrcoef(seen[0], seen[1])[0, 1])


def _likeness(encoder: Encoder) -> Floats:
    vectors = encoder.encode(SAMPLES)
    found: Floats = vectors @ vectors.T
    return found
