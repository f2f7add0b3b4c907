"""Which part of a web page is its content: told by HTML's own elements and roles, and by customary class names."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

# What is never shown, or no text to be read.
UNSEEN = (
    "script", "style", "noscript", "template", "head", "iframe", "frame", "object", "embed", "applet", "svg", "canvas",
    "audio", "video", "map", "rp", "rt",
    "button", "select", "input", "textarea", "datalist", "dialog",
)  # fmt: skip
AROUND = ("nav", "aside", "footer")
ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog"))
NAMES = frozenset((
    "nav", "navbar", "navigation", "menu", "footer", "sidebar", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "copyright",
    "pagination", "pager", "toolbar", "topbar", "related", "recommend", "share", "comments", "advert", "ads", "logo",
))  # fmt: skip
NAMED = ("div", "ul", "ol", "section", "header", "p")  # elements whose class and id are looked at
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
MOST = 0.5  # of the text; less is no main part, and nothing that may be dropped


def content_of(root: HtmlElement) -> HtmlElement:
    """The element that holds the content; everything else that is in it was taken out of the tree."""
    body = root.find(".//body")
    content = root if body is None else body
    _drop(content, list(content.iter(*UNSEEN)))
    _drop(content, [element for element in content.iter("*") if _is_hidden(element)])
    whole = _length(content)
    main = [element for element in content.iter("main", "article", "div") if _is_main(element)]
    if len(main) == 1 and _length(main[0]) >= MOST * whole:
        content = main[0]
    around = [element for element in content.iter("*") if element is not content and _is_around(element)]
    if sum(map(_length, around)) <= MOST * _length(content):
        _drop(content, around)
    return content


def _drop(content: HtmlElement, elements: list[HtmlElement]) -> None:
    for element in elements:
        if element is not content and element.getparent() is not None:
            element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(HIDDEN.search(element.get("style", "")))
    )


def _is_main(element: HtmlElement) -> bool:
    return bool(element.tag == "main" or element.get("role") == "main")


def _is_around(element: HtmlElement) -> bool:
    """A menu, side column or foot; the foot of an article is one too."""
    if element.tag in AROUND or element.get("role") in ROLES:
        return True
    names = re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    return element.tag in NAMED and not NAMES.isdisjoint(names) and element.find(".//h1") is None


def _length(element: HtmlElement) -> int:
    return len(re.sub(r"\s", "", element.text_content()))
