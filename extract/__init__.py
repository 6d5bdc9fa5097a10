"""Bytes to records: one body comes in, all that its page says comes out.

Pure functions over one body, run as a stage: read stage.py first, then reading.py, which
puts a page's kind, text, products, opinions and programmes together. A page is read once,
by compiled loops, into columns (page.py); the folders take it from there:

    markup      charset -> tagbytes, construction, openelements -> grow -> tree -> seen
    linking     scan -> resolve -> quick; links where only a parser can tell
    statements  structured: jsonld, itemscopes, socialmeta; states of scripts
    text        lines, classwords, repeats -> lineviews -> layout -> maintext, kind
    goods       stated, labels, shownprice -> sightings -> fusion -> product
    money       amount, currencysign -> price (structured data), pricetext (as shown)
    stories     headline, dates, authors -> article
    opinions    reviews and posts
    programmes  affiliate and reseller programmes
    sites       page objects, and what they say in place of all this

The crawler uses glance.py alone: links, rights, and whether a page is an empty shell.
walls.py tells a challenge, a login or a missing page from one that has something to say.
"""
