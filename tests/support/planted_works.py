"""What is planted in a sound work, each under the rule that has to find it."""

from collections.abc import Callable

import msgspec
from sound_work import LIGHT, NAMES, WROTE, sound

from enrich.generate.work import (
    Bar,
    Block,
    Chart,
    Head,
    Points,
    Quote,
    Sheet,
    Text,
    Tile,
    Tiles,
    Words,
    Work,
)

replace = msgspec.structs.replace
Plant = Callable[[Work], Work]
EIGHT = " ".join(WROTE.split()[:9])


def with_block(block: Block) -> Plant:
    def planted(work: Work) -> Work:
        first, *rest = work.chapters
        return replace(
            work, chapters=[replace(first, blocks=[*first.blocks, block]), *rest]
        )

    return planted


def words(text: str, **more: object) -> Plant:
    return with_block(Words(text=Text(text=text, **more)))


def cell(text: str, **more: object) -> Plant:
    rows = [[Text(text=text, **more)]]
    return with_block(Sheet(caption="What is said", names=["Said"], rows=rows))


def edited(old: str, new: str, times: int = -1) -> Plant:
    """The work with `old` written `new`, wherever it stands in it."""

    def planted(work: Work) -> Work:
        written = msgspec.json.encode(work).decode()
        assert old in written
        return msgspec.json.decode(written.replace(old, new, times), type=Work)

    return planted


def told(**more: object) -> Plant:
    return lambda work: replace(work, **more)


def quote(text: str, **more: object) -> Plant:
    (block,) = [b for b in sound().chapters[0].blocks if isinstance(b, Quote)]
    return with_block(replace(block, text=text, **more))


def bar(name: str, said: str) -> Plant:
    bars = [Bar(name=name, value=1, said=Text(text=said))]
    return with_block(Chart(caption="What is said", bars=bars))


def tile(figure: str, said: str) -> Plant:
    return with_block(Tiles(tiles=[Tile(figure=Text(text=figure), words=said)]))


