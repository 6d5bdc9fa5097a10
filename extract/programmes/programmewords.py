"""The words of partner programmes, in English, German, French, Spanish, Italian, Dutch.

Each name is one pattern over a short text; letters count in either case.
"""

import re
from re import Pattern


def _any(*parts: str) -> "Pattern[str]":
    return re.compile("|".join(parts), re.IGNORECASE)


# What a programme calls itself, in a title, a heading or a link.
TOPIC = _any(
    r"\b(affiliate|partner(ship)?|referral|reseller|ambassador|associates?|influencer|publisher"
    r"|white[- ]?label|creator|dealer|agency partner)s?[- ]{1,3}(marketing[- ])?"
    r"(partner(ship)?[- ])?(program(me)?s?|scheme|network)\b",
    r"\baffiliates\b|\bbecome (an?|our) (affiliate|partner|reseller|ambassador|associate|dealer)"
    r"|\bwhite[- ]?label(ling|ing)?\b|\bresellers?\b|\baffiliate (partners?|terms|agreement)\b"
    r"|\bwholesale\b|\bearn with us\b|\bpartner with us\b|\bprogram(me)?s? directory\b"
    r"|\b(affiliate|partner) (marketplace|offers|directory|network|deals)\b",
    r"\b(partner|affiliate|reseller|händler|empfehlungs|wiederverkäufer|vertriebspartner)[- ]?"
    r"programme?n?s?\b|\bpartner werden\b|\baffiliate werden\b|\bwiederverkäufer\b"
    r"|\bprovisionsprogramm",
    r"\bprogrammes? (d['’]affiliation|d['’]affilié\w*|(de )?partenai?r\w+|(de )?revendeurs?"
    r"|de parrainage|affilié\w*|ambassadeurs?)|\bdeven(ir|ez) (affilié|revendeur|partenaire)"
    r"|\baffiliation\b|\bmarque blanche\b|\brevendeurs?\b",
    r"\bprogramas? (de )?(afiliad\w+|afiliación|socios|partners?|distribuidor\w*|revendedor\w*"
    r"|referidos|colaboradores)|\bafiliad[oa]s?\b|\bmarca blanca\b|\brevendedor\w*",
    r"\bprogramm[ai] (di )?(affiliazion\w|affiliat\w|partner\w*|rivenditori|referral)"
    r"|\bdiventa (un )?(affiliat\w|partner|rivenditore)|\baffiliazion[ei]\b|\brivenditori\b",
    r"\b(affiliate|partner|reseller|wederverkopers)[- ]?programma\b"
    r"|\b(affiliate|partner|reseller|wederverkoper) worden|\bword (affiliate|partner|reseller)",
)
# The same in an address: a directory or file of that name.
TOPIC_PATH = _any(
    r"/[\w-]{0,40}(affiliate|affilié|affilie|partner-?(program|werden|worden)|partnerprogramm"
    r"|afiliad|affiliazion|reseller|revendeur|rivenditor|white-?label|ambassador"
    r"|referral-program|wederverkoper|wiederverkaeufer)[\w-]{0,40}([/.?]|$)",
    r"/(partners?|programm?es?|programs|merchants?|advertisers?)([/.?]|$)",
)
# One of these stands in every TOPIC and TOPIC_PATH: a look for plain letters is quick.
STEMS = (
    *("affili", "afilia", "partner", "resell", "referral", "ambassad", "wholesale"),
    *("te label", "te-label", "telabel", "ederverk", "revend", "rivend", "publisher"),
    *("dealer", "influencer", "creator", "händler", "blanc", "provision", "earn with"),
    *("parten", "distribuid", "parrain", "socios", "referido", "colabora", "associate"),
    *("empfehl", "directory", "/merchant", "/advertiser", "/program"),
)
RESELLER = _any(
    r"\bresellers?\b|\bwhite[- ]?label|\bwholesale\b|\bwiederverkäufer|\bhändlerprogramm"
    r"|\brevendeurs?\b|\bmarque blanche|\brevendedor|\bmarca blanca|\bdistribuidor"
    r"|\brivenditor|\bwederverkoper|\bdealer program"
)
WHITE_LABEL = _any(r"\bwhite[- ]?label|\bmarque blanche|\bmarca blanca")
AFFILIATE = _any(r"\baffili|\bafiliad|\bpartnerpro|\bambassad|\breferral\b")

