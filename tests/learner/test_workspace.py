"""A learner's folder: nothing they wrote is ever lost, whatever the course or they do."""
import errno
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.errors import SurroundingsError, UsageError
from autograder.learner import workspace as ws
from autograder.learner.merge import merged, section

STUB = '''"""Two answers

30 min · difficulty 1
"""
import numpy as np


# %% one: the first
def one(x):
    """Return one."""
    ...


# %% two: the second
def two(x):
    """Return two."""
    ...
'''


@dataclass
class Exercise:
    stub_file: Path
    id: str = "two-answers"
    stub: str = STUB

    def work(self, workspace):
        return workspace / "area" / "two_answers.py"


@pytest.fixture
def exercise(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "two_answers.py").write_text(STUB)
    return Exercise(tmp_path / "course" / "two_answers.py")


@pytest.fixture
def place(tmp_path):
    return ws.Workspace(tmp_path / "work")


def wrote(text, function, answer):
    head, tail = text.split(f"def {function}(", 1)
    return f"{head}def {function}({tail.replace('...', answer, 1)}"


def test_a_file_is_copied_once_and_then_theirs(place, exercise):
    path = ws.opened(place, exercise)
    assert path.read_text() == STUB and ws.is_untouched(place, exercise)
    path.write_text("mine")
    assert ws.opened(place, exercise).read_text() == "mine" and not ws.is_untouched(place, exercise)


def test_a_workspace_merges_its_ledger_in_git(place):
    assert ws.begin(place) and not ws.begin(place)
    assert "attempts.jsonl merge=union" in (place.root / ".gitattributes").read_text()


def test_reset_keeps_a_copy(place, exercise):
    path = ws.opened(place, exercise)
    path.write_text("mine")
    kept = [ws.reset(place, exercise, None), (path.write_text("mine too"), ws.reset(place, exercise, None))[1]]
    assert path.read_text() == STUB and [k.read_text() for k in kept] == ["mine", "mine too"]


def test_reset_of_what_is_as_it_began_keeps_no_copy(place, exercise):
    ws.opened(place, exercise)
    assert ws.reset(place, exercise, None) is None and ws.reset(place, exercise, "one") is None


def test_reset_of_a_part_leaves_the_rest(place, exercise):
    path = ws.opened(place, exercise)
    path.write_text(wrote(wrote(STUB, "one", "return 1"), "two", "return 2"))
    ws.reset(place, exercise, "one")
    assert path.read_text() == wrote(STUB, "two", "return 2")


def test_reset_of_a_part_needs_its_line(place, exercise):
    path = ws.opened(place, exercise)
    path.write_text("def one(x): return 1\n")
    with pytest.raises(UsageError, match="no line `# %% one"):
        ws.reset(place, exercise, "one")
    assert path.read_text() == "def one(x): return 1\n"


def test_update_renews_what_is_untouched_and_keeps_what_is_written(place, exercise):
    path = ws.opened(place, exercise)
    path.write_text(wrote(STUB, "one", "return 1"))
    exercise.stub_file.write_text(STUB.replace("Return two.", "Return two, as a float.") + "\n\ndef three():\n    ...\n")
    done = ws.update(place, exercise)
    assert "return 1" in path.read_text() and "as a float" in path.read_text() and "def three" in path.read_text()
    assert set(done.merge.renewed) == {"two", "three"} and not done.diff and "Return two." in done.kept.read_text()
    assert ws.update(place, exercise) is None


def test_update_shows_what_it_does_not_take(place, exercise):
    path = ws.opened(place, exercise)
    mine = wrote(STUB, "one", "return 1")
    path.write_text(mine)
    exercise.stub_file.write_text(STUB.replace("Return one.", "Return exactly one."))
    done = ws.update(place, exercise)
    assert path.read_text() == mine and done.merge.contested == ("one",) and "+    \"\"\"Return exactly one.\"\"\"" in done.diff and done.kept is None


@pytest.mark.parametrize("mine", ["def one(x:\n", STUB.replace("def one", "def zwei").replace("def two", "def one").replace("def zwei", "def two")])
def test_update_leaves_alone_what_it_cannot_read(place, exercise, mine):
    path = ws.opened(place, exercise)
    path.write_text(mine)
    exercise.stub_file.write_text(STUB.replace("Return one.", "Return exactly one."))
    done = ws.update(place, exercise)
    assert path.read_text() == mine and done.merge.refused and done.diff
    assert ws.update(place, exercise).merge.refused    # it will be told until it can be done


