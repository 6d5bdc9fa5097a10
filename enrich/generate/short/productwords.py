"""How a product's facts are worded; figures and names are put in by who writes.

`{name}` is its title, `{it}` a shorter one, `{noun}` what such things are called. A
wording that needs a name which is not known is passed over.
"""

from enrich.generate.short.placed import Wordings

OPENINGS = (
    "{name} is one of the {noun} that {brand} makes.",
    "Among {noun}, {name} is {brand}'s answer.",
    "{name} comes from {brand} and belongs to the {noun}.",
    "Looking at {noun}? Here is {name}.",
    "Shops put {name} among their {noun}.",
    "If {noun} are on your list, {name} may be worth a look.",
    "You will find {name} where shops keep their {noun}.",
    "There are many {noun}, and {name} is one to know.",
    "{name} belongs to the {noun} that we follow.",
    "Here is what we know about {name}.",
    "{name}: what shops state, and what buyers say.",
    "Meet {name}.",
    "What should you know of {name}? This much:",
    "We read up on {name}, so that you need not.",
)
MATERIAL = (
    "It is made of {material}.",
    "The material is {material}.",
    "What it is made of: {material}.",
    "Its maker chose {material} for it.",
    "Expect {material} in your hands.",
    "You get it in {material}.",
)
COLOUR = (
    "The colour is {colour}.",
    "This one is {colour}.",
    "It comes in {colour}.",
    "In this version it is {colour}.",
    "You see it here in {colour}.",
)
MATERIAL_COLOUR = (
    "It is made of {material}, in {colour}.",
    "The material is {material}, the colour {colour}.",
    "You get {material} in {colour}.",
    "Think of {material}, coloured {colour}.",
    "Its looks come from {material} in the colour {colour}.",
)
# Before a list such as `Width 40 cm, Weight 310 g`.
MEASURES = (
    "Where size and form matter: {list}.",
    "The page that we read states {list}.",
    "In figures: {list}.",
    "Check these against your needs: {list}.",
    "Stated by the shop: {list}.",
    "To compare it with others, take {list}.",
    "What can be measured or counted: {list}.",
)
NO_TRAITS = (
    "The pages that we read state neither size nor material, so ask before you order if these matter to you.",
    "We found no measures for it; where they matter, write to the shop first.",
    "Sizes and materials are not stated where we looked, so see the maker's own page for these.",
    "What it measures, no page told us; make sure of that before you buy.",
)
RATED = (
    "In a shop with {reviews} reviews of it, buyers give it {rating} stars.",
    "Its rating stands at {rating}, by {reviews} reviews in one shop.",
    "It is rated {rating} there where people reviewed it so far: {reviews} of them.",
    "Shoppers rate it {rating}, and {reviews} of them took the time to do so in one place.",
    "{reviews} reviews in a single shop come to a rating of {rating}.",
)
# The same for things that are rated low: nothing is hidden.
RATED_LOW = (
    "Buyers are critical: {reviews} reviews in one shop come to {rating} stars.",
    "Its rating is a modest {rating} from {reviews} reviews, so read a few before you decide.",
    "With {rating} stars from {reviews} reviews, some of its buyers are not pleased.",
    "Some who bought it are not happy with it: {rating} stars, {reviews} reviews.",
)
NOT_RATED = (
    "No shop shows a rating of it yet, so go by the facts.",
    "We found no rating of it where we looked.",
    "There are no stars to go by so far.",
    "Ratings of it were not to be found.",
)
GLAD = (
    "We read {heard} opinions on it, and {glad} sound glad.",
    "Of {heard} opinions that we read, {glad} are happy ones.",
    "{glad} out of {heard} opinions speak well of it.",
    "Those who wrote about it mostly like it: {glad} glad voices in {heard}.",
    "Its buyers sound pleased, {glad} of the {heard} whom we read.",
)
MIXED = (
    "Opinions are mixed: {glad} glad and {sorry} sorry of {heard} that we read.",
    "Buyers do not agree on it; we count {glad} pleased and {sorry} sorry of {heard}.",
    "We read praise and complaint, {glad} to {sorry}, in {heard} opinions.",
    "Read the opinions before you choose: {glad} glad, {sorry} sorry, {heard} in all.",
    "Not all are of one mind: of {heard} opinions, we hold {glad} for glad and {sorry} for sorry.",
)
SHOPS = (
    "We found it in {shops} shops, so you can choose where to buy.",
    "{shops} shops have it on sale.",
    "You can get it from {shops} shops that we know.",
    "It is easy to find: {shops} shops list it.",
    "There are {shops} shops to buy it from.",
)
ONE_SHOP = (
    "Of the shops that we read, a single one has it.",
    "It is not easy to find: we saw it in a single shop.",
    "A single shop sells it, as far as we saw.",
    "So far we know of a single shop that carries it.",
)
GAP = (
    "What they ask differs by {gap}, so it pays to compare.",
    "Look around before you order, as prices lie {gap} apart.",
    "Between the low price and the high one there are {gap}.",
    "The same thing costs {gap} more where it is dear.",
    "Prices are {gap} apart, for the very same thing.",
)
NO_GAP = (
    "They all ask the same, so go by delivery and service.",
    "Its price is the same wherever we looked.",
    "Prices for it do not differ, which makes the choice of a shop easy.",
    "There is nothing to save by looking around, as all ask alike.",
)
STOCK = (
    "In stock at {stock} of them when we looked.",
    "When we read the pages, {stock} had it in stock.",
    "It was ready to be sent at {stock} of these.",
    "{stock} of them could send it at once.",
)
STOCK_ONE = (
    "It was in stock there when we looked.",
    "When we read its page, it could be sent at once.",
    "The shop had it in stock on our visit.",
    "There it was ready to be sent.",
)
FEW_LEFT = (
    "Few were left in one place, so do not wait too long.",
    "A shop says that few are left.",
    "Stock runs low in places.",
    "Not many are left where stock was stated.",
)
PREORDER = (
    "It can be ordered ahead of its release.",
    "You can order it now and get it later.",
    "Shops take orders for it in advance.",
)
CLOSINGS = (
    "Compare it with its neighbours on the shelf before you decide.",
    "All of this was read from public pages, and is read anew as they change.",
    "If something here changes, so does this page.",
    "Take what matters to you and leave the rest.",
    "Everything said here stands on a page that you can look up.",
    "See the table of facts for the rest.",
    "Now weigh it against the others on your list.",
    "The offers beside this text say where to get it.",
)

