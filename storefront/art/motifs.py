"""The shapes that a still life is put together from.

Each is drawn in a box 200 wide and 200 high that stands on its lower edge, in four
colours: {m}ain, {s}econd, {d}ark and {l}ight. Things are what is sold; companions are
what lies beside it.
"""

_GLEAM = 'fill="none" stroke="{l}" stroke-width="5" stroke-linecap="round" opacity=".5"'
_LINE = 'fill="none" stroke="{d}" stroke-linecap="round" stroke-width='

_SHAPES = {
    "kettle": """
<path d="M56 112C50 30 150 30 144 112" {line}"9"/>
<path d="M152 138 194 96l10 9-40 70z" fill="{m}"/>
<path d="M34 186c-4-50 22-84 66-84s70 34 66 84c0 9-6 14-14 14H48c-8 0-14-5-14-14z" fill="{m}"/>
<path d="M66 108c6-14 62-14 68 0z" fill="{s}"/><circle cx="100" cy="92" r="8" fill="{d}"/>
<path d="M36 172h128" stroke="{s}" stroke-width="8"/><path d="M58 160c0-20 8-32 20-38" {gleam}/>""",
    "mug": """
<path d="M84 80c-10-14 10-22 0-40M112 84c-10-14 10-22 0-40" {gleam}/>
<path d="M140 122c44-6 44 58-2 54" {line}"12"/>
<path d="M48 102h100v72c0 16-10 26-26 26H74c-16 0-26-10-26-26z" fill="{m}"/>
<ellipse cx="98" cy="102" rx="50" ry="11" fill="{s}"/>
<path d="M48 142h100v14H48z" fill="{l}" opacity=".55"/><path d="M64 126v44" {gleam}/>""",
    "pan": """
<path d="M150 140h64" stroke="{d}" stroke-width="14" stroke-linecap="round"/>
<path d="M18 126h140v44c0 18-12 30-30 30H48c-18 0-30-12-30-30z" fill="{m}"/>
<path d="M22 122c8-34 124-34 132 0z" fill="{s}"/><path d="M10 126h156" {line}"8"/>
<circle cx="88" cy="88" r="9" fill="{d}"/><path d="M36 146v24" {gleam}/>""",
    "jar": """
<path d="M58 84h84c16 12 22 24 22 44v52c0 12-8 20-20 20H56c-12 0-20-8-20-20v-52c0-20 6-32 22-44z" fill="{m}"/>
<path d="M62 58h76v28H62z" fill="{s}"/><path d="M58 86h84" {line}"6"/>
<path d="M62 126h76v44H62z" fill="{l}"/><path d="M74 142h52M74 154h34" {line}"4"/>""",
    "lamp": """
<path d="M40 104 0 200h200l-40-96z" fill="{l}" opacity=".35"/>
<path d="M100 100v88" {line}"9"/><path d="M62 200c0-16 76-16 76 0z" fill="{d}"/>
<path d="M68 20h64l34 88H34z" fill="{m}"/><path d="M38 96h124l4 12H34z" fill="{s}"/>
<path d="M72 36 56 82" {gleam}/>""",
    "chair": """
<path d="M46 170v30M154 170v30" {line}"10"/>
<path d="M44 60c0-22 12-34 34-34h44c22 0 34 12 34 34v84H44z" fill="{m}"/>
<path d="M14 108c0-24 34-24 34 0v32h104v-32c0-24 34-24 34 0v70H14z" fill="{s}"/>
<path d="M52 128h96v24H52z" fill="{m}"/><path d="M64 56c0-8 6-12 14-12" {gleam}/>""",
    "stool": """
<path d="M66 96 46 200M134 96l20 104M100 96v104M58 158h84" {line}"8"/>
<path d="M38 78h124c10 0 10 24 0 24H38c-10 0-10-24 0-24z" fill="{m}"/>
<path d="M38 78h124c6 0 8 6 8 8H30c0-2 2-8 8-8z" fill="{s}"/>""",
    "plant": """
<path d="M100 130C98 90 100 60 102 24" {line}"5"/>
<path d="M101 118c-46 4-66-22-72-48 40-4 66 14 72 48z" fill="{m}"/>
<path d="M101 104c42-2 62-28 64-56-38 2-60 24-64 56z" fill="{m}"/>
<path d="M101 68C70 62 58 40 60 16c28 6 42 24 41 52z" fill="{s}"/>
<path d="M101 62c24-6 34-24 32-46-22 6-34 22-32 46z" fill="{m}"/>
<path d="M54 128h92l-14 72H68z" fill="{s}"/><path d="M48 118h104v18H48z" fill="{d}"/>""",
    "book": """
<path d="M18 164h150v36H18z" fill="{m}"/><path d="M26 172h142v20H26z" fill="{l}"/>
<path d="M34 128h142v36H34z" fill="{s}"/><path d="M34 136h134v20H34z" fill="{l}"/>
<path d="m58 118 8-96 72 6-8 96z" fill="{m}"/><path d="m74 46 44 4M73 60l28 2" {gleam}/>
<path d="m58 118 8-96 10 1-8 96z" fill="{d}"/>""",
    "clock": """
<path d="m62 176-14 24M138 176l14 24" {line}"10"/>
<circle cx="100" cy="110" r="82" fill="{m}"/><circle cx="100" cy="110" r="64" fill="{l}"/>
<path d="M100 110V66M100 110l30 18" {line}"7"/><circle cx="100" cy="110" r="7" fill="{s}"/>
<path d="M100 54v8M100 158v8M44 110h8M148 110h8" {line}"5"/>""",
    "headphones": """
<path d="M40 140C30 18 170 18 160 140" {line}"13"/>
<path d="M46 132C40 34 160 34 154 132" fill="none" stroke="{s}" stroke-width="5"/>
<rect x="22" y="122" width="42" height="76" rx="20" fill="{m}"/>
<rect x="136" y="122" width="42" height="76" rx="20" fill="{m}"/>
<rect x="56" y="130" width="16" height="60" rx="8" fill="{d}"/>
<rect x="128" y="130" width="16" height="60" rx="8" fill="{d}"/><path d="M34 144v30" {gleam}/>""",
    "speaker": """
<rect x="42" y="20" width="116" height="180" rx="12" fill="{m}"/>
<circle cx="100" cy="72" r="24" fill="{d}"/><circle cx="100" cy="72" r="10" fill="{s}"/>
<circle cx="100" cy="146" r="40" fill="{d}"/><circle cx="100" cy="146" r="27" fill="{s}"/>
<circle cx="100" cy="146" r="10" fill="{d}"/><path d="M54 40v120" {gleam}/>""",
    "radio": """
<path d="M140 92 176 14" {line}"5"/><rect x="10" y="88" width="180" height="112" rx="18" fill="{m}"/>
<circle cx="62" cy="144" r="36" fill="{d}"/><circle cx="62" cy="144" r="22" fill="{s}"/>
<path d="M114 116h58v22h-58z" fill="{l}"/><path d="M146 116v22" {line}"4"/>
<circle cx="126" cy="168" r="11" fill="{l}"/><circle cx="160" cy="168" r="11" fill="{l}"/>""",
    "bag": """
<path d="M68 84c0-60 64-60 64 0" {line}"9"/>
<path d="M34 98c0-16 10-26 26-26h80c16 0 26 10 26 26l10 84c0 12-8 18-18 18H42c-10 0-18-6-18-18z" fill="{m}"/>
<path d="M34 96c0-14 10-24 26-24h80c16 0 26 10 26 24-20 40-112 40-132 0z" fill="{s}"/>
<path d="M90 116h20v26H90z" fill="{l}"/><path d="M58 176h84" {gleam}/>""",
    "bottle": """
<path d="M86 14h28v44c0 18 30 24 30 58v70c0 8-6 14-14 14H70c-8 0-14-6-14-14v-70c0-34 30-40 30-58z" fill="{m}"/>
<path d="M82 6h36v22H82z" fill="{d}"/><path d="M56 124h88v46H56z" fill="{s}"/>
<path d="M72 140h56M72 154h32" stroke="{l}" stroke-width="5"/><path d="M74 108c2-10 8-16 14-22" {gleam}/>""",
    "notebook": """
<path d="M160 190 176 40l10-16 6 18-16 150z" fill="{s}"/><path d="m180 36 6-12 4 14z" fill="{d}"/>
<rect x="22" y="36" width="122" height="164" rx="8" fill="{m}"/>
<path d="M22 44c0-5 3-8 8-8h10v164H30c-5 0-8-3-8-8z" fill="{d}"/>
<path d="M118 36v164" stroke="{s}" stroke-width="8"/><path d="M58 72h40v24H58z" fill="{l}"/>""",
    "screen": """
<path d="M100 150v38" {line}"14"/><path d="M56 200c0-14 88-14 88 0z" fill="{d}"/>
<rect x="6" y="28" width="188" height="128" rx="10" fill="{d}"/>
<path d="M18 40h164v104H18z" fill="{m}"/><circle cx="132" cy="80" r="20" fill="{s}"/>
<path d="M18 144 76 84l36 38 24-20 46 42z" fill="{l}" opacity=".7"/>""",
    "phone": """
<rect x="56" y="18" width="92" height="182" rx="16" fill="{d}"/>
<rect x="64" y="30" width="76" height="156" rx="8" fill="{m}"/><circle cx="112" cy="82" r="18" fill="{s}"/>
<path d="M64 160c24-40 50-30 76-10v28c0 5-3 8-8 8H72c-5 0-8-3-8-8z" fill="{l}" opacity=".7"/>""",
    "camera": """
<path d="M62 78 76 56h48l14 22z" fill="{d}"/><rect x="10" y="74" width="180" height="126" rx="16" fill="{m}"/>
<path d="M10 104h180v20H10z" fill="{s}"/><circle cx="100" cy="138" r="50" fill="{d}"/>
<circle cx="100" cy="138" r="36" fill="{l}"/><circle cx="100" cy="138" r="22" fill="{d}"/>
<path d="M88 130c2-6 6-9 12-10" {gleam}/><circle cx="164" cy="92" r="7" fill="{l}"/>""",
    "shoe": """
<path d="M12 176V96c20 12 40 8 56-10l68 62c40 4 56 14 56 36v6H12z" fill="{m}"/>
<path d="M12 182h182c0 12-6 18-16 18H24c-8 0-12-6-12-18z" fill="{l}"/>
<path d="m78 112 14-10M92 124l14-10M106 136l14-10" {line}"6"/>
<path d="M12 96c20 12 40 8 56-10l12 11c-20 26-48 30-68 22z" fill="{s}"/>""",
    "tool": """
<path d="M92 74h18l4 126H88z" fill="{s}"/><path d="M92 96h18l1 14H91z" fill="{d}"/>
<path d="M40 34h90c26 0 42 12 48 34-16-10-30-12-48-6v22H40z" fill="{m}"/>
<path d="M28 30h22v58H28z" fill="{d}"/><path d="M62 46h50" {gleam}/>""",
    "parcel": """
<path d="M14 84h172v116H14z" fill="{m}"/><path d="m14 84 22-36h128l22 36z" fill="{s}"/>
<path d="M88 48h24l4 36v116H84V84z" fill="{l}" opacity=".8"/>
<path d="M100 52c-30-36-54-6 0 0 54-6 30-36 0 0z" {line}"6"/><path d="M130 170h34M130 182h22" {gleam}/>""",
    "forms": """
<path d="M26 200V96c0-62 92-62 92 0v104z" fill="{m}"/><path d="M52 200v-96c0-28 40-28 40 0v96z" fill="{s}"/>
<path d="m146 78 48 122H98z" fill="{s}"/><path d="m146 78 48 122h-36z" fill="{d}" opacity=".25"/>
<circle cx="72" cy="28" r="26" fill="{l}"/>""",
    "pear": """
<path d="M100 62c30 0 26 36 44 66s4 72-44 72-62-42-44-72 14-66 44-66z" fill="{s}"/>
<path d="M100 66c-2-16 4-28 12-36" {line}"8"/><path d="M108 48c18-16 36-12 46-2-14 12-32 14-46 2z" fill="{m}"/>
<path d="M72 150c0-14 6-20 10-32" {gleam}/>""",
    "orange": """
<circle cx="100" cy="136" r="64" fill="{s}"/><path d="M100 76c16-26 40-26 56-16-12 20-34 26-56 16z" fill="{m}"/>
<path d="M60 136c0-18 10-30 24-36" {gleam}/>""",
    "sprig": """
<path d="M64 200h72l-10-66H74z" fill="{l}"/><path d="M100 136C92 90 104 50 128 4" {line}"5"/>
<path d="M98 96C70 94 58 78 54 60c26 0 42 12 44 36zM102 72c28-2 42-16 46-34-26 0-44 12-46 34zM112 40C96 34 90 22 92 6c18 6 26 18 20 34z" fill="{m}"/>""",
    "bowl": """
<circle cx="72" cy="124" r="30" fill="{s}"/><circle cx="122" cy="120" r="34" fill="{m}"/>
<path d="M14 130h172c0 46-32 66-58 66v4H72v-4c-26 0-58-20-58-66z" fill="{l}"/>
<path d="M14 130h172" {line}"5"/>""",
    "ball": """
<circle cx="100" cy="130" r="70" fill="{m}"/><path d="M54 130c0-24 14-40 34-46" {gleam}/>""",
    "cone": """
<path d="m100 30 70 170H30z" fill="{m}"/><path d="m100 30 70 170h-46z" fill="{d}" opacity=".2"/>""",
}