COMMISSION = _any(
    r"\bcommissions?\b|\brev(enue)?[- ]?share\b|\bbount(y|ies)\b|\breferral fees?\b|\bearn\b"
    r"|\bpayouts? per\b|\b(we|you will be) pay\b|\bpaid per\b|\bget paid\b|\bkickback\b",
    r"\b\w{0,20}provision(en|s\w{2,12})?\b|\bumsatzbeteiligung|\bwerbekostenerstattung"
    r"|\bvergütung|\bverdien",
    r"\brémunération|\bgagne[zr]\b|\breverse|\bcommissionnement",
    r"\bcomisi[óo]n(es)?\b|\bgan(a|as|e|ar|arás)\b",
    r"\bcommission[ei]\b|\bprovvigion[ei]\b|\bguadagn\w{1,6}\b",
    r"\bcommissies?\b|\bvergoeding\b|\bverdien(t|en|ste)?\b",
)
# Words that mean a commission and nothing else.
SURE = _any(
    r"\bcommission|\brev(enue)?[- ]?share|\bbounty|provision(en)?\b|umsatzbeteiligung"
    r"|\bwerbekostenerstattung|\bcomisi[óo]n|\bprovvigion|\bcommissie"
)
MARGIN = _any(
    r"\b(reseller|partner|dealer|trade|wholesale|volume) (discount|margin|price)"
    r"|\bdiscount|\bmargins?\b|\boff (the |our |all )?(list|retail|rrp)|\brabatt|\bmarge|\bhändlerrabatt"
    r"|\bremise|\bdescuento|\bmargen|\bsconto|\bmargine|\bkorting"
)
RECURRING = _any(
    r"\brecurring\b|\bresidual\b|\blifetime (commission|revenue|earning|rev)|\bevery month\b"
    r"|\bevery renewal|\bfor life\b|\bfor as long as|\bas long as (they|the customer|your)"
    r"|\b(for|in|during|within|over) (the|their) (first|life)|\bevery payment\b|\beach month\b|\bmonth after month|\bmonthly commission"
    r"|\bfor (the first )?(12|24|twelve|six|6) months",
    r"\bwiederkehrend|\blaufende\w? provision|\blebenslange? provision|\bdauerhaft|\bmonat für monat"
    r"|\bsolange der kunde|\bbestandsprovision",
    r"\brécurrent|\bà vie\b(?! des? cookie)|\bchaque mois|\btous les mois|\brecurrente|\bcada mes"
    r"|\bde por vida|\bricorrent|\bogni mese|\bterugkerend|\bdoorlopend|\belke maand",
)
PER_LEAD = _any(
    r"\b(per|for each|for every|each|pro|par|por|a|ogni|je) (new |qualified |valid |neue\w? "
    r"|qualifizierte\w? )?(lead|sign-?up|registration|free trial|trial|install|quote|application"
    r"|anmeldung|registrierung|inscription|registro|registrazione|iscrizione|aanmelding)\b"
    r"|\bCPL\b"
)
TIER = _any(
    r"\btiers?\b|\btiered\b|\blevels?\b|\bbronze\b|\bsilver\b|\bgold\b|\bplatinum\b|\bstarter\b"
    r"|\bstaffel|\bstufen?\b|\bsilber\b|\bpaliers?\b|\bniveaux?\b|\bargent\b|\bnivel(es)?\b"
    r"|\bplata\b|\boro\b|\blivell[oi]\b|\bargento\b|\btrede|\bsales (per|a|each) month"
    r"|\bmonthly sales|\bmonthly revenue|\bcategor|\bkategorie|\bproduct (type|group)|\bplan\b"
    r"|\bprodukt|\bproduit|\bventes\b|\bventas\b|\bvendite\b|\bverkopen\b|\bumsatz\b|\bnumber of"
    r"|\bunits\b|\bvolume\b|\bquantity\b|\bmenge\b"
)
UP_TO = _any(
    r"\b(up to|as much as|bis zu|jusqu['’]à|hasta( un| el)?|fino a(l|ll['’])?|tot( wel)?|max\.?)"
    r"\s{0,2}$"
)
FROM = _any(
    r"\b(starting (at|from)|starts at|from|at least|ab|mindestens|à partir de|dès|desde( el| un)?"
    r"|a partire da(l)?|vanaf)\s{0,2}$"
)

