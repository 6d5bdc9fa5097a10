"""How the facts of a generated product are worded, as in productwords.py.

`{name}` is its title, `{it}` a shorter one, `{what}` the kind of product, `{topic}` what
it is about.
"""

from enrich.generate.short.placed import Wordings

KINDS = {
    "buying_guide": "buying guide",
    "comparison": "price comparison",
    "programme_directory": "directory of partner programmes",
    "price_watch": "price watch",
    "market_report": "market report",
    "niche_ebook": "e-book",
}

OPENINGS = (
    "{name} is a {what} for those who would rather know than guess.",
    "With {name} you get a {what} that counts before it speaks.",
    "Not sure what to take? {name} is a {what} made of facts.",
    "{name} puts on a few pages what you would look for on many.",
    "Before you spend money, open this {what}: {name}.",
    "{name}: a {what} without guesses.",
    "You want facts before you choose? That is what {name} is for.",
    "The subject of this {what}: {name}.",
)
THINGS = (
    "Here, {things} products meet in the same tables.",
    "It compares {things} products by what their pages state.",
    "Count on {things} products, each with its price.",
    "It looks at {things} products side by side.",
    "In it, {things} products stand next to each other.",
    "You see how {things} products compare.",
    "We put {things} products on one table.",
)
DRAWN_ON = (
    "It draws on {things} products.",
    "Figures of {things} products went into it.",
    "Behind it stand the pages of {things} products.",
    "What it says was read of {things} products.",
)
SHOPS = (
    "Offers of {shops} shops went into it.",
    "{shops} shops told us their prices, by their own pages.",
    "Behind the figures stand {shops} shops.",
    "Their prices come from {shops} shops.",
    "What {shops} shops ask is in there.",
    "For this, the pages of {shops} shops were read.",
    "It was made from the offers of {shops} shops.",
)
PRICES = (
    "What do they cost? From {low} to {high}; in the middle you pay {middle}.",
    "Between {low} and {high} there is something for many purses; the middle is {middle}.",
    "Where each costs little, prices begin at {low} and end at {high}, with {middle} in the middle.",
    "You can spend {low} or {high} on one of them; the middle lies at {middle}.",
    "Prices run from {low} to {high}, and {middle} is the middle of them.",
)
NAMES = (
    "Among them are {names}.",
    "You will meet {names} in it.",
    "It tells of {names} and others.",
    "Names in it: {names}.",
)
HEARD = (
    "It draws on {heard} opinions of those who bought.",
    "And {heard} opinions say how people fared with what they bought.",
    "It also counts what buyers wrote: {heard} opinions were read and judged.",
    "Behind it stand {heard} opinions of buyers, the glad and the sorry ones.",
    "We read {heard} opinions for it, and say how many are glad.",
)
PROGRAMMES = (
    "It lists {programmes} partner programmes, with what each pays for a sale.",
    "You can compare {programmes} partner programmes by what they pay.",
    "In it, {programmes} partner programmes are set side by side: commission, days, terms.",
)
USES = {
    "buying_guide": (
        "Read it before you order: it says what sets the products apart, for whom each pick is, and why.",
        "It tells you by what facts to choose, which picks we made by which rule, and what buyers praise or regret.",
        "Each pick has a rule that is stated, so you can see whether it is yours as well.",
        "What sets them apart comes first, then whom each pick suits, then what its buyers wrote.",
        "You learn which traits to look at, what they cost, and where glad and sorry buyers part.",
        "Our picks are made by rules that you can check, and every other candidate is listed too.",
    ),
    "comparison": (
        "Use it to find the shop that asks less for the very thing you want.",
        "Look up your product, and see at a glance where you would overpay.",
        "For each product it has a table of shops with what they ask and when it was read.",
    ),
    "programme_directory": (
        "Use it to choose whom to recommend, and to see what clicks may bring before you join.",
        "Each line leads to where you can join, and says what is assumed in what it may earn.",
        "Terms that are hard to find are side by side, so you can choose before you sign up.",
    ),
    "niche_ebook": (
        "Read it when you are new to the field: what there is, what it costs, what buyers praise and regret.",
        "It takes you from the first words of the trade to what you would look for in a shop.",
        "From what to look for to where to sell, it goes through the field step by step.",
    ),
    "market_report": (
        "Use it to see where prices, buyers and shops move before you put money on a shelf.",
        "It says what is sold where, what is asked for it, and where there may be room for one more shop.",
        "Category by category, it sets what shops ask against what buyers want.",
    ),
    "price_watch": (
        "Use it to see whose price moved, and whether to buy now or to wait.",
        "It sets the prices of today beside those of before, so that you know what a good one is.",
        "See which shop moved its price, and how far, before you order.",
    ),
}
ANY_USE = (
    "It saves you the reading of many pages, and says where each figure is from.",
    "Use it as a map before you spend money.",
    "It gathers what you would otherwise look up page by page.",
)
TRUST = (
    "A figure without a source is not in it.",
    "Look up what you doubt: each source stands there with its day.",
    "All of it was read from pages that anybody can open.",
    "Every figure rests on a public page, and the sources stand at its end with the day on which they were read.",
    "No shop paid for a place in it; where a figure comes from is stated, with its day.",
    "What it says can be checked: its last pages name the sources, and when we read them.",
    "Nothing in it is bought praise; sources and days are listed behind the last chapter.",
)
FORMS = (
    "On paper as a PDF, on a phone as an e-book: both are yours.",
    "PDF for the desk, EPUB for the pocket.",
    "You get it as a PDF for print and as an e-book for the way.",
    "It comes as a PDF and as an EPUB, so it reads well on paper and on a phone.",
    "Read it as a PDF or take it with you as an e-book.",
)
CLOSINGS = (
    "Prices move, and so do its pages: there will be newer editions.",
    "It says of which day its figures are.",
    "Should a fact change, the next edition has it.",
    "When the facts change, so does the next edition.",
    "A new edition is made as soon as its figures move.",
    "It is renewed as shops change what they ask.",
)

