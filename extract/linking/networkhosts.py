"""Which hosts links pay through, as the networks' own link documentation names them.

Some hosts do nothing else; on others, the path or the partner's own argument tells.
"""

import re
from re import Pattern

# Network -> hosts that only count and send on; hosts under these as well. Hosts where a
# network also has pages of its own are not here but among those in part.
_WHOLE = {
    "accesstrade": "click.accesstrade.co.id click.accesstrade.vn h.accesstrade.net accesstra.de",
    "a8": "px.a8.net",
    "adcell": "t.adcell.com",
    "addrevenue": "addrevenue.io",
    "admitad": "ad.admitad.com alitems.com alitems.co alitems.site lenkmio.com pafutos.com",
    "adrecord": "click.adrecord.com",
    "adservice": "online.adservicemedia.dk",
    "adtraction": "track.adtraction.com",
    "affilinet": "partners.webmasterplan.com being.successfultogether.co.uk"
    " clic.reussissonsensemble.fr",
    "afilio": "tracking.afilio.com.br",
    "aliexpress": "s.click.aliexpress.com s.click.aliexpress.ru",
    "amazon": "amzn.to amzlink.to",
    "awin": "awin1.com zenaps.com tidd.ly",
    "cj": "anrdoezrs.net dpbolvw.net jdoqocy.com kqzyfj.com tkqlhce.com emjcd.com qksrv.net"
    " apmebf.com afcyhf.com awltovhc.com ftjcfx.com lduhtrp.net tqlkg.com yceml.net cj.dotomi.com",
    "clickbank": "hop.clickbank.net",
    "commissionfactory": "cfjump.com",
    "cuelinks": "linksredirect.com clnk.in",
    "daisycon": "bdt9.net ds1.nl dt51.net fr135.net jdt8.net jf79.net lt45.net ndt5.net rkn3.net",
    "double": "track.double.net",
    "ebay": "ebay.to",
    "effiliation": "track.effiliation.com",
    "fiverr": "go.fiverr.com track.fiverr.com",
    "flexoffers": "flexlinkspro.com track.flexlinks.com",
    "geniuslink": "geni.us georiot.com",
    "hotmart": "go.hotmart.com",
    "howl": "howl.me howl.link shop-links.co shop-edits.co",
    "impact": "sjv.io pxf.io evyy.net ojrq.net 7eer.net bn5x.net jewn.net vzew.net uikc.net"
    " wk5q.net yazs.net 7tiv.net njih.net eqcm.net eqjw.net audw.net pvxt.net snlv.net tnu8.net"
    " 8odi.net 7eqqol.net ibfwsl.net rfvk.net msafflnk.net 1.envato.market goto.target.com"
    " goto.walmart.com trk.udemy.com partners.hostgator.com",
    "involve": "invol.co invl.io invle.co",
    "jvzoo": " ".join(f"jvz{number}.com" for number in range(1, 9)),
    "klook": "affiliate.klook.com",
    "kwanko": "metaffiliation.com",
    "lomadee": "redir.lomadee.com",
    "ltk": "rstyle.me liketk.it",
    "magiclinks": "magik.ly",
    "monetizer101": "link.monetizer101.com",
    "moreniche": "mixi.mn",
    "moshimo": "af.moshimo.com",
    "optimise": "clk.omgt1.com clk.omgt3.com clk.omgt4.com clk.omgt5.com track.omgpm.com"
    " track.omguk.com",
    "partnerize": "prf.hn",
    "partnerstack": "partnerlinks.io grsm.io",
    "pepperjam": "pjatr.com pjtra.com pntra.com pntrac.com pntrs.com gopjn.com",
    "rakuten": "click.linksynergy.com linksynergy.walmart.com jrs5.com hb.afl.rakuten.co.jp"
    " a.r10.to",
    "shareasale": "shareasale-analytics.com shrsl.com",
    "shopmy": "go.shopmy.us",
    "shopstyle": "shopstyle.it",
    "skimlinks": "go.skimresources.com redirectingat.com fave.co",
    "sovrn": "redirect.viglink.com sovrn.co",
    "timeone": "tracking.publicidees.com clic.publicidees.com",
    "tradedoubler": "clk.tradedoubler.com clkde.tradedoubler.com clkuk.tradedoubler.com"
    " clkfr.tradedoubler.com clkse.tradedoubler.com clkes.tradedoubler.com"
    " clkit.tradedoubler.com clknl.tradedoubler.com clkpl.tradedoubler.com"
    " pdt.tradedoubler.com pf.tradedoubler.com",
    "tradetracker": "tradetracker.net",
    "travelpayouts": "tp.media tp.st",
    "tune": "go2cloud.org go2jump.org hastrk1.com hastrk2.com hastrk3.com go.nordvpn.net",
    "valuecommerce": "ck.jp.ap.valuecommerce.com",
    "vcommission": "tracking.vcommission.com",
    "webgains": "track.webgains.com",
    "zanox": "ad.zanox.com zanox-affiliate.de",
}  # fmt: skip
# Hosts that are shops or have pages of their own -> what of an address pays a partner.
_PARTLY = {
    "adcell": ("adcell.de", r"^/(promotion/)?click"),
    "apple": (
        ("itunes.apple.com apps.apple.com music.apple.com books.apple.com tv.apple.com"
        " geo.music.apple.com"),
        r"[?&]at=1[01][0-9A-Za-z]{3}",
    ),
    "avantlink": ("avantlink.com", r"^/click\.php\?"),
    "belboon": ("belboon.de belboon.com", r"^/adtracking/|^/go/"),
    "bestbuy": ("api.bestbuy.com", r"^/click/"),
    "bhphoto": ("bhphotovideo.com", r"[?&]kbid=\d"),
    "booking": ("booking.com", r"[?&]aid=\d"),
    "bookshop": ("bookshop.org", r"^/a/\d+"),
    "digistore24": ("digistore24.com", r"^/redir/"),
    "envato": (
        ("themeforest.net codecanyon.net graphicriver.net videohive.net audiojungle.net"
        " photodune.net 3docean.net elements.envato.com"),
        r"[?&]ref=\w",
    ),
    "financeads": ("financeads.net", r"^/t[cl]\.php\?"),
    "flipkart": ("flipkart.com", r"[?&]affid=\w"),
    "getyourguide": ("getyourguide.com getyourguide.de", r"[?&]partner_id=\w"),
    "gumroad": ("gumroad.com", r"^/a/\d+"),
    "humble": ("humblebundle.com", r"[?&]partner=\w"),
    "jvzoo": ("jvzoo.com", r"^/c/\d+"),
    "linkconnector": ("linkconnector.com", r"^/(ta|traffic_affiliate)\.php"),
    "mercadolibre": (
        ("mercadolibre.com mercadolivre.com mercadolibre.com.mx mercadolivre.com.br"
        " mercadolibre.com.ar"),
        r"^/sec/\w",
    ),
    "partnerads": ("partner-ads.com", r"^/\w+/klikbanner\.php"),
    "refersion": ("refersion.com", r"^/c/\w"),
    "shareasale": ("shareasale.com", r"^/(r|u|t|m-pr)\.cfm\?"),
    "stackcommerce": ("stacksocial.com", r"[?&]aid=a-\w"),
    "thrivecart": ("thrivecart.com", r"^/[^?]+/partner/\w|[?&]ref=\w"),
    "travelpayouts": ("travelpayouts.com", r"^/click\?"),
    "tripcom": ("trip.com", r"[?&]allianceid=\d"),
    "tune": ("hasoffers.com", r"^/aff_c\?"),
    "viator": ("viator.com", r"[?&]pid=P\d"),
    "warriorplus": ("warriorplus.com", r"^/o2/a/"),
}  # fmt: skip
# Shops with a host in each country -> what of an address pays a partner.
_EVERYWHERE = {
    "amazon": (("amazon", "assoc-amazon"), r"[?&]tag=[^&]"),
    "ebay": (("ebay",), r"[?&](campid|mkrid)=\d"),
}

Rule = tuple[str, Pattern[str]]
# Host -> the network of all its links.
WHOLE = {host: name for name, hosts in _WHOLE.items() for host in hosts.split()}
# Host -> the network of those of its links whose path and query match.
PARTLY: dict[str, Rule] = {
    host: (name, re.compile(part, re.IGNORECASE))
    for name, (hosts, part) in _PARTLY.items()
    for host in hosts.split()
}
# The same by the name before a country's top domain.
EVERYWHERE: dict[str, Rule] = {
    label: (name, re.compile(part, re.IGNORECASE))
    for name, (labels, part) in _EVERYWHERE.items()
    for label in labels
}
