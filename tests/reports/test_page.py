"""One HTML file that loads nothing and runs nothing of its author's; a PDF whose pages can be counted."""
import re

import pytest

from autograder.manuscript import pdf as printer
from autograder.manuscript import read
from autograder.manuscript.page import Picture, Printed, Stamp, page

from .. import needs
from .sources import LATEX, MARKDOWN

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
HOSTILE = """\
# <script>alert(1)</script>

## <img src=x onerror=alert(2)> {#"><script>}

<script>alert(3)</script> [x](javascript:alert(4)) [y](https://example.org/"onmouseover="alert(5)) [0"><b>](claim:a"><script>)

$</span><script>alert(6)</script>$ `</code><script>` [z](#"><script>alert(7)</script>) [@"><script>]

![" onload="alert(8)](figure:norms)
"""


def html_of(source, **more):
    return page(Printed(read(source), {"norms": Picture(SVG, "image/svg+xml")}, **more))


def test_nothing_of_the_author_runs():
    html = html_of(HOSTILE, stamps=[Stamp("<script>", "<b>", (("<i>",), ("<script>alert(9)</script>",)))])
    body = html[html.index("<body>"):]
    outside = re.sub(r"<script>.*?</script>", "", body, count=0, flags=re.DOTALL)
    assert body.count("<script>") == 2          # KaTeX, and what calls it
    assert "<img src=x" not in body and "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", outside)
    for tag in re.findall(r"<[a-z][^>]*>", outside):
        assert not re.search(r"\son\w+=", re.sub(r'"[^"]*"', '""', tag)), tag
        assert "javascript:" not in tag
    assert "script-src 'sha256-" in html.replace("&#x27;", "'") and "default-src 'none'" in html.replace("&#x27;", "'")


def test_nothing_is_loaded():
    html = re.sub(r"<script>.*?</script>", "", html_of(MARKDOWN), flags=re.DOTALL)      # KaTeX writes addresses that only \\includegraphics has
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html[html.index("<body>"):]) + re.findall(r"url\(([^)]*)\)", html)
    assert addresses and all(a.startswith(("data:", "#")) for a in addresses)


@pytest.mark.parametrize("source", [MARKDOWN, LATEX], ids=["Markdown", "LaTeX"])
def test_what_is_set(source):
    html = html_of(source)
    assert "<h1>A small report</h1>" in html and "Figure 1." in html and '<span class="number">(1)</span>' in html
    assert '<a href="#cite-he2015">[1]</a>' in html and 'title="claim share">0.37</span>' in html


def test_a_figure_that_is_not_there_is_said():
    assert "there is no figure “norms”" in page(Printed(read(MARKDOWN)))


def test_where_there_is_no_browser(monkeypatch):
    monkeypatch.setattr(printer, "browser", lambda: None)
    assert "Chromium" in printer.obstacle()


@needs.chromium
def test_pages_are_counted():
    one, three = (html_of("# T\n\n" + "words and more words\n\n" * n) for n in (2, 80))
    assert printer.pages(printer.pdf(one)) == 1
    assert printer.pages(printer.pdf(three)) > 1
    assert printer.pdf(one).startswith(b"%PDF")


@needs.chromium
def test_formulas_are_set_before_it_is_printed():
    document = printer.pdf(html_of("# T\n\n$$\n\\frac{1}{2}\n$$\n"))
    assert b"KaTeX" in document     # the font that a formula is set in


@needs.chromium
def test_a_narrow_screen_is_not_overflowed(tmp_path):
    from playwright.sync_api import sync_playwright
    rows = (("number", "what it is", "found by", "evidence"), ("3.294, between 2.5 and 4.6", "A sentence.", "`a_function_of_some_length(12)`", "`ev-0123456789abcdef`"))
    (tmp_path / "report.html").write_text(html_of(MARKDOWN, stamps=[Stamp("Where the numbers come from", "Each is found again.", rows)]), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=printer.browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto((tmp_path / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
