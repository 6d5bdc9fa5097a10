"""How people write currencies: words and signs, and the code each means.

Letters count as a sign only where no other letter touches them.
"""

import re
from typing import Any

from extract.money.currencies import CODES

# Signs by code, "_" for a space in one; "" has those of several currencies.
_WRITTEN = {
    "": "$ ¥ £E kr kr. Kr Kr. KR Fr Fr. fr. F ₣ franc francs Franc Francs pound pounds dollar"
    " dollars peso pesos Rs Rs. ₨ रू Re dinar dinars د. dirham dirhams riyal rial Rial"
    " ﷼ ریال ريال ر. درهم دينار ليرة L R P K D E M Q q T ƒ din Din. Esc escudo centavos ¢",
    "AED": "Dh Dhs DH د.إ درهم.إ", "AFN": "؋ Af Afs", "ALL": "Lek Lekë leke", "AMD": "֏ դր.",
    "ANG": "NAƒ NAf", "AOA": "Kz kwz", "ARS": "AR$ ARS$", "AUD": "A$ AU_$ AU$ AUD$", "AZN": "₼ man.",
    "BAM": "KM км КМ", "BBD": "Bds$ BBD$", "BDT": "৳ Tk Tk. টাকা", "BGN": "лв лв. лева Лв lv. lv",
    "BHD": "BD .د.ب د.ب", "BIF": "FBu Fbu", "BOB": "Bs $b Bs.", "BRL": "R$ BRL$ reais", "BSD": "B$",
    "BTC": "₿ BTC Ƀ", "BTN": "Nu Nu.", "BYN": "Br Rbl р.б.", "BZD": "BZ$",
    "CAD": "C$ CA$ CAN$ CAD$ CND CDN CDN$", "CDF": "FC", "CHF": "SFr SFr. CHf sFr. Sfr", "CLP": "CL$",
    "CNY": "元 yuan Yuan 人民币 RMB CN¥ 圆", "COP": "COL$ CO$", "CRC": "₡", "CUC": "CUC$",
    "CUP": "$MN", "CVE": "Esc.", "CZK": "Kč Kc kč KČ Kčs", "DJF": "Fdj", "DKK": "DKR dkr",
    "DOP": "RD$", "DZD": "DA دج د.ج", "EGP": "E£ ج.م جنيه LE L.E. EGP£", "ERN": "Nfk ናቕፋ نافكا Nakfa",
    "ETB": "ብር Birr", "EUR": "€ euro euros Euro Euros EURO ευρώ евро eur Eur €uro", "FJD": "FJ$",
    "FKP": "FK£", "GBP": "£ ￡ GBp stg GBP£ quid", "GEL": "₾ ლ lari ლარი", "GHS": "₵ GH₵ GH¢ GHC",
    "GMD": "GMD Dalasi", "GNF": "FG GFr", "GTQ": "GTQ", "GYD": "G$ GY$", "HKD": "HK$ HKD$",
    "HNL": "Lempira", "HRK": "kn Kn HRK", "HTG": "G Gourde", "HUF": "Ft ft. forint HUF",
    "IDR": "Rp Rp. RP rp", "ILS": "₪ ش.ص nis NIS ש'ח ש״ח שח ש\"ח ش.ج ILS", "INR": "₹ ரூ र रु INR",
    "IQD": "ع.د د.ع ID", "IRR": "تومان toman Toman", "ISK": "ISK Íkr", "JMD": "J$", "JOD": "JD د.ا د.أ دينار_أردني", "JPY": "円 yen Yen JP¥ 日圓 圓 ￥", "KES": "KSh KShs Ksh KSH Kshs", "KGS": "с сом som",
    "KHR": "៛", "KMF": "CF", "KPW": "", "KRW": "₩ 원 KRW ￦", "KWD": "KD K.D. د.ك دينار_كويتي", "KYD": "CI$",
    "KZT": "₸ тг тг. тенге Тг", "LAK": "₭ ກີບ KN", "SYP": "ل.س", "LBP": "ل.ل L£", "LKR": "SLRs රු", "LRD": "L$ LD$",
    "LYD": "LD ل.د", "MAD": "د.م. د.م MAD", "MDL": "MDL", "MGA": "Ar", "MKD": "ден ден. ДЕН den",
    "MMK": "Ks", "MNT": "₮ төгрөг", "MOP": "MOP$ MOP", "MRU": "UM أوقية", "MUR": "MURs", "MVR": "Rf",
    "MWK": "MK", "MXN": "MX$ Mex$ MXN$", "MYR": "RM", "MZN": "MT MTn", "NAD": "N$", "NGN": "₦",
    "NIO": "C$N", "NOK": "NKr nkr Nok", "NPR": "NRs रू.", "NZD": "NZ$ NZD$", "OMR": "R.O. ر.ع. ر.ع",
    "PAB": "B/. B/", "PEN": "S/. S/", "PHP": "₱ PhP Php", "PLN": "zł zl Zł ZŁ zl. zł. złotych pln PLN",
    "PTE": "PTE", "PYG": "₲ Gs Gs.", "QAR": "QR ر.ق", "RON": "lei Lei LEI leu RON",
    "RSD": "Dinara Дин дин дин. din. РСД", "RUB": "₽ руб руб. Руб Руб. РУБ р р. Р Р. rub Rub RUR",
    "RWF": "FRw RF R₣", "SAR": "SR ر.س", "SBD": "SI$", "SCR": "SRe", "SDG": "ج.س. ج.س", "SEK": "SKr skr",
    "SGD": "S$ SG$", "SHP": "", "SLE": "Le", "SOS": "Sh.So. So.Sh. Sl", "SPL": "SPL", "SRD": "Sr$",
    "STN": "Db", "SZL": "Emalangeni", "THB": "฿ บาท Baht baht บ.", "TJS": "SM", "TMT": "m.",
    "TND": "DT د.ت", "TOP": "T$", "TRY": "₺ TL tl ₤T", "TTD": "TT$", "TWD": "NT$ NT 元台 台幣",
    "TZS": "TSh TSH Tsh", "UAH": "₴ грн грн. hrn гривень UAH", "UGX": "USh", "USD": "US$ US_$ U$ USD$ U.S.$ $US",
    "UYU": "$U", "UZS": "so'm so‘m soʻm сўм сум Sʻ S'", "VES": "Bs.S", "VND": "₫ đ Đ VNĐ vnđ VND đồng",
    "VUV": "VT Vt", "WST": "WS$", "XAF": "FCFA CFA Fcfa", "XCD": "EC$", "XPF": "CFP", "YER": "ر.ي",
    "ZAR": "ZAR", "ZMW": "ZK ZMK", "ZWL": "Z$ ZW$", "ITL": "₤ £it", "FRF": "₶ FF", "DEM": "DEM DM",
    "ESP": "₧ Pts Ptas", "GRD": "₯",
}  # fmt: skip

