"""Pages as no person writes them: tags of every kind in any order, cut anywhere."""

from hypothesis import strategies as st

_TAGS = [
    "a",
    "b",
    "i",
    "font",
    "em",
    "nobr",
    "div",
    "p",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "span",
    "form",
    "button",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "col",
    "colgroup",
    "select",
    "option",
    "optgroup",
    "input",
    "hr",
    "br",
    "img",
    "svg",
    "path",
    "title",
    "style",
    "script",
    "textarea",
    "noscript",
    "template",
    "iframe",
    "xmp",
    "object",
    "ruby",
    "rt",
    "rb",
    "rp",
    "math",
    "head",
    "body",
    "html",
    "base",
    "link",
    "meta",
    "area",
    "pre",
    "center",
    "article",
    "main",
    "dialog",
    "label",
    "x-tile",
    "product-recommendations",
    "frameset",
    "image",
    "plaintext",
    "details",
    "summary",
]
_HREFS = (
    "/a", "b", "?c=1", "//h.test/d", "https://h.test/e#f", "#g", "", " /i ", "../j",
    "mailto:k@l.test", "java\tscript:m", "/n?a=1&amp;b=2", "/o?copy=1&copy=2&lt",
    "HTTP://H.test", "/ü", "http://amazon.de/dp/1?tag=me", "/p/1", "/%7Ex", "x:/y",
    "https://www.awin1.com/c", "/c/1", "\\z", "/s?utm_source=q", "&#47;w", "&nbsp;/v",
)  # fmt: skip
_TEXTS = (
    "x", " ", "\n", "two words", "&amp;", "&nbsp;", "&copy", "&notit;", "&#8217;", "&#x80;",
    "ü\u3000ß", "weiter »", "2", "²", "<", "< b", "</>", "</ x>", "<!-- <a href=/c> -->",
    "<!--><a href=/d>-->", "<!x>", "<?y?>", "<![CDATA[z]]>", "&", "&#", "\r\n", "]]>", "--!>",
)  # fmt: skip
_quoted = st.sampled_from(('="{}"', "='{}'", "={}", " = '{}'", ""))
_attribute = st.builds(
    lambda name, form, value: f" {name}{form.format(value)}",
    st.sampled_from(("href", "HREF", "rel", "title", "name", "content", "class", "=")),
    _quoted,
    st.sampled_from(
        (*_HREFS, "next", "nofollow  Sponsored", "license", "robots", "noindex", "a&b")
    ),
)
_start = st.builds(
    lambda name, attributes, end: f"<{name}{''.join(attributes)}{end}",
    st.sampled_from((*_TAGS, "a", "a", "a", "p", "div", "A")),
    st.lists(_attribute, max_size=3),
    st.sampled_from((">", ">", ">", "/>", " >", "")),
)
_link = st.builds("<a href='{}'>".format, st.sampled_from(_HREFS))
_end = st.builds("</{}>".format, st.sampled_from((*_TAGS, "a", "a", "p", "div")))
_piece = st.one_of(_start, _link, _end, st.sampled_from(_TEXTS))

pages = st.lists(_piece, max_size=25).map("".join)
