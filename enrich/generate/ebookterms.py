"""What words of the trade mean, and what buyers talk of: said once, for all niches.

These are house words without a figure; what a page states is put beside them.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Term(NamedTuple):
    """What a trait says of a thing, and what to ask oneself."""

    meaning: str
    question: str


# What keeps its capital within a sentence.
PROPER = frozenset(("Bluetooth", "Wi-Fi", "USB"))


class Topic(NamedTuple):
    """What buyers talk of: its words, what a buyer can do, what a seller can."""

    words: re.Pattern[str]
    buyer: str
    seller: str


_SIZE = "Measure the place where it is to stand or lie, and leave room to move it."
TERMS: Mapping[str, Term] = {
    "battery life": Term(
        "How long a charge lasts as its maker measured it. In the cold, in use at full power, "
        "or after some years, it will be less.",
        "How long are you away from a socket?",
    ),
    "bluetooth": Term(
        "The version of the wireless standard. A later one saves power and holds a link "
        "well, but both ends must know it; old devices talk to new ones in the old way.",
        "Which version does the device at the other end have?",
    ),
    "brightness": Term(
        "How much light comes out, in lumen. It says nothing of where the light falls.",
        "How dark is the place, and how large?",
    ),
    "capacity": Term(
        "How much goes in, to the brim. What you can use day by day is a little less.",
        "How much do you fill in or carry on a common day?",
    ),
    "colour": Term(
        "What its page calls the colour. Screens show it each in their own way.",
        "",
    ),
    "colour temperature": Term(
        "How warm or cold white light looks, in kelvin. Low figures are yellowish as in the "
        "evening, high ones bluish as at noon.",
        "Do you want to rest in this light, or to work?",
    ),
    "diameter": Term("How wide it is across the round.", _SIZE),
    "height": Term("How high it stands.", _SIZE),
    "length": Term("How long it is from end to end.", _SIZE),
    "width": Term("How wide it is from side to side.", _SIZE),
    "material": Term(
        "What its main part is made of. Handles, seals and screws may be of something else.",
        "Will it get wet, hot or knocked about?",
    ),
    "maximum load": Term(
        "What it may carry or weigh without harm, as its maker states it.",
        "What heavy things would you put on it, and what margin do you want?",
    ),
    "power": Term(
        "What it draws or gives, in watt. With heat it means speed; with sound it says "
        "how loud it can be, and little of how good it sounds.",
        "What else hangs on the same socket, and do you need the speed?",
    ),
    "pressure": Term(
        "How hard it pushes or what it bears, in bar. A high figure is what it can, not what "
        "it holds while you use it.",
        "What do the parts that you will join to it bear?",
    ),
    "protection": Term(
        "The IP code: its first figure stands for dust, its second for water. High "
        "figures keep more of them out.",
        "Will it stand in the rain, or under a roof?",
    ),
    "settings": Term(
        "How many steps you can choose from. Small steps help who likes to try things out; "
        "few are quick to learn.",
        "Will you turn it each time, or set it once?",
    ),
    "sheets": Term(
        "How many sheets of paper it has, or takes at once.",
        "How many do you use on a common day?",
    ),
    "size": Term("The size as its maker counts it; makers differ.", _SIZE),
    "voltage": Term(
        "What its battery or plug gives, in volt. With batteries it goes with strength and "
        "with weight, and says which others fit.",
        "Do you own batteries that would fit?",
    ),
    "weight": Term(
        "What it weighs without its box. Light things are easy to carry; heavy ones stay "
        "where they are.",
        "Will you carry it, lift it, or leave it in its place?",
    ),
}


def _words(*stems: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)


TOPICS: Mapping[str, Topic] = {
    "Delivery": Topic(
        _words(r"deliver\w*", r"arriv\w*", r"shipp\w+", r"courier", r"packag\w+", r"packed"),
        "Look at the day that the shop names, and at the condition of the box before you sign.",
        "Name a day that you can keep, and pack as if it would fall.",
    ),
    "Price and value": Topic(
        _words(r"value\b", r"price\w*", r"money\b", r"expensive", r"cheap\w*", r"worth\b"),
        "Compare what several shops ask for the same thing, and what shipping adds.",
        "Say what a buyer gets for the price that others leave out.",
    ),
    "How it lasts": Topic(
        _words(
            r"last(?:s|ed|ing)\b", r"broke\w*", r"months? of", r"years?\b", r"scratch\w*",
            r"worn\b", r"rattl\w+", r"solid\b", r"sturdy", r"flims\w+", r"durab\w+",
        ),
        "Ask how long parts are to be had, and keep the bill.",
        "Keep wear parts in stock, and say so on the page.",
    ),
    "Weight and size": Topic(
        _words(r"heav(?:y|ier)\b", r"weigh\w*", r"light(?:er|weight)\b", r"bulky", r"too (?:big|small)"),
        "Read the figure, and lift something that weighs as much.",
        "Show it in a hand or beside something that people know.",
    ),
    "Noise and sound": Topic(
        _words(r"loud\w*", r"nois\w+", r"quiet\w*", r"sounds?\b", r"volume\b"),
        "Ask for a figure, or hear it where you can send it back.",
        "State how loud it is and how far away that was measured.",
    ),
    "Cleaning and care": Topic(
        _words(r"clean\w*", r"wash\w*", r"wipe\w*", r"rins\w+", r"dishwasher"),
        "Look which parts come off, and where dirt can hide.",
        "Show how it comes apart.",
    ),
    "Instructions": Topic(
        _words(r"manual\b", r"instructions?\b", r"assembl\w+", r"set ?up\b"),
        "Look whether the instructions are on the maker's site before you buy.",
        "Write instructions of your own, with pictures.",
    ),
    "As described": Topic(
        _words(r"not what it says", r"colours?\b", r"colors?\b", r"than on the photo", r"described"),
        "Measure it on the first day, while it can go back.",
        "Measure what you sell, and photograph it by daylight.",
    ),
    "Returns and service": Topic(
        _words(r"sent it back", r"return(?:s|ed)?\b", r"replacement", r"refund\w*", r"customer service", r"sold it on"),
        "Read how long you may send it back, and who pays for that.",
        "Make sending back easy; it costs little beside a bad word.",
    ),
    "Battery and power": Topic(
        _words(r"batter\w+", r"charg\w+", r"mains\b"),
        "Look whether the battery can be changed.",
        "Sell the battery as a part too.",
    ),
    "Fit and comfort": Topic(
        _words(r"comfort\w*", r"fits?\b", r"tight\b", r"loose\b", r"grip\b", r"handle\b"),
        "Try it on or hold it, if there is a place where you can.",
        "Say whom it suits, and whom it does not.",
    ),
    "Smell and finish": Topic(
        _words(r"smell\w*", r"odou?r\w*", r"burrs?\b", r"paint\b", r"fingerprints?"),
        "Let it stand open for a day before you use it.",
        "Air it before it is packed.",
    ),
}  # fmt: skip
