"""How money, quantities, dates and addresses are written.

Every repetition has an end, and every pattern begins at the edge of a word: hostile texts
cost no more than others.
"""

import re

HIDDEN = "HIDDEN"

_NUMBER = r"\d{1,15}(?:[.,'\u00a0 ]\d{3}){0,5}(?:[.,]\d{1,6})?"
_SIGN = r"(?:US|AU|CA|HK|NZ|A|C|R)?[$€£¥₹₽₩₪₺฿₫₴₦]"
_CODE = (
    "(?:EUR|USD|GBP|CHF|JPY|CNY|RMB|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|INR|BRL"
    "|MXN|TRY|ZAR|KRW|SGD|HKD|RUB|UAH|ILS|AED|SAR|THB)"
)
_COIN = (
    "(?:dollars?|euros?|pounds?|cents?|yen|yuan|francs?|Franken|kr|zł|Kč|Ft|lei|руб)"
)
_MANY = r"(?:\s?(?:million|billion|thousand|mn|bn|Mio|Mrd|Millionen|k|m)\b\.?)?"
_UNIT = (
    "(?:mg|g|kg|lbs?|oz|pounds|grams?|Gramm|ml|cl|dl|l|lit(?:re|er)s?|Liter|gal|mm|cm|m"
    '|km|in|inch(?:es)?|Zoll|pouces|ft|feet|yd|mi|miles|″|"|B|[kKMGT]B|Mbps|Gbps|[kMG]?Hz'
    "|[mk]?W|k?Wh|m?V|m?A|m?Ah|dB|lm|px|MP|rpm|bar|psi|Nm|°[CF]?|hours?|hrs?|min(?:ute)?s?"
    "|sec(?:ond)?s?|days?|weeks?|months?|years?|Stunden|Minuten|Tage|Jahre|pieces?|pcs"
    "|pack|Stück|sq\\.? ?ft|m²|m2|m³)"
)
_MONTH = (
    "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]v(?:rier)?|mar(?:ch|s|zo)?|märz"
    "|apr(?:il)?|avr(?:il)?|may|mai|mayo|jun[ei]?|juin|jul[yi]?|juil(?:let)?|aug(?:ust)?"
    "|août|agosto|sep(?:t|tember|tembre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?"
    "|de[cz](?:ember)?|d[ée]c(?:embre)?|enero|febrero|abril|junio|julio|septiembre"
    "|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio"
    r"|settembre|ottobre|dicembre|januari|februari|maart|mei|augustus)\b\.?"
)
_YEAR = r"(?:19|20)\d\d(?!\w)"
_DAY = r"[0-3]?\d"
_NTH = r"(?:st|nd|rd|th|\.)"
_SIZES = r"\d[\d.,/]{0,15}(?:\s?[x×]\s?\d[\d.,]{0,9}){0,3}"

_WAYS = {
    HIDDEN: (
        r"(?:https?://|www\.)\S{1,2000}",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}",
        r"(?<!\w)\+\d[\d ()/-]{7,24}\d",
        r"(?<!\w)0\d{2,4}[ /-]\d[\d /-]{4,20}\d(?!\w)",
    ),
    "MONEY": (
        rf"{_SIGN}\s?{_NUMBER}{_MANY}",
        rf"(?<![\w.,]){_NUMBER}{_MANY}\s?(?:{_SIGN}|(?:{_CODE}|{_COIN})(?!\w))",
        rf"(?<!\w){_CODE}\s?{_NUMBER}{_MANY}",
    ),
    "PERCENT": (
        r"(?<![\w.,])\d{1,9}(?:[.,]\d{1,6})?\s?(?:%|(?:percent|per cent|Prozent)(?!\w))",
    ),
    "DATE": (
        r"(?<![\w-])(?:19|20)\d\d-[01]\d-[0-3]\d(?![\w-])",
        rf"(?<![\w./]){_DAY}(?P<between>[./]){_DAY}(?P=between)(?:{_YEAR}|\d\d(?![\w./]))",
        rf"(?i:(?<!\w){_DAY}{_NTH}?\s(?:of\s|de\s)?{_MONTH}(?:,?\s(?:de\s)?{_YEAR})?)",
        rf"(?i:(?<!\w){_MONTH}\s{_DAY}{_NTH}?(?!\w)(?:,?\s{_YEAR})?)",
        rf"(?i:(?<!\w){_MONTH}\s{_YEAR})",
    ),
    "QUANTITY": (rf"(?<![\w.,/]){_SIZES}[\s-]?{_UNIT}(?!\w)",),
}
FINDS = re.compile(
    "|".join(f"(?P<{label}>{'|'.join(ways)})" for label, ways in _WAYS.items())
)
