"""What a figure looked like stands on its exercise's page, and only what is a picture of the workspace's own is handed out."""
import struct
import zlib

import pytest

from autograder.learner import ledger
from autograder.learner.memory import keep
from autograder.learner.workspace import Workspace, keep_picture
from autograder.model import Evidence, Finding, PartResult, Result
from tests.needs import chromium as needs_chromium

from .conftest import MODES
from .test_browser import breaks_no_rule, tab  # noqa: F401  a fixture


def png(width, height):
    def chunk(name, body):
        return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))
    rows = b"".join(b"\0" + bytes([255, 255 * (row % 2), 0, 255]) * width for row in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def drawn(desk):
    """A learner with one figure that holds, and one that does not."""
    name = keep_picture(Workspace(desk.work), png(640, 480))
    findings = (Finding("multiplies", "twice", "The line “<k>” goes through its points.", "failed", Evidence(call="draw()", message="no", pictures=(name,))),
                Finding("labels", "twice", "Both axes are labelled.", "passed", Evidence(pictures=(name, "0" * 32 + ".png"))))
    keep(desk.work / ".grade" / "findings" / "doubling.json",
         Result("doubling", "plain", 7, 0.1, (PartResult("twice", "failed"),), findings), {"twice": "key"}, ledger.now())
    return name


def test_pictures_stand_at_their_checks(client, drawn):
    page = client.get("/exercise/doubling").text
    assert page.count(f'src="/picture/{drawn}"') == 2 and 'width="640" height="480"' in page
    assert "judged by “The line “&lt;k&gt;” goes through its points.”" in page and "0" * 32 not in page


def test_what_a_scenario_runs_and_why_there_is_no_picture_stand_on_the_page(client, desk):
    runs = "# exercises/arithmetic/test_doubling.py:9\ndef used_twice(yours, x):\n    return yours.f(yours.f(x)) < 3"
    undrawn = "your figure cannot be drawn, so you see no picture of it: savefig raises ValueError: \\frac{"
    findings = (Finding("multiplies", "twice", "It multiplies.", "failed", Evidence(call="used_twice(x=3)", runs=runs, got="1", expected="2")),
                Finding("labels", "twice", "Both axes are labelled.", "passed", Evidence(message=undrawn)))
    keep(desk.work / ".grade" / "findings" / "doubling.json",
         Result("doubling", "plain", 7, 0.1, (PartResult("twice", "failed"),), findings), {"twice": "key"}, ledger.now())
    page = client.get("/exercise/doubling").text
    assert "used_twice(x=3)" in page and "test_doubling.py:9\ndef used_twice(yours, x):\n    return yours.f(yours.f(x)) &lt; 3" in page
    assert undrawn in page


def test_only_pictures_are_handed_out(client, drawn):
    answer = client.get(f"/picture/{drawn}")
    assert answer.headers["content-type"] == "image/png" and answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"] and answer.content.startswith(b"\x89PNG")
    for name in ("0" * 32 + ".png", "attempts.jsonl", "..%2fattempts.jsonl", "%2e%2e%2fattempts.jsonl", ".gitignore", drawn.upper()):
        found = client.get(f"/picture/{name}")
        assert found.status_code == 404 and "exercise" not in found.text


@needs_chromium
@pytest.mark.parametrize("mode", list(MODES))
def test_a_page_with_pictures_breaks_no_rule_and_does_not_jump(drawn, tab, mode):  # noqa: F811
    page = tab("/exercise/doubling", mode, bypass_csp=True)
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth == 640)")
    breaks_no_rule(page, "figure", mode)


@pytest.mark.parametrize("torn", [0, 30, -20])
def test_a_torn_picture_is_none(client, desk, drawn, torn):
    path = desk.work / ".grade" / "pictures" / drawn
    path.write_bytes(path.read_bytes()[:torn])
    assert client.get(f"/picture/{drawn}").status_code == 404 and drawn not in client.get("/exercise/doubling").text
