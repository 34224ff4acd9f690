"""Markdown and LaTeX become the same tree; what is not understood is told with its line, whatever the text."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.manuscript import read

from .sources import LATEX, MARKDOWN


@pytest.mark.parametrize("source", [MARKDOWN, LATEX], ids=["Markdown", "LaTeX"])
def test_both_languages_say_the_same(source):
    report = read(source)
    assert report.problems == ()
    assert report.title == "A small report"
    assert [s.title for s in report.sections] == ["Setting", "Limitations", "References"]
    assert [b.text for b in report.each("figure")] == ["norms"]
    assert report.each("figure")[0].plain == "Norms of the error, a line for each scale"
    assert sorted(tex for _, tex in report.formulas) == ["a = b", "x^2", "z"]
    assert [(s.target, s.text) for s in report.spans("claim")] == [("share", "0.37")]
    assert [s.target for s in report.spans("cite")] == ["he2015"]
    assert report.sources["he2015"].startswith("K. He et al.")
    assert {"norms", "plain", "limits"} <= report.labels
    assert [len(b.items) for b in report.each("list")] == [2, 1]
    assert [[[cell[0].plain.strip() for cell in row] for row in b.rows] for b in report.each("table")] == [[["a", "b"], ["1", "z"]]]


def test_a_section_is_found_by_its_words():
    report = read("# Report\n\n## 3. Per-layer norms, measured\n\nwords\n\n### Below\n\nmore\n\n## Other\n\nx\n")
    assert report.section("per-layer norms").plain == "words\nBelow\nmore"
    assert report.section("limitations") is None


@pytest.mark.parametrize(("source", "line", "said"), [
    ("# T\n\nwords ![x](figure:a) words\n", 3, "a paragraph of its own"),
    ("# T\n\n![a picture](https://example.org/a.png)\n", 3, "comes from elsewhere"),
    ("# T\n\n[here](mailto:a@b.org)\n", 3, "a link goes to"),
    ("\\section{A}\n\nsome \\mystery{x} words\n", 3, "\\mystery is not understood"),
    ("\\section{A}\n\\begin{theorem}\nx\n\\end{theorem}\n", 2, "\\begin{theorem} is not understood"),
    ("\\section{A}\n\\begin{itemize}\n\\item x\n", 2, "is never ended"),
    ("\\section{A}\n\nwords } more\n", 3, "closes nothing"),
    ("\\section{A}\n\n\\end{quote}\n", 3, "ends nothing"),
    ("\\section{A}\n\\emph{words\n", 2, "never closed"),
    ("\\section{A}\n\\begin{figure}\n\\caption{Words}\n\\end{figure}\n", 2, "\\includegraphics{name}"),
    ("\\section{A}\n$x\n", 2, "`$` is missing"),
])
def test_what_is_not_understood_has_a_line(source, line, said):
    told = [(p.line, p.message) for p in read(source).problems]
    assert any(at == line and said in message for at, message in told), told


def test_the_rest_is_read_all_the_same():
    report = read("\\section{A}\n\\mystery{x} and \\emph{words}\n\\section{B}\nmore\n")
    assert [s.title for s in report.sections] == ["A", "B"]
    assert "words" in report.section("A").plain


def test_a_label_names_one_thing():
    report = read("# T\n\n$$\na\n$$ (one)\n\n$$\nb\n$$ (one)\n")
    assert ["line 8" in str(p) or "line 7" in str(p) for p in report.problems] == [True]


@pytest.mark.parametrize("piece", ["\\emph{", "\\begin{quote}", "{", "$", "\\[", "\\begin{itemize}\\item ", "\\title{", "\\footnote{", "[", "> ", "- ", "*", "![", "|"])
def test_deep_nesting_is_no_harm(piece):
    for start in ("\\section{A} ", "# A\n\n"):
        read(start + piece * 3000)


PIECES = st.sampled_from(["\\section{A}", "\\begin{", "\\end{", "itemize}", "figure}", "equation}", "\\item", "{", "}", "$", "$$", "\n\n", "\\", "%", "&", "\\\\", "[", "]", "(",
                          "words ", "![a](figure:b)", "[1](claim:c)", "[@d]", "| a |", "|---|", "# ", "- ", "> ", "`", "\\claim{a}{1}", "\\cite{", "\\label{", "<b>", "\x00"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_text_is_read(pieces):
    report = read("".join(pieces))
    assert isinstance(report.plain, str)
    assert all(p.line >= 0 and p.message for p in report.problems)
