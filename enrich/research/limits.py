"""What reports on markets assume, and what no data of ours can say."""

ASSUMED = (
    (
        "A category is what the taxonomy says, where products are classed, else what the"
        " shops say: two shops may call one thing by two names."
    ),
    (
        "Offers that matching holds for the same thing are one product. A wrong match makes"
        " a price gap that is none."
    ),
    (
        "Opinions stand for demand: they are written after a part of all sales, later than"
        " these, and more for some things than for others."
    ),
    (
        "Bounds are those of eight of ten cases, if opinions come by chance alone"
        " (Poisson's law). Wrong readings are not in them."
    ),
    "A strength orders a list. It is the sum of the points of its parts, no chance.",
)
SILENT = (
    "How much anyone sold: no shop says it.",
    "What a price causes: dear products are other products than cheap ones.",
    "What shops that were not crawled have, and what is said where nobody looked.",
    (
        "Prices without a rate: nothing is converted; offers in a second currency are"
        " counted and left out."
    ),
)