CLAIMS = {
    "a price a cent too low, in words and fact": edited("15.00 EUR", "14.99 EUR"),
    "a price changed in its fact alone": edited('"said":"15.00 EUR"', '"said":"15.01 EUR"', 1),
    "a price changed in its words alone": edited("costs 15.00 EUR", "costs 15.01 EUR"),
    "a price of a product changed into another's": edited("costs 15.00 EUR", "costs 16.30 EUR"),
    "a weight that its row does not say": edited("400", "399"),
    "a count of shops": edited("in 4 shops", "in 5 shops"),
    "a count of products in a fact": edited('"said":"6"', '"said":"7"'),
    "another currency": edited('15.00 EUR"', '15.00 USD"'),
    "a fact of another row": edited('"keys":["a-alder.test"]', '"keys":["b-alder.test"]'),
    "a fact of no row": edited('"keys":["a-alder.test"]', '"keys":[]'),
    "a fact of two rows that needs one": edited('"keys":["a-alder.test"]', '"keys":["a-alder.test","b-alder.test"]'),
    "a fact of a row that never was": edited('"keys":["a-alder.test"]', '"keys":["z-alder.test"]'),
    "a fact of a column that never was": edited('"column":"weight_g"', '"column":"weight"'),
    "a fact of a table that never was": edited('"table":"products"', '"table":"goods"'),
    "the least told as the most": edited('"way":"least"', '"way":"most"'),
    "a sum told of one": edited('"way":"least"', '"way":"sum"'),
    "a claim that the dear one is cheap": edited('"keys":["a-alder.test","a-birch.test"', '"keys":["a-birch.test","a-alder.test"'),
    "a claim against more than was looked at": edited("cheapest of 4 shops", "cheapest of 40 shops"),
    "figures in words": words("It lasts 12 years."),
    "figures in words without a space": words("It lasts12years."),
    "figures of another script": words("It lasts \u0661\u0662 years."),
    "full-width figures": words("It lasts \uff11\uff12 years."),
    "figures beside a name": words(f"The {NAMES[0]} 2 is out."),
    "figures in a list": with_block(Points(items=[Text(text="It weighs 3 kg.")])),
    "figures in a cell": cell("99 %"),
    "figures in a caption": with_block(Sheet(caption="Of 8 tests", names=["Said"], rows=[])),
    "figures in a column's name": with_block(Sheet(caption="Tests", names=["2025"], rows=[])),
    "figures in a bar's name": bar("Rake 3000", "light"),
    "figures at a bar's end": bar("Rake", "12.00 EUR"),
    "figures on a tile": tile("31 %", "of buyers"),
    "figures in a tile's words": tile("Light", "as 3 feathers"),
    "figures in a heading": with_block(Head(text="The 7 rules")),
    "figures in the title": told(title="Leaf Rakes: 12 Picks"),
    "figures in the subtitle": told(subtitle="Tested for 40 hours"),
    "figures in what it is about": told(about="We compare 60 leaf rakes."),
    "another day than the work's": words("As of 3 May 2019 this holds."),
    "a figure in letters": words("We asked seven experts."),
    "a share in letters": words("Half of them break."),
    "forty-two in letters": words("We used forty-two hours."),
    "a superlative": words("It is the best rake that there is."),
    "superlatives of any word": words("This is the heaviest rake."),
    "the rarest": words("This is the rarest of rakes."),
    "the worst": words("This is the worst of rakes."),
    "every shop": words("Every shop sells it."),
    "all shops": words("All other shops sell it."),
    "nobody": words("Shops differ, and nobody asks less."),
    "no other shop": words("No other shop sells it."),
    "somebody who pays": words("Oakley pays us for a place in this guide."),
    "somebody who paid": words("Oakley paid for its place in this guide."),
    "a sponsor": words("This guide is sponsored by Oakley."),
    "experts": words("Our experts like it."),
    "a test": words("Here is what we tested."),
    "prices halved": words("Its prices halved."),
    "prices doubled": words("Its prices doubled."),
    "a fifth": words("Its price fell by a fifth."),
    "fivefold": words("Its price rose fivefold."),
    "a bare comparison": words("It is cheaper."),
    "a price said to be lower": words("Its price is much lower."),
    "one that outsells": words("It outsells the others."),
    "one that is unique": words("Its tines are unique."),
    "a superlative in a heading": with_block(Head(text="The lightest rake")),
    "a promise": words("It is guaranteed to last."),
    "a proof": words("Its tines are proven."),
    "an award": cell("Design award"),
    "a comparison": words("It lasts twice as long."),
    "always": words("It is always in stock."),
    "a fact that hides in longer figures": words("We asked 66 and 6,6 and 6 of them.", facts=sound().facts),
    "a fact said twice and borne once": words("We asked 6 of 6.", facts=sound().facts),
    "a fact with a unit that nothing bears": edited('"said":"6"', '"said":"6 million"'),
    "a fact turned around": edited('"said":"400"', '"said":"-400"'),
    "a claim in words of its own": edited("cheapest of 4 shops", "cheapest anywhere"),
    "a claim of another column": edited('"column":"price_minor","keys":["a-alder.test","a-birch.test"', '"column":"seen_at","keys":["a-alder.test","a-birch.test"'),
    "a claim against itself": edited('"keys":["a-alder.test","a-birch.test","a-cedar.test","a-doum.test"],"way":"is_least"', '"keys":["a-alder.test"],"way":"is_least"'),
    "a count of one row five times": edited('"keys":["a","b","c","d","e","f"]', '"keys":["a","a","a","a","a","a"]'),
    "a fraction": words("It saves \u00bd of it."),
    "a Roman numeral": words("There are MMXX of them."),
    "a numeral of one letter": words("There are \u2167 of them."),
    "a number in a circle": words("There are \u2464 of them."),
    "a number of another script": words("There are \u4e94 of them."),
    "a superlative with a hidden hyphen": words("It is the b\u00adest."),
    "a superlative in letters that look alike": words("It is the b\u0435st."),
    "a comparison with all others": words("It is cheaper than all."),
    "more than something": words("It weighs more than others."),
    "two of them": words("We asked two of them."),
    "a third of them": words("A third of them break."),
    "figures in a chapter's title": lambda work: replace(work, chapters=[replace(work.chapters[0], title="99 % off"), *work.chapters[1:]]),
    "figures in a keyword": told(keywords=["rakes from 9 EUR"]),
    "figures in who is quoted": quote(LIGHT, source="a buyer at alder.test, 5 stars"),
    "a sign that no font shows": words("It is light \U0001f44d."),
    "a fact that is nowhere in the words": words("It is light.", facts=sound().facts),
}  # fmt: skip

