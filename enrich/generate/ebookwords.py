"""The sentences that books on niches are varied by; figures are put in by who writes."""

from collections.abc import Sequence
from zlib import crc32

TITLES = (
    "{name}: A Newcomer's Handbook",
    "Getting to Know {name}",
    "{name} from the Ground Up",
    "The Lay of the Land: {name}",
)
HEARD = (
    "Opinions on {noun} that we read: {heard}. Glad are {glad} of them, sorry {sorry}.",
    "We read {heard} opinions on {noun}: {glad} glad, {sorry} sorry, the others in between.",
    "{heard} opinions on {noun} lie before us. {glad} sound glad, {sorry} sorry.",
)
TOPIC = (
    "Opinions that speak of it: {heard}. Glad on the whole: {glad}; sorry: {sorry}.",
    "{heard} opinions speak of it; glad on the whole {glad}, sorry {sorry}.",
    "It comes up in {heard} opinions, of which {glad} sound glad and {sorry} sorry.",
)
TALK = (
    (
        "Stars say whether somebody is content. What they write says why. Here is what the "
        "opinions on this niche speak of, topic by topic, and what to make of it."
    ),
    (
        "We sorted what buyers wrote by what they wrote of. An opinion can speak of several "
        "things, and then it counts with each. Glad and sorry are said of the whole opinion."
    ),
)
KIND = (
    (
        "{count} {noun} are told of here. {shops} shops sell them, from {low} to {high}; "
        "with {middle} you stand in the middle."
    ),
    (
        "Who looks for {noun} finds prices from {low} to {high} in {shops} shops. We look at "
        "{count} of them here, and the middle one costs {middle}."
    ),
    (
        "The {count} {noun} of this chapter begin at {low}. The middle is {middle}, the far end "
        "{high}. {shops} shops are behind these prices."
    ),
    (
        "{low} buys a plain one of these {noun}, {high} the dear end, and {middle} is the "
        "middle. The figures rest on {count} products in {shops} shops."
    ),
)
GROWS = (
    "{trait} goes with the price: the middle is {low} in the cheap band and {high} in the dear one.",
    "Who pays for the dear band meets {high} as the middle of {trait}, where the cheap band has {low}.",
    "Look at {trait}: {low} in the middle of the cheap band, {high} in the dear one.",
)
SINKS = (
    "{trait} does not grow with the price: {low} is the middle of the cheap band, {high} of the dear.",
    "Look at {trait}: it goes down from {low} in the middle of the cheap band to {high} in the dear one.",
)
SAME = (
    "{trait} does not go with the price: {low} is the middle of the cheap band and {high} of the dear one.",
    "Money buys no other {trait} here: its middle is {low} in the cheap band, and {high} in the dear one.",
)
SHOPS = (
    (
        "Shops do not agree. One product, {name}, costs {low} in one of them and {high} in "
        "another. That is {more} added for the same thing."
    ),
    (
        "Take {name}: it is to be had for {low}, and also for {high}. Who does not look "
        "around pays {more} on the low price."
    ),
    (
        "A look at a second shop can pay. For {name} we found {low} and {high}, which is "
        "{more} apart."
    ),
)
BRAND = (
    "{brand} has {count} things here: {kinds}. They cost from {low} to {high}.",
    "From {brand} we saw {kinds}: {count} things, at {low} and up to {high}.",
    "{many} come from {brand}: {count} in all, with prices from {low} to {high}.",
)


def chosen(key: str, words: Sequence[str]) -> str:
    """Return one of `words`, the same for `key` each time."""
    return words[crc32(f"{key}{words[0]}".encode()) % len(words)]


STEPS = (
    "Choose one kind, and buy or borrow something of each band of price. Use it for a week.",
    "Write down what the pages did not tell you. That is what your own page will say.",
    "Join a programme of the list above, or ask a maker for small quantities.",
    "Answer what buyers complain of, before they ask: sizes, sound, care, sending back.",
    "Offer a few things and describe them well. Add others when you know who comes.",
    "Look at the prices of others each week, and at your own once a month.",
)
INTRO = (
    (
        "{name} is a wide word. In the shops that we read it stands for {count} products of "
        "many kinds, from {low} to {high}. This book is for you if you are new to it: as "
        "somebody who wants to own such things, or as somebody who would like to sell them."
    ),
    (
        "You have begun to care for {noun}, or you think of selling it. This book shows you "
        "round: {count} products, {shops} shops, prices from {low} to {high}, and what people "
        "say who bought."
    ),
    (
        "Every niche has its own words, its own names and its own prices. Here are those of "
        "{noun}: {count} products in {shops} shops, and {low} to {high} to pay. You need know "
        "nothing before you begin."
    ),
)
READING = (
    "A kind is a group of things that shops put on one shelf. Each has a chapter of its own.",
    "From is what the first thing of a list costs, each counted in the shop that asks little.",
    (
        "The middle is the price that you come to when you count from both ends at once. "
        "Where a pair is left there, it is the low one."
    ),
    "Glad and sorry are how an opinion sounds on the whole. Some are neither.",
    "Stated means that a page says so. We have measured nothing ourselves.",
)