COOKIE = _any(
    r"\b\w{0,12}cookies?[\w-]{0,12}\b|\btracking[- ](window|period|duration|life)"
    r"|\b(attribution|referral|conversion|click)[- ](window|period)|\btrackingdauer"
    r"|\btracking-?zeitraum|\bfenêtre|\bventana de|\bfinestra|\bpost[- ]?click"
)
FOREVER = _any(
    r"\b(lifetime|permanent|unlimited|never[- ]expiring|infinite)[- ](tracking |affiliate )?cookies?"
    r"|\bcookies?\b.{0,40}\b(lifetime|never expires?|forever|no expiry|do(es)? not expire|unlimited"
    r"|unbegrenzt|lebenslang|illimitée?|à vie|de por vida|ilimitad|illimitat|a vita|levenslang"
    r"|onbeperkt)|\b(lifetime|lebenslange\w?|unbegrenzte\w?|levenslange) (cookie|tracking)",
)
PAYOUT = _any(
    r"\bminimum (payout|payment|withdrawal|balance|commission)|\b(payout|payment) (threshold|minimum"
    r"|schedule|frequency|methods?|terms|options)|\bpayouts?\b(?! per)|\bthreshold\b|\bpayments? "
    r"(are|is|go)\b|\b(we|are|get|is|be) (pay|paid)\b|\bpayments? (through|via|by|with)\b|\bpaid (out|monthly|weekly|via|by|on|every|in)"
    r"|^payments?( details)?\b|\bnet[- ]?(15|30|45|60|90)\b|\bpayable\b",
    r"\bauszahlung|\bausgezahlt|\bmindestbetrag|\bzahlungen? erfolg|\bauszahlen",
    r"\bpaiements?\b|\bseuil\b|\bversements?\b|\bversée?s?\b|\bpayée?s? (chaque|par|tous|le)",
    r"\bpagos?\b|\bumbral\b|\bpagamos\b|\bpagan\b|\bcobro\b",
    r"\bpagament[oi]\b|\bsoglia\b|\bpagat[aeio]\b|\bpaghiamo\b",
    r"\buitbeta|\buitbetaald|\bbetaling|\bbetalen we\b",
)
PAID_HOW = _any(
    r"\bpaypal\b|\bpayoneer\b|\bbank|\bwire\b|\bACH\b|\bSEPA\b|\bdirect deposit|\bstripe\b|\bwise\b"
    r"|\bche(ck|que)s?\b|\bstore credit|\bgift card|\büberweisung|\bvirement|\btransferencia"
    r"|\bbonifico|\boverschrijving|\biban\b"
    r"|\b(bi-?)?(weekly|monthly)\b|\bquarterly|\bevery (two |2 )?(weeks?|months?|friday)|\bnet[- ]?\d"
    r"|\bmonatlich|\bfolgemonat|\bmonatsende|\b\d{1,2}\. des\b|\bwöchentlich|\bquartalsweise|\bmensuel|\bchaque mois|\btous les mois"
    r"|\bhebdomadaire|\bmensual|\bcada mes|\bsemanal|\bmensil|\bogni mese|\bsettimanal"
    r"|\bmaandelijks|\belke maand|\bwekelijks|\b\d{1,2}(st|nd|rd|th|\.)? (of|day)|\bdaily\b|\bend of (the|each|every) month"
    r"|\b\d{1,3} (days|tage|jours|días|giorni|dagen)"
)
MINIMUM = _any(
    r"\bmin(\b|im|imum)|\bmindest|\bthreshold|\bonce\b|\breach|\bfrom\b|\bover\b|\bleast\b|\bab\b"
    r"|\bsobald|\bgrenze|\bseuil|\bdès\b|\bpartir\b|\bmínim|\bumbral|\bdesde\b|\bsoglia|\bminim"
    r"|\bvanaf\b|\bexceed"
)
MINIMUM_ORDER = _any(
    r"\b(minimum|min\.) (order|purchase|quantity)|\bmoq\b|\bmindestbestell|\bmindestabnahme"
    r"|\bcommande minimum|\bpedido mínimo|\bordine minimo|\bminimale (bestelling|afname)"
)
EPC = _any(
    r"\bEPC\b|\bearnings per (100 |hundred )?clicks?\b|\bverdienst pro klick\b"
    r"|\bgains? par clic\b|\bganancias? por clic\b|\bguadagn[oi] per clic\b"
)
GRAVITY = _any(r"\bgravity\b")
MERCHANT = _any(
    r"\b(merchant|advertiser|brand|vendor|seller|company|shop|store|program(me)? name|offer"
    r"|program(me)?|name|partner|händler|anbieter|marke|unternehmen|programm|annonceur"
    r"|marchand|marque|boutique|programme|anunciante|comerciante|marca|tienda|programa|comercio"
    r"|inserzionista|azienda|negozio|programma|adverteerder|merk|winkel)\b"
)
NETWORK = _any(r"\b(network|platform|netzwerk|plattform|réseau|plateforme|red|plataforma|rete"
               r"|piattaforma|netwerk|managed by|hosted by|tracked by)\b")  # fmt: skip