COPIED = {
    "a passage in words": words(f"{EIGHT} for us."),
    "a passage in a list": with_block(Points(items=[Text(text=EIGHT)])),
    "a passage in a cell": cell(EIGHT),
    "a passage as a caption": with_block(Sheet(caption=EIGHT, names=["Said"], rows=[])),
    "a passage as a heading": with_block(Head(text=EIGHT)),
    "a passage as a bar's name": bar(EIGHT, "so"),
    "a passage in capitals": words(EIGHT.upper()),
    "a passage with other signs": words(EIGHT.replace(" ", ", ").replace("bend", "\u2018bend\u2019")),
    "a passage with accents": words(EIGHT.replace("e", "\u00e9")),
    "a passage in compatible letters": words(EIGHT.replace("e", "\uff45")),
    "the end of a passage": words(" ".join(WROTE.rstrip(".").split()[-8:])),
    "a quotation with another word": quote("Light and slow to use on a lawn."),
    "a quotation of nobody": quote("A fine rake."),
    "a quotation of a row that is gone": quote(LIGHT, key="o9"),
    "a quotation of another's words": quote(LIGHT, key="o1"),
    "a quotation turned around": quote("recommend it to anybody."),
    "a quotation cut short": quote("Light and quick"),
    "a quotation said to stand elsewhere": quote(LIGHT, link="https://birch.test/a"),
    "a quotation of somebody famous": quote(LIGHT, source="the papers"),
}  # fmt: skip

BREADTH = {
    "too few things": told(subjects=["a", "b", "c", "d"]),
    "one thing told as many": told(subjects=["a"] * 9),
    "too few sites": told(sources=sound().sources[:2]),
    "one site told as many": told(sources=sound().sources[:1] * 4),
    "hardly a word": lambda work: replace(work, chapters=work.chapters[:1]),
}

LINKS = {
    "a page that nobody saw": cell("there", link="https://alder.test/nowhere"),
    "a script as a link": cell("there", link="javascript:alert(document.domain)"),
    "a file as a link": cell("there", link="file:///etc/passwd"),
    "a link on a tile": with_block(Tiles(tiles=[Tile(figure=Text(text="here", link="https://elm.test/"), words="more")])),
    "a quotation that leads nowhere": quote(LIGHT, link="https://alder.test/z"),
    "a link in words": words("There it is.", link="https://elm.test/a"),
    "a link in a list": with_block(Points(items=[Text(text="There", link="https://elm.test/")])),
    "a link to a site that is no source": told(sources=sound().sources[1:]),
}  # fmt: skip

READING = {
    "a sentence without end": words(" and ".join(["it is light"] * 16) + "."),
    "the language of laws": words(
        "Notwithstanding aforementioned considerations, manufacturers' categorical "
        "obligations regarding environmental sustainability documentation necessitate "
        "comprehensive interdisciplinary evaluations. " * 9
    ),
}

PRIVATE = [
    "Thanks to J\u00fcrgen M\u00fcller for the help.",
    "John Smith helped me a lot.",
    "JOHN SMITH from support was rude.",
    "Nobody knew more than J. Smith.",
    "I asked \u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432 for one.",
    "Anna-Lena O'Brien did it.",
    "Sold by Mr. Smith.",
    "I asked Frau Meyer.",
    "M. Dupont was kind.",
    "Write to joe [at] mail.",
    "Write to joe at mail dot com.",
    "Find me on x: joedoe.",
    "I am joe_doe there.",
    "Call me at +49 170 1234567.",
]