MOTIFS = {
    name: shape.strip().replace("{gleam}", _GLEAM).replace("{line}", _LINE)
    for name, shape in _SHAPES.items()
}
COMPANIONS = ("pear", "orange", "sprig", "bowl", "ball", "cone")
THINGS = tuple(name for name in MOTIFS if name not in COMPANIONS)

NEUTRAL = ("forms", "parcel")
"""What is drawn for a thing that no motif shows."""

# Which motif shows the thing that a noun names; plurals are cut first.
WORDS = {
    **dict.fromkeys(("kettle", "teapot", "percolator"), "kettle"),
    **dict.fromkeys(("mug", "cup", "tumbler"), "mug"),
    **dict.fromkeys(("pan", "skillet", "saucepan", "casserole", "wok"), "pan"),
    **dict.fromkeys(("jar",), "jar"),
    **dict.fromkeys(("lamp", "lantern"), "lamp"),
    **dict.fromkeys(("chair", "armchair"), "chair"),
    **dict.fromkeys(("stool",), "stool"),
    **dict.fromkeys(("plant", "houseplant"), "plant"),
    **dict.fromkeys(("book", "atlas", "novel"), "book"),
    **dict.fromkeys(("clock",), "clock"),
    **dict.fromkeys(("headphone", "headset"), "headphones"),
    **dict.fromkeys(("speaker", "loudspeaker"), "speaker"),
    **dict.fromkeys(("radio",), "radio"),
    **dict.fromkeys(("bag", "rucksack", "backpack"), "bag"),
    **dict.fromkeys(("bottle", "flask"), "bottle"),
    **dict.fromkeys(("notebook", "notepad"), "notebook"),
    **dict.fromkeys(("screen", "monitor", "television"), "screen"),
    **dict.fromkeys(("phone", "smartphone"), "phone"),
    **dict.fromkeys(("camera",), "camera"),
    **dict.fromkeys(("shoe", "sneaker"), "shoe"),
    **dict.fromkeys(("hammer",), "tool"),
}

# What stands beside the name of a whole category, for what it holds.
AISLES = {
    **WORDS,
    **dict.fromkeys(("kitchen", "food", "cooking", "cookware", "dining"), "pan"),
    **dict.fromkeys(("storage", "beauty", "health"), "jar"),
    **dict.fromkeys(("light", "lighting"), "lamp"),
    **dict.fromkeys(("home", "furniture"), "chair"),
    **dict.fromkeys(("garden",), "plant"),
    **dict.fromkeys(("watch", "watche"), "clock"),
    **dict.fromkeys(("sound", "audio"), "headphones"),
    **dict.fromkeys(("outdoor", "clothing"), "bag"),
    **dict.fromkeys(("sport",), "bottle"),
    **dict.fromkeys(("office", "stationery"), "notebook"),
    **dict.fromkeys(("computer", "electronic"), "screen"),
    **dict.fromkeys(("photo",), "camera"),
    **dict.fromkeys(("tool",), "tool"),
}
