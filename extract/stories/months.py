"""The months in the languages that dates are written in.

A month is known by how it begins; the longest beginning that fits wins.
"""

_BEGINNINGS = (
    # Latin letters: English and its relatives, Romance, Slavic, Baltic, and others.
    "jan januar janv gen ene led sty sij ian sau jaan tammi oca január",
    "feb febr fév fev úno uno lut velj vas veebr helmi şub sub",
    "mar mär märz mars mrt maart břez brez març ožu kov märts maalis mart",
    "apr avr abr dub kwi tra bal huhti nis ápr",
    "may mai maj mei maio mag kvě kve svi geg touko mayıs máj",
    "jun juin giu červen cerven cze lip birž kesä haz jún",
    "jul juil lug červenec cervenec lipc lipi srp liep heinä tem júl",
    "aug août aoû aou ago srpen srpn sie kol rugp elo ağu agu avg",
    "sep set zář zar wrz ruj rugs syys eyl szept",
    "oct okt ott out říj rij paź paz lis spal loka eki",
    "nov lisopad stu lapkr marras kas noi",
    "dec dez déc dic des pro gru gruo detsem joulu ara",
)
_OTHER_SCRIPTS = (
    "янв січ ιαν जन जनवरी يناير มกราคม",
    "фев лют φεβ φλεβ फ़र फर فبراير กุมภาพันธ์",
    "мар бер μαρ μάρ मार्च مارس มีนาคม",
    "апр кві απρ अप्रैल أبريل ابريل เมษายน",
    "май мая мај тра μαι μαΐ μάι मई مايو พฤษภาคม",
    "июн јун чер юни ιουν ιούν जून يونيو มิถุนายน",
    "июл јул лип юли ιουλ ιούλ जुल يوليو กรกฎาคม",
    "авг сер αυγ αύγ अगस्त أغسطس สิงหาคม",
    "сен сеп вер σεπ सित سبتمبر กันยายน",
    "окт жов οκτ अक्तू अक्टू أكتوبر ตุลาคม",
    "ноя ное лис νοε νοέ नवं नवम نوفمبر พฤศจิกายน",
    "дек дец гру δεκ दिस ديسمبر ธันวาคม",
)
# Where one word is another month next door.
_OWN = {
    "pl": {"lis": 11, "maj": 5, "lip": 7, "paź": 10},
    "cs": {"lis": 11, "srp": 8, "červenc": 7, "červen": 6},
    "hr": {"lip": 6, "srp": 7, "lis": 10, "kol": 8, "ruj": 9, "stu": 11, "tra": 4},
    "lt": {"lie": 7, "bir": 6, "gru": 12, "rug": 8, "rugs": 9, "vas": 2},
    "uk": {"тра": 5, "лип": 7, "лис": 11},
    "tr": {"mar": 3, "kas": 11, "ara": 12, "oca": 1},
}
_MONTHS = {
    beginning: number
    for table in (_OTHER_SCRIPTS, _BEGINNINGS)
    for number, words in enumerate(table, 1)
    for beginning in words.split()
}
_LONGEST = max(map(len, _MONTHS))
_SHORTEST = 2


def month(word: str, language: str | None = None) -> int | None:
    """Return the number of the month that `word` names; None where it names none."""
    small = word.lower().rstrip(".")
    own = _OWN.get(language or "", {})
    for length in range(min(len(small), _LONGEST), _SHORTEST, -1):
        found = own.get(small[:length]) or _MONTHS.get(small[:length])
        if found:
            return found
    return _MONTHS.get(small) or None
