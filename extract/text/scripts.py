"""Scripts that one language is written in, and how much letters of a script say."""

import re
from bisect import bisect_right
from collections import Counter

# Where a script begins -> its language.
_BEGINS = {
    0x0370: "el",
    0x0400: "",  # Cyrillic is written by many
    0x0531: "hy",
    0x0590: "he",
    0x0600: "",
    0x0980: "bn",
    0x0A00: "pa",
    0x0A80: "gu",
    0x0B00: "or",
    0x0B80: "ta",
    0x0C00: "te",
    0x0C80: "kn",
    0x0D00: "ml",
    0x0D80: "si",
    0x0E00: "th",
    0x0E80: "lo",
    0x0F00: "",
    0x1000: "my",
    0x10A0: "ka",
    0x1100: "ko",
    0x1200: "",
    0x1780: "km",
    0x1800: "",
    0x3040: "ja",
    0x3100: "",
    0x4E00: "zh",
    0xA000: "",
    0xAC00: "ko",
    0xD7B0: "",
}
_STARTS = list(_BEGINS)
_CODES = list(_BEGINS.values())
_OWN = re.compile(
    "[\u0370-\u03ff\u0531-\u05ff\u0980-\u0eff\u1000-\u11ff\u1780-\u17ff\u3041-\u30fa"
    "\u4e00-\u9fff\uac00-\ud7af]"
)
# With the vowels of India and its neighbours, which are marks upon letters.
_LETTER = re.compile(r"[^\W\d_]|[\u0900-\u0fff]")
# One of these says as much as a few letters of an alphabet.
_DENSE = re.compile("[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7af]")
_DENSITY = 3
_MOST = 0.6
# Japanese is at least so much kana; Chinese pages name Japanese things at times.
_KANA = 0.1
# Of Assamese and Yiddish, which write with the letters of a larger language.
_OTHERS = {"bn": ("as", "ৰৱ"), "he": ("yi", "ײױװ")}


def weight(text: str) -> int:
    """Return how many letters of an alphabet say as much as `text` does."""
    letters = len(_LETTER.findall(text))
    if text.isascii():
        return letters
    return letters + (_DENSITY - 1) * len(_DENSE.findall(text))


def by_script(text: str) -> str | None:
    """Return the language that the script of most of `text` names."""
    if text.isascii():
        return None
    own = Counter(_OWN.findall(text))
    if not own:
        return None
    said: Counter[str] = Counter()
    for letter, times in own.items():
        said[_CODES[bisect_right(_STARTS, ord(letter)) - 1]] += times
    kana, han = said["ja"], said["zh"]
    if kana > _KANA * (kana + han):
        said["ja"] += said.pop("zh", 0)
    code, times = said.most_common(1)[0]
    dense = _DENSITY if code in {"ja", "zh", "ko"} else 1
    foreign = weight(text) - dense * times
    if not code or dense * times < _MOST * (dense * times + max(foreign, 0)):
        return None
    other, letters = _OTHERS.get(code, ("", ""))
    return other if any(letter in own for letter in letters) else code
