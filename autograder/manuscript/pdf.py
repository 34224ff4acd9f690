"""A report as PDF: printed by a headless Chromium, shut in where this machine can, without a network in any case where it can be had."""
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..errors import SurroundingsError
from ..worker import confinement

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
HOW = "`apt install chromium` (Debian), `dnf install chromium` (Fedora), or Chrome from its maker"
SECONDS = 60            # for a report; one of eight pages takes one or two
QUIET = ("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--mute-audio", "--no-pdf-header-footer",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=20000", "--disable-dev-shm-usage")


def browser() -> str | None:
    """Return the browser of this machine that can print."""
    return next((p for b in BROWSERS if (p := shutil.which(b))), None) or next((p for p in ELSEWHERE if Path(p).exists()), None)


def obstacle() -> str:
    """Return why this machine makes no PDF, or nothing."""
    return "" if browser() else f"no Chromium is installed, which makes the PDF: {HOW}"


@lru_cache(maxsize=8)
def pdf(html: str) -> bytes:
    """Return the page as PDF; the same page is printed once."""
    path = browser()
    if path is None:
        raise SurroundingsError(obstacle())
    with tempfile.TemporaryDirectory(prefix="groundwork-report-") as name:
        folder = Path(name)
        (folder / "report.html").write_text(html, "utf-8")
        command = [path, *QUIET, "--no-sandbox", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'report.pdf'}",
                   (folder / "report.html").as_uri()]
        try:
            ran = subprocess.run(shut_in(command, name), capture_output=True, text=True, errors="replace", timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise SurroundingsError(f"{path} made no PDF within {SECONDS} s: is the machine very busy? Try again") from None
        except OSError as e:
            raise SurroundingsError(f"{path} cannot be started: {e.strerror}") from None
        made = folder / "report.pdf"
        if not made.exists():
            raise SurroundingsError(f"{path} made no PDF (exit status {ran.returncode}): {last_words(ran.stderr)}")
        return made.read_bytes()


def pages(document: bytes) -> int:
    """Return how many pages a PDF of Chromium's has: each is an object that says so."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", document))


def shut_in(command: Sequence[str], folder: str) -> list[str]:
    """Return the command without a network, able to write nothing but its folder; plain where bubblewrap cannot be had.

    Chromium's own sandbox is off: it does not start inside another, nor as root.  The page holds no script but ours.
    """
    if not sys.platform.startswith("linux") or confinement.obstacle():
        return list(command)
    return ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
            "--tmpfs", "/home", "--tmpfs", "/root", "--tmpfs", "/tmp", "--bind", folder, folder, "--setenv", "HOME", folder, "--chdir", folder, "--", *command]


def last_words(text: str) -> str:
    """Return the last thing a browser said that says something."""
    rows = [row.strip() for row in text.splitlines() if row.strip() and "dbus" not in row]
    return rows[-1][:300] if rows else "it said nothing"
