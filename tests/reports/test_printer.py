"""Many pages, one run of the browser; where it fails, a sentence, and no process stays behind."""
import os
import stat
import time

import pytest

from autograder.errors import SurroundingsError
from autograder.manuscript import pdf as one
from autograder.manuscript.page import document
from autograder.manuscript.pdf import pages
from autograder.manuscript.printer import pdfs
from tests.needs import chromium

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pipe as POSIX has it")


@chromium
def test_each_page_is_a_document_of_its_own_with_its_formulas_set() -> None:
    long = "<p>a line</p>" * 200
    made = list(pdfs(document(f"Sheet {n}", f'<h1>Sheet {n}</h1><p><span class="math">x_{n}</span></p>{long if n == 2 else ""}') for n in range(3)))
    assert [pages(data) for data in made][:2] == [1, 1] and pages(made[2]) > 2
    assert all(b"KaTeX_Math-Italic" in data for data in made)


@chromium
def test_what_is_not_asked_any_more_ends_it() -> None:
    printing = pdfs(document("Sheet", "<p>x</p>") for _ in range(9))
    assert next(printing).startswith(b"%PDF")
    printing.close()


@pytest.mark.parametrize(("script", "words"), [("echo it is broken >&2; exit 3", "it is broken"), ("exec sleep 60", "did not answer"), ("", "cannot be started|ended")])
def test_a_browser_that_fails_is_a_sentence(tmp_path, monkeypatch, script, words) -> None:
    browser = tmp_path / "chromium"
    if script:
        browser.write_text(f"#!/bin/sh\n{script}\n")
        browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(one, "browser", lambda: str(browser))
    monkeypatch.setattr(one, "shut_in", lambda command, folder: list(command))
    monkeypatch.setattr("autograder.manuscript.printer.SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(SurroundingsError, match=words):
        list(pdfs(["<p>x</p>"]))
    assert time.monotonic() - began < 30        # it does not wait for what will never come


def test_without_one_it_is_said(monkeypatch) -> None:
    monkeypatch.setattr(one, "browser", lambda: None)
    with pytest.raises(SurroundingsError, match="no Chromium is installed"):
        list(pdfs(["<p>x</p>"]))