# Short ones, for places with little room.
_OPENINGS = ("{it}.", "Meet {it}.", "This is {it}.", "Here comes {it}.")
_QUESTIONS = (
    "{it}: is it for you?",
    "{it}, looked at closely.",
    "What is {it} like?",
    "Thinking about {it}?",
    "{it}: the facts.",
    "Is {it} worth a look?",
)
SHORT_MATERIAL = (
    "Made of {material}.",
    "Material: {material}.",
    "In {material}.",
)
SHORT_COLOUR = ("In {colour}.", "Colour: {colour}.", "Yours in {colour}.")
SHORT_MEASURE = ("{trait}: {value}.", "{trait} of {value}.", "{trait}? {value}.")
SHORT_RATED = (
    "Rated {rating} in {reviews} reviews.",
    "{rating} stars, {reviews} reviews.",
    "{reviews} reviews, rating {rating}.",
)
SHORT_GLAD = (
    "{glad} of {heard} buyers sound glad.",
    "Glad voices: {glad} of {heard}.",
    "{heard} opinions, {glad} glad.",
)
SHORT_SHOPS = ("In {shops} shops.", "{shops} shops have it.", "Found in {shops} shops.")
SHORT_GAP = ("Prices differ by {gap}.", "Prices lie {gap} apart.")
SHORT_STOCK = ("In stock.", "Ready to be sent.", "To be had now.")
_CALLS = (
    "See all its facts.",
    "Read on before you buy.",
    "Have a closer look.",
    "Compare it now.",
    "Look it up.",
    "Facts and opinions inside.",
)
_SUBJECTS = (
    "{it}: facts and opinions",
    "A closer look at {it}",
    "{it}, looked at closely",
    "What buyers say of {it}",
    "{it} on one page",
)
_HEADLINES = (
    "See facts and opinions",
    "Compare before you buy",
    "All its facts on a page",
    "Read what buyers say",
)
_ENDS = (
    "All its facts are on its page.",
    "See its page for the rest.",
    "The rest stands on its page.",
    "Have a look, then decide.",
)
AROUND = Wordings(
    openings=_OPENINGS,
    questions=_QUESTIONS,
    subjects=_SUBJECTS,
    calls=_CALLS,
    headlines=_HEADLINES,
    ends=_ENDS,
)
