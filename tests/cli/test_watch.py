"""`grade watch`: what is saved is graded, however it is saved; nothing stops it but Ctrl-C."""
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

PATIENCE = 30       # s for what takes milliseconds on a machine that is not busy


class Watch:
    """A running `grade watch`, read line by line."""

    def __init__(self, desk, *arguments):
        command = [sys.executable, "-c", "from autograder.cli import main; main()", "watch", *arguments]
        self.process = subprocess.Popen(command, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        cwd=desk.work.parent, env=desk.environment)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.seen = []

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, words):
        """Return what is said up to a line with these words."""
        said = []
        while not said or words not in said[-1]:
            try:
                said.append(self.lines.get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"never said {words!r}, but {said} after {self.seen}") from None
        self.seen += said
        return "\n".join(said)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def watching(desk, *arguments):
    found = Watch(desk, *arguments)
    try:
        found.until('"watching"' if "--json" in arguments else "Next")
        yield found
    finally:
        found.process.kill()
        found.process.wait()
        found.process.stdout.close()


pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals as POSIX has them")


def attempts(desk):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == "attempt"] if path.exists() else []


def test_a_save_is_graded_and_the_next_thing_told(desk):
    desk.grade()
    with watching(desk) as watch:
        desk.write(again="...")
        said = watch.until("Next")
        assert "✓ Your twice is 2x." in said and "Your again" not in said and "2 of 2 checks" in said
        assert "doubling.py:18" in watch.until("again: by adding")
    assert attempts(desk)[0]["parts"]["twice"] == "passed"


def test_only_what_changed_is_told(desk):
    desk.write(twice="return x ** 2")
    with watching(desk) as watch:
        desk.write(twice="return x ** 2  # again")
        said = watch.until("Next")
        assert "✗ Your twice is 2x." in said and "perhaps   squares" in said
        desk.write(twice="return x ** 2  # and again")
        said = watch.until("Next")
        assert "as before" in said and "perhaps" not in said and "Twice nothing is nothing" not in said
        desk.write(twice="return 2 * x")
        said = watch.until("Next")
        assert "✓ Your twice is 2x." in said and "Your again" not in said
    assert [a["part"] for a in attempts(desk)] == ["twice"] * 3      # the other part was not touched, so it was not run


def test_an_editor_may_rename_and_take_away(desk):
    desk.write(twice="return 0")
    with watching(desk) as watch:
        path = desk.doubling
        os.rename(path, path.with_suffix(".py~"))       # vim's way: the old file is the backup
        path.write_text(path.with_suffix(".py~").read_text().replace("return 0", "return 2 * x"))
        assert "✓ Your twice is 2x." in watch.until("Next")
        new = path.with_name(".doubling.py.tmp")        # others': a new file takes its place
        new.write_text(path.read_text().replace("return x + x", "return 0"))
        os.replace(new, path)
        assert "✗ Your again is x + x." in watch.until("Next")
        kept = path.read_text()
        path.unlink()
        path.write_text(kept.replace("return 0", "return x * 2"))
        assert "✓ Your again is x + x." in watch.until("Next")
        path.write_bytes(b"\xff\xfe def (")
        assert "does not run yet" in watch.until("Next")
        path.write_text(kept)
        watch.until("Next")


def test_ctrl_c_ends_it(desk):
    desk.grade()
    with watching(desk) as watch:
        assert watch.stop() == 0
        watch.until("stopped watching")


def test_a_workspace_that_goes_is_said(desk):
    desk.grade()
    with watching(desk) as watch:
        shutil.rmtree(desk.work)
        watch.until("no longer there")
        assert watch.process.wait(timeout=PATIENCE) == 3


def test_a_program_reads_it(desk):
    desk.write(twice="return 0")
    with watching(desk, "doubling", "--json") as watch:
        desk.write()
        found = json.loads(watch.until('"findings"').splitlines()[-1])
        assert found["exercise"] == "doubling" and found["passed"]


def test_what_is_not_there_cannot_be_watched(desk):
    assert desk.grade("watch", "tripling").status == 2


def test_a_save_in_the_folder_beside_the_file_is_graded_too(desk):
    desk.write(twice="from autograder.folder import tree; return len(tree()['two']) * x")
    beside = desk.doubling.with_suffix("")
    beside.mkdir()
    (beside / "two").write_text("1")
    with watching(desk) as watch:
        (beside / "two").write_text("11")
        assert "✓ Your twice is 2x." in watch.until("Next")
        (beside / "two").write_text("111")
        assert "✗ Your twice is 2x." in watch.until("Next")
