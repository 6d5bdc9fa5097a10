"""The sentences that guides are varied by; figures are put in by who writes."""

from collections.abc import Sequence
from typing import Protocol
from zlib import crc32


class _Named(Protocol):
    """What has a guide."""

    @property
    def path(self) -> str:
        """Its name, which decides how things are worded."""
        ...


def word(of: _Named, words: Sequence[str], more: str = "") -> str:
    """Return one of `words`, the same for a category, and for `more`, each time."""
    return words[crc32(f"{of.path}{words[0]}{more}".encode()) % len(words)]


TITLES = (
    *("How to Choose", "What to Buy", "A Buying Guide", "Which One Is for You"),
    *("What Sets Them Apart", "Before You Buy", "Picks and Prices", "A Closer Look"),
)
OPENINGS = (
    (
        "How much should {noun} cost? Those that we looked at begin at {low} and end at "
        "{high}; the middle is {middle}. Here is what you get for it, and which we would buy."
    ),
    (
        "There is a wide choice of {noun}: prices begin at {low} and go up to {high}, with "
        "{middle} in the middle. We read the pages of the shops and what buyers wrote there, "
        "and say below which we would take."
    ),
    (
        "You can pay {low} or {high} for {noun}, and the dear one need not be yours. "
        "With {middle} you are in the middle. This guide shows where they differ."
    ),
    (
        "From {low} to {high}: that is how far the prices of {noun} lie apart. {middle} is "
        "the middle. What changes on the way from one end to the other is told here, fact by "
        "fact, so that you can stop where it is enough for you."
    ),
    (
        "Who looks for {noun} finds them at {low} and finds them at {high}. We put them side "
        "by side, with what their pages state and what their buyers say. The price in the "
        "middle is {middle}."
    ),
    (
        "If somebody asked us today which {noun} to buy, we would ask back what they are for, "
        "and then show this list. It begins at {low}, has its middle at {middle} and ends at "
        "{high}."
    ),
    (
        "{middle} buys you {noun} from the middle of the shelf. You may go down to {low}, and "
        "shops will gladly let you go up to {high}. When that pays off, and when it does "
        "not, is what the next pages are about."
    ),
    (
        "Shops have {noun} for {low}, for {middle}, which is the middle, and for {high}. What "
        "do you get for the difference? We laid their pages next to each other to see it."
    ),
)
APART = (
    (
        "These are the facts by which the products differ, as their pages state them. Begin "
        "with the one that you cannot do without; it takes many off the list."
    ),
    (
        "Before you look at names, look at these. Each table says how many products have a "
        "trait, and from which price."
    ),
    (
        "Shops state these facts, and they are where the products part. What is the same "
        "for all of them is left out."
    ),
    (
        "A choice gets small once you know what you want of it. Take the tables one after "
        "the other, and strike what does not fit."
    ),
    (
        "What do you pay for? In the tables below stands what the pages of the shops state, "
        "with the price from which you can have it."
    ),
    (
        "Photographs look alike. The facts below do not: by each of them the list falls into "
        "parts, and you will belong to one."
    ),
    (
        "Decide on paper first. These are the points in which the products are not alike, "
        "each with how many of them share an answer."
    ),
)
ALSO = (
    (
        "These did not become our picks. One of them may still be yours, if a trait or a "
        "shop matters to you."
    ),
    "Good things are among these too. We had to stop somewhere.",
    "If none of the picks suits you, look here.",
    "The rest of the list, with what tells one from the other.",
    (
        "A pick follows a rule, and your reasons may be others. What we left behind is below."
    ),
    "Not picked, yet on sale and compared like the others:",
    "You know a brand or a shop that you trust? Then see whether it is among these.",
)
OTHERS = (
    "{name} costs {low} and up.",
    "{name}: from {low}.",
    "For {name}, shops ask {low} or more.",
    "{name} is on sale from {low}.",
    "With {low} you get {name}.",
    "{low} is where {name} begins.",
    "Shops have {name} for {low}.",
)
HEARD = (
    "Opinions that we read: {heard}, of them glad: {glad}.",
    "Glad of it: {glad} of the {heard} whose words we read.",
    "We found opinions: {heard}; glad ones: {glad}.",
    "Who wrote of it: {heard}; who is glad: {glad}.",
    "Of opinions we read {heard}, with {glad} that sound glad.",
)
UNPAID = (
    (
        "No shop paid for its place here. By which rules we chose stands beside each pick, "
        "and how this was made at the end."
    ),
    (
        "Nobody paid to stand in this guide. Each pick says by what rule it became one; the "
        "last pages say how all of it was made."
    ),
    (
        "What stands here was not paid for. The rule of a pick is told with it, and the way "
        "we work behind the last table."
    ),
    (
        "We take no money for a place on this list. Beside each pick you find its rule, and "
        "at the end how we worked."
    ),
)
COSTS = (
    "With {one}, the middle of the prices is {its}; with {other}, it is {others}.",
    "What the {trait} does to the price: {its} in the middle with {one}, {others} with {other}.",
    "By {trait}: {one} costs {its} in the middle, {other} {others}.",
    "Put in money: {one} stands at {its} in the middle, {other} at {others}.",
    "{one} or {other}? In the middle that is {its} against {others}.",
    "Shops ask {its} in the middle for {one}, and {others} for {other}.",
)
WHICH = (
    "{trait}: {few}? Take what you will use, and not what looks well in a list.",
    "Which {small} do you need? The choice begins with {few}.",
    "{few}: the {small} is what you cannot change afterwards.",
    "Think of the {small} first: {few}. What you have at home may answer it.",
    "{few}? Ask yourself what the {small} was like of the one that you had before.",
    "As to the {small}, pages name {few}. If you do not care, let the price decide.",
)
MONEY = (
    "How much may it cost? From {low} on you get one; with {middle} you are in the middle.",
    "Where does your budget end? {low} is where prices begin, and {middle} is their middle.",
    "Set a sum before you look. Shops begin at {low}; their middle is {middle}.",
    "Is {middle} too much? That is the middle, and the list begins at {low}.",
    "What do you want to spend? {low} opens the list, and {middle} stands in its middle.",
)
WHERE = (
    "Where will you buy? Look the price up once again, as it was read on the day beside it.",
    "Who sends it, how fast, and what do they ask for that? Prices here are without shipping.",
    "Do you know the shop? See what it says of sending things back before you pay.",
    "Add up the whole sum in the basket: shipping is not in the prices of this guide.",
    "Open the page of the shop. A price may have changed since the day that stands with it.",
)
BEGINS = {
    True: (
        "It begins below the middle of all prices here, which is {middle}.",
        "The middle of all prices here is {middle}; this one begins below.",
        "Its price is under {middle}, the middle of this guide.",
        "Held against {middle}, the price in the middle, it costs little.",
        "It stays below {middle}, where the middle of the list is.",
    ),
    False: (
        "It begins above the middle of all prices here, which is {middle}.",
        "The middle of all prices here is {middle}; this one begins above.",
        "Its price is over {middle}, the middle of this guide.",
        "Held against {middle}, the price in the middle, it is dear.",
        "You leave the middle of the list, {middle}, behind you with it.",
    ),
}
INSTEAD = (
    "If it is sold out: {name}, from {low}.",
    "Close to it is {name}, which begins at {low}.",
    "Look at {name} as well, from {low}.",
    "The next thing to it is {name}, at {low} and up.",
    "Not quite yours? {name} is much like it and begins at {low}.",
    "A like one, should shops run out of it: {name}, for {low} and up.",
    "In its place you could take {name}. Shops ask {low} for it.",
)
RATED = (
    "Buyers at {shop} give it {stars} stars; {many} of them did.",
    "At {shop} it has {stars} stars, by {many} buyers.",
    "{shop} shows {stars} stars for it, from {many} ratings.",
    "Its stars at {shop}: {stars}. Ratings behind them: {many}.",
    "Ratings at {shop}: {many}, which come to {stars} stars.",
)
SOLD = (
    "{shops} {sell} it; it costs {low} where it costs little.",
    "Prices begin at {low}. Shops in which we saw it: {shops}.",
    "From {low} on it is yours; {shops} {sell} it.",
    "It is to be had from {low}, and {shops} {sell} it.",
    "What it costs: {low} where it costs little. {shops} {sell} it.",
)
SCORED = (
    "It has the {score} that we compared.",
    "We would begin with this one: it has the {score} that we compared.",
    "Prices, sellers and buyers all count in our score. This is the {score}.",
    "It stands first because it has the {score} in this guide.",
    "Why this one? It has the {score} on our list.",
)
CHEAPER = (
    "It has the {low} whose score comes next.",
    "Of those whose score comes next, this one has the {low}.",
    "To spend less, look at those whose score comes next: it has the {low}.",
    "It is here because it has the {low} that score well.",
    "Other things score well too. Of these it has the {low}.",
)
DEARER = (
    "It has the {score} that begin at {middle} or above.",
    "From {middle} on, this one leads: it has the {score} there.",
    "Who can spend {middle} or above gets the {score} on those shelves.",
    "If {middle} or above is no hurdle: this is the {score} there.",
)
LIKED = (
    "Of the {heard} opinions on it that we read, {glad} are glad of it.",
    "We read what {heard} buyers wrote of it, and {glad} of them are glad.",
    "Its buyers speak for it: {glad} of {heard} opinions that we read are glad.",
    "{glad} of the {heard} who wrote of it sound glad.",
)
SAID = (
    "We read {heard} {some} on it: {glad} glad, {sorry} sorry.",
    "On it we found {heard} {some}, of which {glad} glad and {sorry} sorry.",
    "Glad: {glad}. Sorry: {sorry}. So we read the {heard} {some} on it.",
    "Its buyers left {heard} {some}, {glad} of them glad and {sorry} sorry.",
    "From {heard} {some} we count {glad} as glad and {sorry} as sorry.",
)
