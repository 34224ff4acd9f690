"""Many pages as PDF from one run of a browser: it is asked over a pipe, page by page."""
import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import SurroundingsError
from . import pdf as one

SECONDS = 60            # for the browser to start, or one document of a few sheets; it takes a fraction of a second
LENGTH = 10_000         # characters of a document for each second more: the key of a large class has hundreds of pages
SETS = "document.readyState === 'complete' && (!document.querySelector('.math') || document.documentElement.dataset.set === 'yes')"
# A browser hears at 3 and says at 4; the ends are moved out of the way first, for they may have these numbers themselves.
HANDS_ON = """import fcntl, os, sys
hears, says = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(hears, 3), os.dup2(says, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
OPTIONS = tuple(word for word in one.QUIET if not word.startswith(("--virtual-time-budget", "--no-pdf-header-footer")))


def pdfs(pages: Iterable[str]) -> Iterator[bytes]:
    """Yield each HTML page as PDF, in order, as it is made."""
    if os.name != "posix":          # a pipe to a browser has numbers that only POSIX can hand on
        yield from (one.pdf(page) for page in pages)
        return
    with tempfile.TemporaryDirectory(prefix="groundwork-sheets-") as name, _Printer(Path(name)) as printer:
        for page in pages:
            yield printer.printed(page)


class _Printer:
    """A browser that runs until it is left."""

    def __init__(self, folder: Path) -> None:
        path = one.browser()
        if path is None:
            raise SurroundingsError(one.obstacle())
        self.folder, self.path, self.asked, self.heard, self.patience = folder, path, 0, b"", SECONDS
        hears, self.to = os.pipe()
        self.back, says = os.pipe()
        command = one.shut_in([path, *OPTIONS, "--no-sandbox", f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe", "about:blank"],
                              str(folder))
        self.said = tempfile.TemporaryFile()    # a browser that talks much must not wait for a reader
        try:
            self.process = subprocess.Popen([sys.executable, "-S", "-c", HANDS_ON, str(hears), str(says), *command], pass_fds=(hears, says),
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.said)
        except OSError as error:
            raise SurroundingsError(f"{path} cannot be started: {error.strerror}") from None
        finally:
            os.close(hears)
            os.close(says)

    def __enter__(self) -> "_Printer":
        try:
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self.session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def printed(self, page: str) -> bytes:
        """Return one page as PDF."""
        self.patience = SECONDS + len(page) // LENGTH
        path = self.folder / "sheet.html"
        path.write_text(page, "utf-8")
        self._ask("Page.navigate", url=path.as_uri())
        until = time.monotonic() + self.patience
        while not self._ask("Runtime.evaluate", expression=SETS)["result"].get("value"):
            if time.monotonic() > until:
                raise SurroundingsError(f"{self.path} set no page within {self.patience} s: is the machine very busy? Try again")
            time.sleep(0.005)
        return base64.b64decode(self._ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one request and return its answer; what else the browser tells is passed over."""
        self.asked += 1
        to = {"sessionId": self.session} if hasattr(self, "session") else {}
        try:
            os.write(self.to, json.dumps({"id": self.asked, "method": method, "params": parameters, **to}).encode() + b"\0")
            while (answer := self._message()).get("id") != self.asked:
                pass
        except OSError:             # it has ended
            raise SurroundingsError(self._ended()) from None
        if "error" in answer:
            raise SurroundingsError(f"{self.path} made no PDF: {answer['error'].get('message', 'it does not say why')}")
        result: dict[str, Any] = answer["result"]
        return result

    def _message(self) -> dict[str, Any]:
        until = time.monotonic() + self.patience
        while b"\0" not in self.heard:
            if not select.select([self.back], [], [], max(0.0, until - time.monotonic()))[0]:
                raise SurroundingsError(f"{self.path} did not answer within {self.patience} s: is the machine very busy? Try again")
            piece = os.read(self.back, 1 << 20)
            if not piece:
                raise SurroundingsError(self._ended())
            self.heard += piece
        text, _, self.heard = self.heard.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def _ended(self) -> str:
        self.said.seek(0)
        return f"{self.path} ended before its work was done: {one.last_words(self.said.read().decode(errors='replace'))}"

    def _end(self) -> None:
        os.close(self.to)           # which ends it
        os.close(self.back)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.said.close()
