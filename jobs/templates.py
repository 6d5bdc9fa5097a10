"""Campaigns to start from, each for one purpose; `init --template` writes them."""

_PROGRAMMES = """\
# A campaign that looks for partner programmes: it starts at pages that know merchants,
# follows links to any host, and asks each host first for what its links call affiliates,
# partners or resellers. Start it with
#   harvestman crawl programmes
# then `harvestman extract` reads the pages, and this shows what was found:
#   harvestman lake sql "SELECT merchant, network, commission_kind, commission_rate,
#     cookie_days, signup_url FROM programmes ORDER BY confidence DESC"
name = "programmes"

# Where it starts: directories of merchants or networks, or the merchants' own home pages.
seeds = ["https://example.com/"]
# seed_files = ["merchants.csv"]   # a column `url`

# Any host, but little of each: a programme stands one or two links from a home page.
scope = "any"
depth = 3
pages_per_domain = 12
max_pages = 5000
# max_time = "2h"

# Baskets, accounts and feeds offer nothing, and neither do the places where all share.
exclude = [
  "/(cart|basket|checkout|account|wishlist|wp-json|feed|login|logout)(/|$)",
  "[?&](add-to-cart|sort|filter|replytocom)=",
  "^https?://([^/]+[.])?(facebook|twitter|x|instagram|linkedin|youtube|tiktok|pinterest|reddit|google|apple|wikipedia)[.]com?/",
]

# The highest goes first: what a link calls itself, then its address; what pays somebody
# on the way goes last. One word finds several: "affili" is affiliate and affiliation.
order = "best"
score = '''(
20 * has(anchor, "affili", "afilia", "partnerprogramm", "partner program", "partner werden",
  "reseller", "revendeur", "rivenditor", "wiederverkäufer", "white label", "referral program",
  "ambassador", "programme partenaire", "programa de socios", "partnerprogramma",
  "wederverkoper", "earn with us")
+ 12 * matches(path, "(?i)/[a-z0-9-]*(affili|afilia|partner|reseller|revendeur|referral|ambassador|white-?label)")
+ 4 * has(anchor, "partner", "earn", "verdienen", "gagner", "gana", "guadagna")
+ 3 * (kind == "signup") + 2 * (kind == "next") + (kind == "list")
+ 6 * (path == "/") - 5 * (kind == "product") - 30 * (network != "") - depth)
'''

# The name that hosts see, and where their owners find you: say it before you crawl.
# user_agent = "examplebot"
# contact = "https://example.com/crawler"

# Once you have begun it, a worker goes on with it every Monday; programmes change slowly.
schedule = "mon 04:00"

[revisit]
offers = "14d"
pages = "14d"
longest = "60d"

[politeness]
delay = "2s"           # from a host's answer to the next request
group_by = "address"   # many small shops share one machine
group_delay = "1s"
"""

TEMPLATES = {"programmes": _PROGRAMMES}