# Pages about programmes in general, and pages that only admit to being partners.
POLICY = _any(
    r"\bprivacy|\bcookie(s)?[- ](policy|notice|statement|settings)|\bdisclosure|\bdisclaimer"
    r"|\bimprint\b|\bimpressum|\bdatenschutz|\bconfidentialité|\bmentions légales"
    r"|\bprivacidad|\baviso legal|\bprivacyverklaring|\bcookie-?richtlinie|\binformativa"
)
JOB = _any(
    r"\b(manager|executive|specialist|coordinator|director|analyst|intern|assistant|jobs?"
    r"|careers?|vacancy|hiring|stellenangebot|karriere|m/w/d|emploi|empleo|lavoro|vacature)\b"
)
ADVICE = _any(
    r"\?|\banyone\b|\bopinions?\b|\bexperiences?\b|\bscam\b|\blegit\b|\bforum\b|\balternatives?\b",
    r"\bbest\b|\btop[- ]?\d|\b\d+ (best|top|great|high|ways|affiliate|tips|of the)|\bhow (to|do|i)\b"
    r"|\bwhat (is|are)\b|\bguide\b|\btips\b|\breviews?\b|\bvs\.?\b|\bwhy\b|\bexplained\b"
    r"|\b(cuts?|slash(es)?|raises?|launches|announces|shuts|acquires|closes|ends)\b"
    r"|\bbeste[nrs]?\b|\bwas (ist|sind)\b|\bwie\b|\bratgeber|\bvergleich|\btest\b|\berfahrung"
    r"|\bmeilleurs?\b|\bcomment\b|\bqu['’]est|\bavis\b|\bmejores\b|\bcómo\b|\bqué es\b|\bguía\b"
    r"|\bmigliori\b|\bcome\b|\bcos['’]è|\bguida\b|\bwat is\b|\bhoe\b|\bstatistics\b|\btrends\b"
    r"|\bdefinition\b|\bglossar\w+|\bdocs\b|\bdocumentation\b|\bhelp cent(er|re)\b|\bset(ting)? up\b"
    r"|\bcoupons?\b|\bcase stud(y|ies)\b|\binvestors?\b|\bcompar(ed|ison|ing)\b|\bcomparatif|\bcomparativa|\bconfronto",
)
OURS = _any(
    r"\b(our|join the|join our|the [\w.&' -]{2,30}) (affiliate|partner|referral|reseller"
    r"|ambassador|white[- ]label)s?[- ](marketing )?(program|scheme|network)",
    r"\b(unser(em|en|es)?|dem|das|zum) (affiliate|partner|reseller|empfehlungs|händler)[- ]?programm",
    r"\b(notre|nos) (programme|affili|revend|partenai)|\bnuestr[oa]s? (programa|afiliad|red|socios)",
    r"\b(nostr[oaie]) (programma|affiliat|partner|rivendit)"
    r"|\b(ons|het|onze) (affiliate|partner|reseller)",
)
YOURS = _any(
    r"\b(your|launch an?|create an?|start an?|build an?|run an?|manage an?) (own |company['’]s )?"
    r"(affiliate|referral|partner|reseller|ambassador)s?[- ](marketing )?program",
    r"\baffiliate (tracking |management |marketing )?(software|platform|plugin|app)\b",
    r"\b(dein|ihr|deinem|ihrem|eigene[sn]?) (eigenes )?(partner|affiliate)-?programm",
    r"\bvotre (propre )?programme d['’]aff|\b(tu|su) (propio )?programa de afil",
)

