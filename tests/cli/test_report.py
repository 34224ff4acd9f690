"""`grade report`: what a learner wrote, set as HTML and PDF; nothing is judged or recorded."""
import pytest

from .. import needs

PRINTED = '''

def printed(yours):
    """What is set on paper."""
    from autograder.checks import manuscript
    from autograder.manuscript.page import Printed
    return Printed(manuscript(yours.twice(3)), notes=("a note for its author",))
'''


@pytest.fixture
def reporting(own_course):
    checks = own_course.course / "exercises" / "arithmetic" / "test_doubling.py"
    checks.write_text(checks.read_text() + PRINTED)
    return own_course


def test_a_page_is_written(reporting):
    reporting.write(twice="return '# Twice\\n\\nThree and <b>three</b> are $6$.'")
    ran = reporting.grade("report", "doubling")
    assert ran.status == 0
    html = (reporting.work / "arithmetic" / "doubling.html").read_text("utf-8")
    assert "<h1>Twice</h1>" in html and "&lt;b&gt;three" in html
    assert "doubling.html" in ran.out and "a note for its author" in ran.out
    assert not (reporting.work / ".grade" / "attempts.jsonl").exists()


@needs.chromium
def test_a_pdf_is_written(reporting):
    reporting.write(twice="return '# Twice'")
    ran = reporting.grade("report", "doubling", "--pdf", "-o", str(reporting.work / "elsewhere.html"))
    assert "1 page" in ran.out
    assert (reporting.work / "elsewhere.pdf").read_bytes().startswith(b"%PDF")


def test_without_chromium_it_says_so(reporting):
    reporting.write(twice="return '# Twice'")
    ran = reporting.grade("report", "doubling", "--pdf", PATH="/nonexistent")
    assert ran.status == 0 and "no Chromium is installed" in ran.out
    assert (reporting.work / "arithmetic" / "doubling.html").exists()


@pytest.mark.parametrize(("answer", "said"), [("return b'\\xff'", "not UTF-8"), ("return 3", "is text, in Markdown or LaTeX"), ("raise ValueError('mine')", "mine")])
def test_what_cannot_be_set_is_said(reporting, answer, said):
    reporting.write(twice=answer)
    ran = reporting.grade("report", "doubling")
    assert ran.status == 2 and said in ran.err


def test_where_there_is_nothing_to_set(desk):
    ran = desk.grade("report", "halving")
    assert ran.status == 2 and "would be set on paper" in ran.err