def test_update_without_a_memory_of_the_stub_keeps_everything(place, exercise):
    path = exercise.work(place.root)
    path.parent.mkdir(parents=True)
    path.write_text(wrote(STUB, "one", "return 1"))
    exercise.stub_file.write_text(STUB + "\n\ndef three():\n    ...\n")
    ws.update(place, exercise)
    assert "return 1" in path.read_text() and "def three" in path.read_text()


def test_a_helper_of_theirs_survives(place):
    mine = wrote(STUB, "two", "return helper()").replace("# %% two", "def helper():\n    return 2\n\n\n# %% two")
    new = STUB.replace("Return one.", "Return exactly one.").replace("import numpy as np", "import numpy as np\nimport math")
    text = merged(mine, STUB, new).text
    assert "def helper" in text and "return helper()" in text and "exactly one" in text and "import math" in text


def test_a_function_the_course_drops_goes_only_if_untouched(place):
    new = STUB.partition("# %% two")[0]
    assert "def two" not in merged(STUB.replace("import numpy", "import math, numpy"), STUB, new).text
    assert "return 2" in merged(wrote(STUB, "two", "return 2"), STUB, new).text


def test_a_function_the_learner_took_out_stays_out(place):
    mine = STUB.partition("# %% two")[0] + "# done with two\n"
    assert "def two" not in merged(mine, STUB, STUB.replace("Return one.", "Return exactly one.")).text


def test_methods_are_merged_one_by_one():
    base = 'class T:\n    def f(self):\n        ...\n\n    def g(self):\n        "Old."\n        ...\n'
    text = merged(base.replace("...", "return 1", 1), base, base.replace("Old", "New")).text
    assert "return 1" in text and "New" in text


def test_a_kernel_is_merged_by_parts():
    base = "// title\n// %% a: one\nvoid a() { }\n// %% b: two\nvoid b() { }\n"
    text = merged(base.replace("a() { }", "a() { mine; }"), base, base.replace("b() { }", "b() { new; }"), python=False).text
    assert "mine" in text and "new" in text


def test_a_section_runs_to_the_next():
    assert STUB[slice(*section(STUB, "one"))].startswith("# %% one") and section(STUB, "three") is None


def test_line_endings_stay_as_they_were(place, exercise):
    path = ws.opened(place, exercise)
    path.write_bytes(STUB.replace("\n", "\r\n").encode())
    assert ws.is_untouched(place, exercise)
    exercise.stub_file.write_text(STUB.replace("Return one.", "Return exactly one."))
    ws.update(place, exercise)
    assert b"exactly one.\"\"\"\r\n" in path.read_bytes() and b"\r\r" not in path.read_bytes()


def test_a_file_that_is_not_utf8_is_a_sentence(tmp_path):
    (tmp_path / "mine.py").write_bytes(b"a = 1\nb = '\xe9'\n")
    with pytest.raises(UsageError, match=r"mine.py:2: the byte 0xe9 is not UTF-8"):
        ws.read(tmp_path / "mine.py")


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, exercise):
    (tmp_path / "work").write_text("a file where the folder should be")
    with pytest.raises(SurroundingsError, match="grade init DIR"):
        ws.opened(ws.Workspace(tmp_path / "work"), exercise)


def test_nothing_half_written_is_left(place, exercise, monkeypatch):
    path = ws.opened(place, exercise)
    path.write_text("mine")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(SurroundingsError, match="No space left"):
        ws.reset(place, exercise, None)
    assert path.read_text() == "mine" and [p.name for p in path.parent.iterdir()] == ["two_answers.py"]


def test_half_a_copy_is_taken_away_again(place, exercise, monkeypatch):
    path = ws.opened(place, exercise)
    path.write_text("mine")

    def full(source, copy):
        Path(copy).write_text("")
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(ws.shutil, "copyfile", full)
    with pytest.raises(SurroundingsError, match="No space left"):
        ws.reset(place, exercise, None)
    assert path.read_text() == "mine" and not [p for p in (place.root / ".grade" / "kept").rglob("*") if p.is_file()]


def test_a_workspace_begun_on_a_full_disk_is_begun_again(place, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patched, pytest.raises(SurroundingsError, match="No space left"):
        patched.setattr(ws.os, "replace", full)
        ws.begin(place)
    ws.begin(place)
    assert "attempts.jsonl merge=union" in (place.root / ".gitattributes").read_text()


def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path) -> None:
    """`-o /dev/null` and `-o /dev/stdout`: a rename would put a file in the device's place, where root may."""
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    ws.write(pipe, "said")
    reader.join()
    assert got == ["said"] and pipe.is_fifo()


def test_a_picture_that_finds_no_room_leaves_nothing_behind(place, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(ws.os, "replace", full)
    name = ws.keep_picture(place, b"png")
    assert ws.picture(place, name) is None and [p.name for p in place.pictures.iterdir()] == [".gitignore"]
