"""JupyterLab in a real Chromium: a cell is written, run, graded and saved; pictures are left to look at."""
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import chromium as needs_chromium
from tests.notebook.conftest import installed

pytestmark = [needs_chromium, installed("jupyterlab", "jupytext", "playwright")]
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
LONG = 60_000       # ms for JupyterLab and a kernel to come up on a loaded machine


@pytest.fixture
def lab(desk):
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", "lab", "doubling", "--no-browser", "--port", "0"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", env=desk.environment, cwd=desk.work.parent)
    try:
        yield re.match(r"http\S+", process.stdout.readline())[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_an_exercise_is_written_run_graded_and_saved(desk, lab, browser):
    from playwright.sync_api import expect
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(LONG)
    page.goto(lab)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Groundwork | Idle", timeout=LONG)
    before, cells = desk.doubling.read_text(), page.locator(".jp-NotebookPanel .jp-Cell")
    expect(cells.nth(0)).to_contain_text("Twice a number, in two ways.")
    expect(cells.nth(1)).to_contain_text("# %% twice: by multiplying")

    cells.nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('# %% twice: by multiplying\ndef twice(x):\n    """2x."""\n    return x ** 2')
    page.keyboard.press("Shift+Enter")
    expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[1]:", timeout=LONG)
    cells.nth(2).locator(".jp-InputPrompt").click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("%grade #twice")
    page.keyboard.press("Control+Enter")
    output = page.locator(".jp-RenderedHTML").last
    expect(output).to_contain_text("Perhaps: squares.", timeout=LONG)
    expect(output).to_contain_text("Graded as this kernel defines twice")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "lab.png")
    assert desk.doubling.read_text() == before, "nothing is saved yet"

    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    after = before.replace("    ...", "    return x ** 2", 1)
    assert desk.doubling.read_text() == after.rstrip("\n") + "\n\n\n# %% [trial]\n# %grade #twice\n"
    page.close()
    assert desk.grade("doubling#twice", "--seed", "1").status == 1
