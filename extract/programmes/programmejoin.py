"""Where one joins a programme, and which network runs it.

A network's own join pages are told by their hosts; elsewhere the words of a link and
its address decide, and the best one wins.
"""

import re

from extract.linking.links import Link
from extract.page import Page
from extract.programmes import programmewords as w
from frontier.urls import host, join

# Network -> hosts where partners join or log in; hosts under these as well.
_JOIN_HOSTS = {
    "accesstrade": "accesstrade.net accesstrade.vn accesstrade.global",
    "adcell": "adcell.de",
    "admitad": "admitad.com",
    "adtraction": "adtraction.com",
    "affiliatly": "affiliatly.com",
    "avantlink": "avantlink.com",
    "awin": "awin.com affiliatewindow.com",
    "belboon": "belboon.com",
    "cj": "cj.com",
    "clickbank": "clickbank.com",
    "commissionfactory": "commissionfactory.com",
    "daisycon": "daisycon.com daisycon.io",
    "digistore24": "digistore24.com",
    "effiliation": "effiliation.com effinity.partners",
    "everflow": "everflowclient.io everflow.io",
    "financeads": "financeads.net financeads.com",
    "firstpromoter": "firstpromoter.com",
    "flexoffers": "flexoffers.com",
    "goaffpro": "goaffpro.com",
    "gumroad": "gumroad.com",
    "hotmart": "hotmart.com",
    "idevaffiliate": "idevaffiliate.com",
    "impact": "impact.com impactradius.com",
    "jvzoo": "jvzoo.com",
    "kwanko": "kwanko.com",
    "leaddyno": "leaddyno.com",
    "lemonsqueezy": "lemonsqueezy.com",
    "linkconnector": "linkconnector.com",
    "optimise": "optimisemedia.com",
    "partnerize": "partnerize.com",
    "partnerstack": "partnerstack.com",
    "paykickstart": "paykickstart.com",
    "pepperjam": "pepperjam.com pepperjamnetwork.com ascendpartner.com",
    "postaffiliatepro": "postaffiliatepro.com",
    "rakuten": "rakutenadvertising.com rakutenmarketing.com linkshare.com",
    "refersion": "refersion.com",
    "rewardful": "getrewardful.com rewardful.com",
    "scaleo": "scaleo.io",
    "shareasale": "shareasale.com",
    "shopifycollabs": "collabs.shopify.com",
    "tapfiliate": "tapfiliate.com",
    "timeone": "timeone.io publicidees.com",
    "tradedoubler": "tradedoubler.com",
    "tradetracker": "tradetracker.com",
    "trackdesk": "trackdesk.com",
    "travelpayouts": "travelpayouts.com",
    "tune": "hasoffers.com tune.com",
    "uppromote": "uppromote.com",
    "warriorplus": "warriorplus.com",
    "webgains": "webgains.com",
}
_BY_HOST = {name: key for key, hosts in _JOIN_HOSTS.items() for name in hosts.split()}
# Networks as texts name them; those that are plain words only with more beside them.
_NAMES = {
    "awin": r"AWIN|Awin|Affiliate Window",
    "cj": r"CJ Affiliate|Commission Junction|CJ\.com",
    "impact": r"Impact Radius|impact\.com|Impact Affiliate Network|(?:via|through|on|powered by) "
    r"Impact\b",
    "rakuten": r"Rakuten (?:Advertising|Marketing|Affiliate|LinkShare)|LinkShare",
    "shareasale": r"Share-?A-?Sale|ShareASale",
    "clickbank": r"Click[Bb]ank",
    "partnerstack": r"Partner ?Stack",
    "partnerize": r"Partnerize",
    "tradedoubler": r"Trade[Dd]oubler",
    "tradetracker": r"Trade[Tt]racker",
    "webgains": r"Webgains",
    "adcell": r"ADCELL|Adcell",
    "belboon": r"belboon|Belboon",
    "digistore24": r"Digistore24",
    "financeads": r"finance ?Ads|financeAds",
    "daisycon": r"Daisycon",
    "adtraction": r"Adtraction",
    "admitad": r"Admitad|admitad",
    "flexoffers": r"FlexOffers",
    "avantlink": r"AvantLink",
    "commissionfactory": r"Commission Factory",
    "kwanko": r"Kwanko",
    "effiliation": r"[Ee]ffiliation|Effinity",
    "timeone": r"TimeOne|Public-?Id[ée]es",
    "refersion": r"Refersion",
    "rewardful": r"Rewardful",
    "tapfiliate": r"Tapfiliate",
    "firstpromoter": r"First ?Promoter",
    "goaffpro": r"GoAffPro",
    "uppromote": r"UpPromote",
    "everflow": r"Everflow",
    "hotmart": r"Hotmart",
    "jvzoo": r"JVZoo",
    "warriorplus": r"Warrior ?Plus|WarriorPlus",
    "pepperjam": r"Pepperjam|Ascend by Partnerize",
    "postaffiliatepro": r"Post Affiliate Pro",
}
_NAMED = re.compile(
    "|".join(f"(?P<{key}>\\b(?:{text})(?!\\w))" for key, text in _NAMES.items())
)
_JOIN = re.compile(
    r"\b(join|apply|sign[- ]?up|register|enrol+|become|start (earning|now)|get started|request access"
    r"|create (an |your )?account|jetzt (anmelden|registrieren|bewerben|starten)|anmelden|registrieren"
    r"|bewerben|partner werden|mitmachen|s['’]inscrire|inscri(vez|ption)|rejoin\w+|devenir|postuler"
    r"|candidature|regístrate|registrar\w*|inscr[íi]\w*|únete|unirse|solicit\w+|hazte|iscriviti"
    r"|iscrizione|registrati|candidati|unisciti|diventa|aanmelden|meld je|inschrijven|registreren"
    r"|word (affiliate|partner))\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(log ?-?in|sign ?-?in|newsletter|anmelden\?|einloggen|password|contact|webinar|demo"
    r"|free trial|waitlist|forgot|already|connexion|acceder|accedi|inloggen|cart|terms|privacy"
    r"|policy|agb)\b",
    re.IGNORECASE,
)
_JOIN_PATH = re.compile(
    r"/[\w-]{0,30}(sign-?up|register|registr|join|apply|application|enrol|inscription|anmeld"
    r"|bewerb|aanmeld|iscri|registro)",
    re.IGNORECASE,
)
_SURE = 4
_SOCIAL = re.compile(
    r"(^|\.)(facebook|twitter|x|instagram|linkedin|youtube|tiktok|pinterest|discord|t|google"
    r"|apple|wa|reddit|telegram)\.(com|me|gg)$"
)


