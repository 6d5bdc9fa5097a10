"""Records to judgement: products, offers and texts come in; groups, scores, products go out.

Read steps.py first: the steps in their order. One step is a query for what changed
(queries.py; parts/ is what queries share) and a function from a batch to rows. A listing's
way through the room:

    text/       its language; what it names and says; how opinions judge it
    taxonomy/   what kind of thing it is
    matching/   which listings are the same thing: a group
    forecast/   how much of it will be asked for
    scoring/    how well it would sell, with reasons
    research/   what its market is like
    pricing/    what to ask for it
    generate/   what is made of all this to be sold
    learning/   how people's decisions become models of one's own; models/ has others'
"""
