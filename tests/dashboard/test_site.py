"""The course as plain pages: every link leads somewhere, nothing of an answer is in them, and nothing of a learner's."""
import re
import shutil
from urllib.parse import unquote

import pytest

from autograder.dashboard.site import why


@pytest.fixture
def site(desk, tmp_path):
    desk.write()
    desk.grade("doubling")
    out = tmp_path / "site"
    done = desk.grade("site", str(out))
    assert done.status == 0 and "pages" in done.out, done.err
    return out


def test_every_link_is_relative_and_leads_to_a_file_that_is_there(site):
    pages = list(site.rglob("*.html"))
    assert {p.relative_to(site).as_posix() for p in pages} >= {"index.html", "exercise/doubling.html", "exercise/tripling.html", "map/basics.html",
                                                               "map/side.html", "mastery/basics.html", "node/basics/week1.html"}
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"]+)"', page.read_text("utf-8")):
            path, _, place = link.partition("#")
            assert not re.match(r"/|\w+:", path), (page, link)
            target = (page.parent / unquote(path)).resolve() if path else page
            assert target.is_file(), (page, link)
            assert not place or re.search(rf'id="{re.escape(place)}"', target.read_text("utf-8")), (page, link)


def test_it_holds_statements_and_no_answers_and_nothing_of_a_learner(site, desk):
    text = "".join(p.read_text("utf-8") for p in site.rglob("*.html"))
    assert "Twice a number, in two ways." in text and "Your twice is 2x." in text and "def twice(x):" in text
    assert "2 * x" not in text and "the definition" not in text and "squares" not in text and "What is twice(1)?" not in text
    assert str(desk.work) not in text and "graded" not in text.replace("is graded by a program", "") and "<script" not in text and "<form" not in text


def test_it_is_written_again_over_itself_and_over_nothing_else(site, desk, tmp_path):
    (site / "exercise" / "old.html").write_text("of an older course")
    assert desk.grade("site", str(site)).status == 0 and not (site / "exercise" / "old.html").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "index.html").write_text("mine")
    done = desk.grade("site", str(mine))
    assert done.status == 2 and "nothing of yours is overwritten" in done.err and (mine / "index.html").read_text() == "mine"
    (tmp_path / "file").touch()
    assert desk.grade("site", str(tmp_path / "file")).status == 2


def test_a_folder_that_cannot_be_written_is_said(desk):
    done = desk.grade("site", "/proc/none/site")
    assert done.status == 3 and "make it writable" in done.err


def test_of_a_disk_that_is_full_the_first_reason_is_told():
    many = shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'"), ("c", "d", "[Errno 28] No space left on device: 'c' -> 'd'")])
    assert why(many) == "No space left on device"
    assert why(OSError(28, "No space left on device", "a")) == "No space left on device" and why(shutil.Error("gone")) == "gone"