def network_of_join(url: str) -> str | None:
    """Return the network whose own page `url` is."""
    labels = host(url).partition(":")[0].split(".")
    for cut in range(len(labels) - 1):
        known = _BY_HOST.get(".".join(labels[cut:]))
        if known:
            return known
    return None


def networks_named(text: str) -> list[str]:
    """Return the networks that `text` names, in its order."""
    found = [one.lastgroup for one in _NAMED.finditer(text)]
    return list(dict.fromkeys(name for name in found if name))


def signup(page: Page, links: list[Link]) -> tuple[str, str, bool] | None:
    """Return where one joins, the words that say so, and whether they say it surely."""
    scored = ((_score(page, link), link) for link in links)
    best = max(scored, key=lambda one: one[0], default=None)
    if best and best[0] >= _SURE:
        return best[1].dst_url, best[1].anchor or best[1].dst_url, True
    form = _form(page)
    if form:
        return form, "form", True
    if best and best[0] > 1:
        return best[1].dst_url, best[1].anchor, False
    return None


def _score(page: Page, link: Link) -> int:
    """Return how much `link` looks like the way to join."""
    if _OTHER.search(link.anchor) or link.is_affiliate or link.kind == "next":
        return 0
    if _SOCIAL.search(host(link.dst_url)) or link.dst_url == page.url:
        return 0
    path = link.dst_url.split("/", 3)[3]
    asks = _JOIN.search(link.anchor) is not None
    names = w.TOPIC.search(link.anchor) is not None
    leads = _JOIN_PATH.search(f"/{path}") is not None
    about = w.AFFILIATE.search(link.dst_url) or w.RESELLER.search(link.dst_url)
    score = 2 * asks + (asks and names) + leads + 2 * bool(leads and about)
    if network_of_join(link.dst_url) and len(path) > 1:
        return score + 3
    return score + (asks and bool(about))


def _form(page: Page) -> str | None:
    """Return where the page's own form of application goes."""
    for form in page.tree.css("form")[:20]:
        fields = form.css(
            "input[type=text], input[type=email], input[type=url], input[type=tel],"
            " input[type=password], input:not([type]), textarea"
        )
        words = " ".join(form.text(separator=" ").split())[:600]
        names = [field.attributes.get("name") or "" for field in fields]
        wide = len(fields) >= 3 or any(re.search("web|site|url", one) for one in names)
        if len(fields) >= 2 and wide and _JOIN.search(words):
            action = form.attributes.get("action") or ""
            return join(page.base, action) if action else page.url
    return None
