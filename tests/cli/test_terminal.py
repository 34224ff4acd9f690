"""The terminal: colour only where it is wanted, width as it is, nothing a pipe would choke on."""
import os
import re
import subprocess
import sys

import pytest

from autograder.cli.desk import Desk

CODE = re.compile("\x1b\\[[0-9;]*m")


def on_a_terminal(desk, *arguments, **environment):
    """Run `grade` on a terminal of its own; return all that it wrote."""
    import pty
    master, slave = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", *arguments], stdin=slave, stdout=slave, stderr=slave,
                               cwd=desk.work.parent, env=desk.environment | {"TERM": "xterm"} | environment, close_fds=True)
    os.close(slave)
    chunks = []
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:    # Linux says so when the other end has closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(master)
    process.wait(timeout=30)
    return b"".join(chunks).decode()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_colour_on_a_terminal_and_a_line_that_tells_what_is_done(desk):
    desk.write(twice="return 0")
    text = on_a_terminal(desk, "week1")
    assert "\x1b[31m✗" in text and "judging doubling" in text and "\r" in text


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_escape_where_none_is_wanted(desk, environment):
    desk.write(twice="return 0")
    assert "\x1b" not in on_a_terminal(desk, "doubling", **environment)


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_an_error_stands_on_a_line_of_its_own_and_breaks_between_words(own_course):
    own_course.write()
    (own_course.course / "exercises" / "arithmetic" / "test_doubling.py").write_text("# %% twice: by multiplying\n")
    text = on_a_terminal(own_course, "doubling", COLUMNS="60").replace("\r\n", "\n").rstrip()
    rows = [row.rpartition("\r")[2] for row in text.split("\n")]
    assert rows[0].startswith("grade: ") and all(len(row) <= 60 or " " not in row for row in rows), rows


def test_no_escape_when_piped(desk):
    desk.write(twice="return 0")
    assert "\x1b" not in desk.grade("week1").out and "\r" not in desk.grade("doubling").out


@pytest.mark.parametrize("typed", ["week1", "doubling", "", "progress", "tracks", "show week1", "show doubling", "hint", "--help", "exam", "review",
                                   "plan --hours 9", "explain doubling#again", "review doubling#again"])
def test_sixty_columns_are_enough(desk, typed):
    desk.write(twice="return 0")
    desk.grade("doubling")
    for line in desk.grade(*typed.split(), COLUMNS="60").out.splitlines():
        assert len(line) <= 60 or "doubling.py:" in line, line    # a path is worth more whole than wrapped


def test_a_terminal_without_our_signs_reads_plainer_ones(desk):
    desk.write(twice="return 0")
    ran = desk.grade("week1", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "x Your twice is 2x." in ran.out and "#" in ran.out and ran.status == 1


def test_help_names_every_command(desk):
    ran = desk.grade("--help")
    for name in ("next", "watch", "exam", "review", "plan", "doctor", "hint", "debug", "explain", "reset", "file", "progress", "show", "tracks",
                 "use", "init", "update", "new", "stub", "verify"):
        assert f"\n  {name}" in ran.out
    assert ran.status == 0 and desk.grade("week1", "--help").out.startswith("Usage: grade WEEK | EXERCISE")


@pytest.mark.parametrize(("words", "offered"), [("grade do", "doubling"), ("grade we", "week1"), ("grade pro", "progress"),
                                                ("grade hint doubling#", "doubling#again"), ("grade week1 --fr", "--fresh")])
def test_the_shell_completes(desk, words, offered):
    ran = desk.grade(_GRADE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    assert offered in ran.out


def test_help_is_quick(desk):
    code = "import sys\nfrom autograder.cli import run\nrun(['--help'])\nprint(sorted({'numpy', 'pytest', 'sympy', 'yaml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=desk.environment, cwd=desk.work.parent)
    assert done.stdout.endswith("[]\n")


def test_nothing_heavy_on_the_way_to_what_is_unchanged(desk):
    desk.write()
    desk.grade("week1")
    code = "import sys\nfrom autograder.cli import run\nrun(['week1'])\nprint(sorted({'numpy', 'pytest', 'sympy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=desk.environment, cwd=desk.work.parent)
    assert "unchanged" in done.stdout and done.stdout.endswith("[]\n")


def test_long_work_tells_a_log_how_far_it_is(capsys) -> None:
    desk = Desk()
    for done in range(1, 201):
        desk.progress(done, 200, f"exercise-{done}")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10 and lines[0] == "  20 of 200, exercise-20" and lines[-1] == "  200 of 200, exercise-200"


def test_short_work_and_a_program_are_told_nothing_on_the_way(capsys) -> None:
    for desk, of in ((Desk(), 12), (Desk(as_json=True), 200)):
        for done in range(1, of + 1):
            desk.progress(done, of)
    assert capsys.readouterr().out == ""


def test_ctrl_c_while_modules_are_read_is_a_sentence(desk):
    code = ("import sys\nclass Stop:\n    def find_spec(self, name, path=None, target=None):\n        if name == 'click': raise KeyboardInterrupt\n"
            "sys.meta_path.insert(0, Stop())\nfrom autograder.start import main\nmain()")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=desk.work.parent, env=desk.environment)
    assert ran.returncode == 130 and ran.stderr == "grade: stopped; nothing was begun\n"


def test_what_is_installed_is_the_same_command(desk):
    code = "import sys; sys.argv = ['grade', 'wek1']; from autograder.start import main; main()"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=desk.work.parent, env=desk.environment)
    assert ran.returncode == 2 and "did you mean `week1`?" in ran.stderr