# A sentence on what is usual is no offer, and neither is one on what is not paid.
HEDGED = _any(
    r"\b(most|many|some) (merchants?|programs|programmes|brands|companies|advertisers|retailers)"
    r"|\b(for example|for instance|such as|say|e\.g\.|often|sometimes|z\. ?b\.|zum beispiel"
    r"|par exemple|por ejemplo|ad esempio|bijvoorbeeld|oft|souvent|a menudo|spesso|vaak)(?!\w)"
    r"|\b(typical(ly)?|usually|generally|commonly|common|on average|industry)\b"
    r"|\b(no|zero|without|not? pay|keine|ohne|sans|sin|senza|geen) (any )?(commission|provision"
    r"|comisi|provvigion|commissie)|\b(meist|üblich|in der regel|généralement|normalmente|di solito"
    r"|meestal|doorgaans)",
)
# An offer speaks to its reader, or as the one who pays; a definition speaks of others.
ADDRESS = _any(
    r"\b(you|your|you['’]ll|we|our|us|earn|get|join|receive|refer|invite|promote|recommend|partners (keep|earn|get|receive)|affiliates"
    r" (earn|get|receive))\b",
    r"\b(sie|ihre?n?|dir|du|dein\w*|wir|unser\w*|verdien\w*|erhalt\w*)\b",
    r"\b(vous|votre|vos|nous|notre|gagnez|touchez|recevez|tes?|gagne)\b",
    r"\b(tus?|te|gana|ganas|ganarás|recibes?|pagamos|nuestr\w*|obtén|consigue)\b",
    r"\b(tuo\w*|tuoi|guadagn\w*|ricevi|paghiamo|nostr\w*|ottieni)\b",
    r"\b(je|jouw|jij|wij|ons|onze|verdien|ontvang\w*)\b",
)
# Lines that are nothing but the name of a term.
LABEL = _any(
    r"^(commissions?( rate)?|cookie( (duration|length|period|window|life(time)?|days))?|payouts?"
    r"|(minimum|min\.?) (payout|payment)|payments? (methods?|terms|schedule|frequency|threshold)"
    r"|payout (methods?|terms|schedule|frequency|threshold)|(affiliate )?network|tracking period"
    r"|provision|cookie-?(laufzeit|dauer)|auszahlung|mindestauszahlung|zahlungsweise|netzwerk"
    r"|durée du cookie|paiement|seuil de paiement|duración de la cookie|comisión|pago( mínimo)?"
    r"|durata( del)? cookie|commissione|provvigione|pagament[oi]|soglia|cookieduur|commissie"
    r"|uitbetaling|betaling)\s{0,2}:?$"
)
