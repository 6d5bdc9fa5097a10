"""Which parts of an address say who came and how, and not which page it is.

Shops, mails and ad networks hang such parameters on every link; a crawl that kept them
would fetch each page once a visitor. A rule names parameters, its reason, and where it
holds. What might name a page stays, and so does what pays a partner (`tag`, `awc`,
`irclickid`): the lake wants to know whose link it was.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from re import Pattern


@dataclass(frozen=True, slots=True)
class Rule:
    """Parameters that identify no page; with `hosts` or `value`, only there or then.

    `names` are in lower case and compared so. One that ends in its only `_*` stands for
    all that begin like it.
    """

    reason: str
    names: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    value: Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Hosts where parameters stay although a rule names them; no `names` means all."""

    reason: str
    hosts: tuple[str, ...]
    names: tuple[str, ...] = ()


# As PHP (26 or 32), MD5 (32) and SHA-1 (40) write them. A number, a word, a 24-digit
# key of a document store or a UUID with dashes may name a page.
_SESSION_ID = re.compile(r"(?=.*[0-9])([0-9a-z]{26}|[0-9a-z]{32}|[0-9a-f]{40})", re.I)

RULES = (
    Rule(
        "campaign labels, read by scripts in the page and by no server",
        (
            *("utm_*", "mtm_*", "matomo_*", "hsa_*", "pk_campaign", "pk_kwd"),
            *("pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid"),
            *("piwik_campaign", "piwik_kwd", "piwik_keyword", "_ga", "_gl", "_gac"),
            *("at_medium", "at_campaign", "at_creation", "at_emailtype", "xtor"),
            *("wt_mc", "wt_zmc", "ns_source", "ns_mchannel", "ns_campaign", "ns_fee"),
            *("ns_linkname", "itm_source", "itm_medium", "itm_campaign", "itm_term"),
            *("itm_content", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref"),
        ),
    ),
    Rule(
        "click ids, added by an advertiser's network to whatever it links to",
        (
            *("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source"),
            *("gad_campaignid", "srsltid", "msclkid", "fbclid", "yclid", "ysclid"),
            *("_openstat", "twclid", "ttclid", "li_fat_id", "igsh", "igshid", "epik"),
            *("rdt_cid", "sccid", "qclid", "rb_clickid", "wickedid", "dicbo", "tblci"),
            *("ef_id", "s_kwcid", "_branch_match_id", "_branch_referrer"),
        ),
    ),
    Rule(
        "which mail to whom was opened: a name of the reader, not of the page",
        (
            *("mc_cid", "mc_eid", "mc_tc", "mkt_tok", "_hsenc", "_hsmi", "__hssc"),
            *("__hstc", "__hsfp", "hsctatracking", "vero_id", "vero_conv", "_kx"),
            *("oly_anon_id", "oly_enc_id", "dm_i", "ml_subscriber", "bsft_*"),
            *("ml_subscriber_hash", "elqtrackid", "elqtrack", "elqaid", "elqat"),
            *("elqcampaignid", "ck_subscriber_id", "_bta_tid", "_bta_c", "nb_klid"),
            *("inf_contact_key", "trk_contact", "trk_msg", "trk_module", "trk_sid"),
        ),
    ),
    Rule(
        "notes of consent walls and share buttons on where the visitor came from",
        ("guccounter", "guce_referrer", "guce_referrer_sig", "__twitter_impression"),
    ),
    Rule(
        "sessions, under names that mean nothing else",
        ("phpsessid", "jsessionid", "zenid", "oscsid", "xtcsid", "cftoken"),
    ),
    Rule(
        "sessions, under names that may mean a shop, a talk or a story as well",
        ("sid", "sessid", "session_id", "sessionid"),
        value=_SESSION_ID,
    ),
    Rule(
        "where in the shop or its search the product was clicked",
        (
            *("pd_*", "pf_*", "qid", "sr", "crid", "sprefix", "dib", "dib_tag"),
            *("content-id", "dchild", "cv_ct_cx"),
        ),
        hosts=("amazon.*",),
    ),
    Rule(
        "where in the shop or its search the product was clicked",
        ("_trkparms", "_trksid", "amdata"),
        hosts=("ebay.*",),
    ),
    Rule(
        "where in the shop or its search the product was clicked",
        (
            *("spm", "scm", "scm_id", "scm-url", "pvid", "algo_pvid", "algo_expid"),
            *("algo_exp_id", "btsid", "ws_ab_test", "gps-id", "curpageloguid"),
        ),
        hosts=("aliexpress.*", "alibaba.com", "1688.com", "taobao.com", "tmall.com"),
    ),
    Rule(
        "where in the shop or its search the product was clicked",
        ("click_key", "click_sum", "ga_search_type", "ga_view_type"),
        hosts=("etsy.com",),
    ),
    Rule(
        "who shared the film or song",
        ("si", "feature", "pp", "ab_channel"),
        hosts=("youtube.com", "youtu.be", "spotify.com"),
    ),
    Rule(
        "from where in the network the visitor came",
        ("trk", "trackingid", "refid", "lipi"),
        hosts=("linkedin.com",),
    ),
)

KEPT = (
    Keep("an address inside the address says what was archived", ("web.archive.org",)),
    Keep("the page shows the labels it is given", ("ga-dev-tools.google",), ("utm_*",)),
)

# A session as a parameter of the path: Java's `;jsessionid=`, and `/(S(...))/` of
# ASP.NET. Behind a dot it stays: `/.;jsessionid=1` without it would be another path.
_IN_PATH = re.compile(
    r"(?<!\.)(?<!%2e)(;(jsessionid|phpsessid)=[^;/]*)+", re.IGNORECASE
)
_ASP_NET = re.compile(r"/\((?:[A-Z]\([0-9A-Za-z_-]+\))+\)(?=/)")


def path_rest(path: str, origin: str) -> str:
    """Return `path` without the sessions in it."""
    if "" in _kept(origin):
        return path
    if ";" in path:
        path = _IN_PATH.sub("", path)
    return _ASP_NET.sub("", path) if "/(" in path else path


def query_rest(query: str, origin: str) -> str:
    """Return `query` without the parameters that identify no page of `origin`."""
    args = query.split("&")
    rules = [_meant(arg.partition("=")[0].lower()) for arg in args]
    if not any(rules) or "" in _kept(origin):
        return query
    return "&".join(
        [
            arg
            for arg, meant in zip(args, rules, strict=True)
            if not meant or not _is_noise(arg, meant, origin)
        ]
    )


def _meant(name: str) -> list[Rule]:
    """Return the rules that name `name`."""
    rules = _rules.get(name)
    if rules is None and "_" in name:
        rules = _rules.get(_stem(name))
    return rules or []


def _is_noise(arg: str, rules: list[Rule], origin: str) -> bool:
    name = arg.partition("=")[0].lower()
    kept = _kept(origin)
    if kept and (name in kept or _stem(name) in kept):
        return False
    for rule in rules:
        if (not rule.hosts or _on(rule.hosts, origin)) and (
            rule.value is None or rule.value.fullmatch(arg, len(name) + 1)
        ):
            return True
    return False


@lru_cache(maxsize=4096)
def _kept(origin: str) -> frozenset[str]:
    """Return the names that stay on `origin`; an empty one stands for all."""
    return frozenset(
        name for keep in KEPT if _on(keep.hosts, origin) for name in keep.names or ("",)
    )


@lru_cache(maxsize=4096)
def _on(hosts: tuple[str, ...], origin: str) -> bool:
    """Return whether the host of `origin` is one of `hosts` or under one."""
    return any(_pattern(named).search(origin) for named in hosts)


@cache
def _pattern(named: str) -> Pattern[str]:
    # A star stands for a top domain, and for one like co.uk.
    ends = re.escape(named).replace(r"\.\*", r"\.[a-z]{2,3}(\.[a-z]{2})?")
    return re.compile(rf"[/.]{ends}\.?(:[0-9]+)?$")


def _stem(name: str) -> str:
    """Return what a rule says for all names that begin up to `_` as `name` does."""
    return f"{name[: name.find('_') + 1]}*"


def _by_name() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in RULES:
        for name in rule.names:
            found.setdefault(name, []).append(rule)
    return found


_rules = _by_name()
