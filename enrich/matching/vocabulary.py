"""Words that tell two like products apart: units of measure, colours, editions, parts."""

import numpy as np

from enrich.kernel import Ints
from enrich.matching.words import FIELDS, HASH, Source, split

# Words on one line are one unit; the first is the inch, which is also written " or '.
_UNITS = """
in inch inches diagonal
gb gig gigabyte gigabytes gbyte
mb megabyte megabytes mbyte
tb terabyte terabytes
kb kilobyte kbps
ghz gigahertz
mhz megahertz
hz hertz
w watt watts
v volt volts vdc vac
a amp amps
mah
ma
cm centimeter centimeters
mm millimeter millimeters
m meter meters metre metres
ft feet foot
oz ounce ounces
lb lbs pound pounds
kg kilogram kilo
g gram grams
ml milliliter
l liter liters litre litres
gal gallon gallons
qt quart quarts
mp megapixel megapixels mpix
x
dpi
page pages
user users license licenses seat seats
pack packs pk pc pcs piece pieces count ct set
p
btu
rpm
ohm ohms
db
channel channels ch
port ports
cu
disc discs disk disks cd dvd
year years yr
min minutes
bit bits
k
va
amd
"""
_COLOURS = """
black blk
white wht
silver slv
grey gray graphite charcoal
red crimson
blue navy
green olive
pink rose
purple violet
orange
yellow
gold golden
brown
beige ivory almond
bronze copper
clear transparent
titanium
stainless
cyan
magenta
schwarz
weiss weiß
silber
grau
rot
blau
grün
noir
blanc
"""
_EDITIONS = """
upgrade upgrades upg upgrd
full
student academic edu education ed educational
premium
professional pro
standard std
deluxe dlx
home
basic basics
ultimate
enterprise
server
business
server
small
trial
oem
retail
mini
nano
plus
lite
max
light
advanced
express
family
limited
essentials essential
suite
master
gaming
portable
refurbished renewed reconditioned used
replacement
compatible
"""
_PLATFORMS = """
mac macintosh osx
win windows pc xp vista
linux unix
ps2
ps3
playstation
xbox
wii
psp
ds
cdr cd
dvd
hybrid
"""
_PARTS = """
case
cover
sleeve
bag
backpack
cable
adapter adaptor
charger
battery batteries
mount
stand
holder
cartridge
toner
ink
film
protector
remote
lens
filter
kit
bundle
dock
cradle
headset
strap
skin
refill
lamp
bulb
bracket
manual
blade
"""
COLOUR, EDITION, PLATFORM, PART = range(1, 5)
_WIDTH = 1000


def known() -> Ints:
    """Return a row a known word: its hash, its unit, its class, and which of it; by hash."""
    rows: dict[int, list[int]] = {}
    for unit, line in enumerate(_UNITS.strip().splitlines(), 1):
        for word in hashes(line.split()):
            rows.setdefault(word, [word, 0, 0])[1] = unit
    for kind, lines in enumerate((_COLOURS, _EDITIONS, _PLATFORMS, _PARTS), 1):
        for number, line in enumerate(lines.strip().splitlines(), 1):
            for word in hashes(line.split()):
                rows.setdefault(word, [word, 0, 0])[2] = kind * _WIDTH + number
    return np.array([rows[word] for word in sorted(rows)], np.int64)


def hashes(words: list[str]) -> list[int]:
    """Return the hashes by which `split` knows these words."""
    data = np.frombuffer(" ".join(words).encode(), np.uint8)
    found = np.zeros((2 * len(words) + 4, FIELDS), np.int64)
    nothing = np.zeros((0, 3), np.int64)
    count = split(Source(data, np.array([0, len(data)]), nothing, found))
    return [int(word) for word in found[:count, HASH]]