_OPENINGS = ("{it}.", "Our {what}: {it}.", "New: {it}.")
_QUESTIONS = (
    "{topic}: what do the facts say?",
    "{topic}, in a few figures.",
    "{topic}: we did the counting.",
    "{topic}, looked at closely.",
    "{topic}: first the facts.",
    "What do figures say? {topic}.",
)
SHORT_THINGS = ("{things} products compared.", "{things} products side by side.")
SHORT_DRAWN_ON = ("{things} products looked at.", "Read of {things} products.")
# What sets its things side by side, one by one; the others draw on many.
SIDE_BY_SIDE = ("buying_guide", "comparison")
SHORT_SHOPS = ("Prices of {shops} shops.", "{shops} shops were read.")
SHORT_PRICES = ("From {low} to {high}.", "Prices from {low} up to {high}.")
SHORT_MIDDLE = ("The middle price is {middle}.", "In the middle: {middle}.")
SHORT_HEARD = (
    "{heard} opinions of buyers read.",
    "{heard} opinions of buyers counted.",
)
SHORT_PROGRAMMES = (
    "{programmes} programmes compared.",
    "{programmes} programmes, their terms.",
)
SHORT_TRUST = (
    "Every figure has its source.",
    "Each figure can be looked up.",
    "Sources and days included.",
)
SHORT_FORMS = ("As PDF and e-book.", "PDF and EPUB.")
_CALLS = ("Have a look inside.", "Read it before you buy.", "Get the facts.")
_SUBJECTS = ("{it}", "Inside: {it}", "Just made: {it}")
_HEADLINES = ("Get the facts first", "Compare before you buy", "Figures with sources")
_ENDS = (
    "The rest is in the {what}.",
    "Read the {what} for the rest.",
    "All figures are in the {what}.",
)
AROUND = Wordings(
    openings=_OPENINGS,
    questions=_QUESTIONS,
    subjects=_SUBJECTS,
    calls=_CALLS,
    headlines=_HEADLINES,
    ends=_ENDS,
)
