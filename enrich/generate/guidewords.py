"""The sentences that guides are varied by; figures are put in by who writes."""

TITLES = ("How to Choose", "What to Buy", "A Buying Guide", "Which One Is for You")
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
        "You can pay {low} or {high} for {noun}, and the dear one need not suit you better. "
        "With {middle} you are in the middle. This guide shows where they differ."
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
)
ALSO = (
    (
        "These did not become our picks. One of them may still be yours, if a trait or a "
        "shop matters to you."
    ),
    "Good things are among these too. We had to stop somewhere.",
    "If none of the picks suits you, look here.",
)
OTHERS = (
    "{name} costs {low} and up.",
    "{name}: from {low}.",
    "For {name}, shops ask {low} or more.",
)