# Sign -> code; "" where several are meant, or one that is no longer in use.
MEANT: dict[str, str] = {
    sign.replace("_", " "): code if code in CODES else ""
    for code, signs in reversed(_WRITTEN.items())
    for sign in signs.split()
} | {code: code for code in CODES}
# Signs that are also units, sizes or initials: they count beside a number alone.
_DOUBTFUL = (
    "L R P K D E M Q q T F G ƒ р с Ar CF DA FC FF ID KM KN MT SM UM DT SR QR kn м m."
    " BD Re Rf Sl Ks Le LE MK VT Vt NT din den Bs Gs man. Af Nu Rs SC"
)
DOUBTFUL = frozenset(_DOUBTFUL.split())
_LETTER = r"[^\W\d_]"
_FEW = 12


def _pattern() -> "re.Pattern[str]":
    """Return what finds a sign: the longest one, and words not within words."""
    tree: dict[str, Any] = {}
    for sign in MEANT:
        place = tree
        for letter in sign:
            place = place.setdefault(letter, {})
        # Roubles are spelled out in many cases.
        ends = not re.search(rf"{_LETTER}$", sign) or sign == "руб"
        place[""] = "" if ends else rf"(?!{_LETTER})"
    firsts = "".join(map(re.escape, tree))
    return re.compile(rf"(?=[{firsts}])(?:(?<!{_LETTER})|(?!{_LETTER})){_any(tree)}")


def _any(tree: "dict[str, Any]") -> str:
    """Return a pattern of all that grows from here, the longest first."""
    letters = sorted(letter for letter in tree if letter)
    parts = [re.escape(letter) + _any(tree[letter]) for letter in letters]
    if len(parts) > _FEW:
        # An expression tries all branches in turn: so it skips most of them at once.
        parts = [
            f"(?=[{''.join(map(re.escape, letters[at : at + _FEW]))}])"
            f"(?:{'|'.join(parts[at : at + _FEW])})"
            for at in range(0, len(parts), _FEW)
        ]
    if "" in tree:
        parts.append(tree[""])
    return f"(?:{'|'.join(parts)})"


SIGN = _pattern()


def code_in(text: str) -> str | None:
    """Return the one currency that `text` names; None for none, several or a doubt."""
    signs = [sign for sign in SIGN.findall(text) if sign not in DOUBTFUL]
    codes = {MEANT[sign] for sign in signs if MEANT[sign]}
    return codes.pop() if len(codes) == 1 else None
