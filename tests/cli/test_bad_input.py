"""Whatever is wrong, a sentence says where, what, and what to do next; nothing is lost."""
import json
import os
import signal
import subprocess
import sys
import time

import pytest


@pytest.mark.parametrize(("typed", "status", "words"), [
    (["wek1"], 2, "did you mean `week1`?"),
    (["doublng"], 2, "did you mean `doubling`?"),
    (["doubling#twic"], 2, "did you mean `doubling#twice`?"),
    (["progres"], 2, "did you mean the command `grade progress`?"),
    (["week1", "--jsn"], 2, "--json"),
    (["week1", "--jsn"], 2, "Try `grade --help`"),
    (["--seed", "1"], 2, "Try `grade --help`"),
    (["side"], 2, "`grade show side` shows it, `grade use side` makes it yours"),
    (["arithmetic/doublng.py"], 2, "nothing is called"),
    (["week1", "--seed", "x"], 2, "'x' is no whole number"), (["plan", "--hours", "many"], 2, "'many' is no number"),
    (["file", "doubling"], 2, "Missing argument"),
    (["file", "week1", "x.py"], 2, "is a whole week; name one of its exercises"),
    (["file", "doubling", "absent.py"], 2, "no such file"),
    (["file", "doubling", "."], 2, "a folder"),
    (["hint", "tripling"], 2, "planned but not built yet"),
    (["hint"], 2, "nothing was graded here yet"),
    (["use", "sidd"], 2, "did you mean `side`?"),
    (["explain", "doubling"], 2, "explained once it is passed"),
    (["verify", "doublng"], 2, "did you mean `doubling`?"),
    (["new", "exercise-of-no-area"], 2, "grade new linear_algebra/exercise-of-no-area"),
])
def test_what_cannot_be_done_says_what_can(desk, typed, status, words):
    ran = desk.grade(*typed)
    assert ran.status == status and words in ran.err and ran.err.startswith("grade: ") and not ran.out


def test_errors_are_data_for_programs(desk):
    ran = desk.grade("wek1", "--json")
    assert ran.status == 2 and json.loads(ran.out)["exit"] == 2 and "week1" in json.loads(ran.out)["error"] and not ran.err


@pytest.mark.parametrize(("answer", "verdict", "words"), [
    ("return (", "broken", "Your file does not run yet"),
    ("import nothing_like_it", "failed", "ModuleNotFoundError"),
    ("return x ** 2 if x > 3 else 2 * x", "failed", "expected  10"),
    ("raise KeyError('k')", "failed", "KeyError: 'k'"),
    ("import sys; sys.exit(0)", "failed", "sys.exit()"),
    ("return [x, x]", "failed", "yours"),
    ("return object()", "failed", "twice returned"),
    ("return float('nan')", "failed", "nan"),
    ("return None", "failed", "yours     None"),
])
def test_a_learners_mistakes_are_told_in_their_terms(desk, answer, verdict, words):
    desk.write(twice=answer)
    ran = desk.grade("doubling#twice")
    assert ran.status == 1 and words in ran.out and "autograder/" not in ran.out, ran.out
    assert json.loads(desk.grade("doubling#twice", "--json").out)["findings"][0]["verdict"] == verdict


def test_a_renamed_function_and_a_changed_signature(desk):
    desk.write()
    desk.doubling.write_text(desk.doubling.read_text().replace("def twice(x)", "def twise(x)"))
    assert "it has `twise`: rename it" in desk.grade("doubling").out
    desk.doubling.write_text(desk.doubling.read_text().replace("def twise(x)", "def twice(x, y)"))
    assert "missing 1 required positional argument: 'y'" in desk.grade("doubling").out


def test_what_a_learner_prints_cannot_steer_the_terminal(desk):
    desk.write(twice=r"print('\x1b[2J\x1b]0;owned\x07 \u202e'); return '\x1b[31m'")
    ran = desk.grade("doubling")
    assert "\x1b" not in ran.out and "\x07" not in ran.out and "\u202e" not in ran.out and ran.status == 1


def test_a_file_that_is_no_text(desk):
    desk.write()
    desk.doubling.write_bytes(b"x = '\xe9'\n")
    ran = desk.grade("doubling")
    assert ran.status == 1 and "UTF-8" in ran.out and "doubling.py:1" in ran.out


@pytest.mark.skipif(os.name != "posix", reason="has no pipes and devices among its files")
@pytest.mark.parametrize("command", [["doubling"], ["week1"], ["review", "doubling"], ["reset", "doubling"]])
@pytest.mark.parametrize("odd", ["pipe", "device", "folder"])
def test_what_lies_where_a_file_should_be_is_named_and_left(desk, odd, command):
    desk.write()
    desk.grade("doubling")
    desk.doubling.unlink()
    {"pipe": os.mkfifo, "device": lambda path: path.symlink_to("/dev/zero"), "folder": os.mkdir}[odd](desk.doubling)
    ran = desk.grade(*command)
    assert ran.status in (2, 3) and "work/arithmetic/doubling.py" in ran.err and ("not a file" in ran.err or "a folder" in ran.err), ran.err


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_to_itself_is_no_fault_of_ours(desk):
    desk.write()
    desk.doubling.unlink()
    desk.doubling.symlink_to("doubling.py")
    assert desk.grade("doubling").status == 1 and not desk.doubling.is_symlink()


def test_a_ledger_that_cannot_be_written_leaves_the_verdicts(desk):
    desk.write()
    desk.work.mkdir(exist_ok=True)
    (desk.work / ".grade").write_text("a file where the folder should be")
    ran = desk.grade("doubling")
    assert ran.status == 3 and "3 of 3 checks" in ran.out and "cannot be" in ran.err


def test_a_newer_ledger_is_left_alone(desk):
    desk.write()
    desk.grade("halving")
    ledger = desk.work / ".grade" / "attempts.jsonl"
    ledger.write_text(ledger.read_text() + '{"v":2,"kind":"dream","when":"2031"}\n')
    before = ledger.read_text()
    ran = desk.grade("doubling")
    assert ran.status == 3 and "3 of 3 checks" in ran.out and "attempts.jsonl:2 was written by a newer version" in ran.err
    assert ledger.read_text() == before
    assert desk.grade("progress").status == 3


def test_a_torn_ledger_is_survived_and_said(desk):
    desk.write()
    desk.grade("doubling")
    ledger = desk.work / ".grade" / "attempts.jsonl"
    ledger.write_text(ledger.read_text() + '{"v":1,"ki')
    ran = desk.grade("doubling", "--fresh")
    assert ran.status == 0 and "attempts.jsonl: line 2 cannot be read (a crash may have torn it) and was passed over" in ran.err
    assert len(ledger.read_text().splitlines()) == 3


def test_a_track_that_the_course_no_longer_has_is_told_with_its_place(desk):
    desk.grade("use", "side")
    (desk.work / ".grade" / "track").write_bytes(b"sideways \xff\n")
    ran = desk.grade("progress")
    assert ran.status == 2 and "work/.grade/track: no track is called" in ran.err and "grade use" in ran.err
    assert desk.grade("use", "side").status == 0 and desk.grade("progress").status == 0


@pytest.mark.parametrize("typed", [["a" * 10_000], ["show", "a" * 10_000], ["export", "a" * 10_000], ["doubling#" + "a" * 10_000], ["use", "a" * 10_000],
                                   ["", "--fresh"], ["../../etc/passwd"], ["dоubling"], ["doubling#ｔwice"], ["\x1b[31m"], ["w" + "9" * 5000]])
def test_no_name_is_a_fault_of_ours(desk, typed):
    ran = desk.grade(*typed)
    assert ran.status in (2, 3) and ran.err.startswith("grade: ") and len(ran.err) < 1000 and "itself failed" not in ran.err and "\x1b" not in ran.err


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder in use cannot be taken away")
@pytest.mark.parametrize("typed", [["week1"], ["next"], ["init"]])
def test_a_folder_that_is_gone_is_said(desk, tmp_path, typed):
    code = f"import os, shutil; shutil.rmtree(os.getcwd()); from autograder.cli import main; main({typed!r})"
    (tmp_path / "gone").mkdir()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=tmp_path / "gone", env=desk.environment)
    assert ran.returncode == 3 and ran.stderr.startswith("grade: the folder you are in is no longer there"), ran.stderr


def test_the_course_is_no_workspace(own_course):
    for place in (own_course.course, own_course.course / "solutions", own_course.course / "exercises" / "arithmetic"):
        ran = own_course.grade("init", str(place))
        assert ran.status == 2 and "is the course itself" in ran.err and not (place / ".grade").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_workspace_that_cannot_be_written(desk):
    desk.work.mkdir(mode=0o500)
    ran = desk.grade("week1")
    assert ran.status == 3 and "grade init DIR" in ran.err


def test_a_workspace_where_a_file_stands(desk):
    desk.work.write_text("")
    ran = desk.grade("week1")
    assert ran.status == 3 and "grade init DIR" in ran.err


def test_a_course_with_a_fault_says_where(own_course):
    week = own_course.course / "curriculum" / "basics" / "week1.yaml"
    week.write_text(week.read_text() + "colour: red\n")
    ran = own_course.grade("week1")
    assert ran.status == 4 and f"{week}:8: " in ran.err and "fault of the course" in ran.err


@pytest.mark.parametrize("plan", ["", "a: &a [*a]\n", "tripling: 3\n", "tripling:\n  title: [x]\n", "\x00", "[" * 3000])
def test_a_plan_in_pieces_says_where(own_course, plan):
    (own_course.course / "curriculum" / "planned.yaml").write_text(plan)
    for typed in (["show", "week1"], ["week1"], ["progress"]):
        ran = own_course.grade(*typed)
        assert "itself failed" not in ran.err and (ran.status == 4) == ("planned.yaml" in ran.err), ran.err


def test_ctrl_c_while_checks_are_collected_is_no_fault_of_the_course(own_course):
    own_course.write()
    (own_course.course / "exercises" / "arithmetic" / "test_doubling.py").write_text("raise KeyboardInterrupt\n")
    ran = own_course.grade("doubling")
    assert ran.status == 130 and ran.err.strip() == "grade: stopped; everything found so far is kept"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_a_full_disk_is_no_fault_of_ours(desk):
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-c", "from autograder.cli import main; main()", "show"], stdout=full, stderr=subprocess.PIPE,
                              encoding="utf-8", cwd=desk.work.parent, env=desk.environment)
    assert done.returncode == 3 and done.stderr.startswith("grade: no space is left") and "Traceback" not in done.stderr


def test_checks_that_hold_none_are_the_courses_fault(own_course):
    own_course.write()
    (own_course.course / "exercises" / "arithmetic" / "test_doubling.py").write_text("# %% twice: by multiplying\n")
    assert own_course.grade("doubling").status == 4


def test_a_check_that_fails_itself_is_never_the_learners_fault(own_course):
    own_course.write()
    checks = own_course.course / "exercises" / "arithmetic" / "test_doubling.py"
    checks.write_text(checks.read_text() + '\n\ndef test_ours(yours):\n    """The course is right."""\n    raise ZeroDivisionError("ours")\n')
    ran = own_course.grade("doubling")
    assert ran.status == 4 and "the grader's fault, not yours" in ran.out


def test_a_fault_of_ours_is_a_sentence_and_written_down(desk):
    desk.grade("week1")
    code = "from autograder import cli\nfrom autograder.learner import ledger\nledger.read = None\ncli.main(['progress'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=desk.work.parent, env=desk.environment)
    assert done.returncode == 4 and done.stderr.startswith("grade: the grader itself failed: TypeError") and "Traceback" not in done.stderr
    assert "Traceback" in (desk.work / ".grade" / "last-fault.txt").read_text()


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_loses_nothing(desk):
    desk.write(again="import time; time.sleep(30)")
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", "doubling"], encoding="utf-8", cwd=desk.work.parent,
                               env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    for line in process.stdout:
        if "Twice nothing" in line:
            break
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)    # the whole group, as a terminal does
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and err.strip() == "grade: stopped; everything found so far is kept"
    kept, = [json.loads(line) for line in (desk.work / ".grade" / "attempts.jsonl").read_text().splitlines()]
    assert kept["checks"] == {"twice/multiplies": "passed", "twice/keeps_zero": "passed"} and kept["content"] == {}


NO_PYTHON = {"a string without end": '"""x\n', "a block without one": "def f(:\n", "a wrong indent": "if 1:\n        x = 1\n    y = 2\n", "UTF-16": b"\xff\xfex\x00",
             "a null byte": "x = '\0'\n"}


@pytest.mark.parametrize("wrong", NO_PYTHON.values(), ids=NO_PYTHON)
@pytest.mark.parametrize("name", ["solutions/arithmetic/doubling.py", "exercises/arithmetic/test_doubling.py", "solutions/arithmetic/doubling.diff"])
def test_an_authors_file_in_pieces_says_where(own_course, name, wrong):
    path = own_course.course / name
    path.write_bytes(path.read_bytes() + (wrong if isinstance(wrong, bytes) else wrong.encode()))
    own_course.write()
    for typed in (["show", "doubling"], ["doubling"], ["verify", "doubling", "--seeds", "1"]):
        ran = own_course.grade(*typed)
        assert "itself failed" not in ran.err and "Traceback" not in ran.out, ran.err
        if typed[0] == "verify":
            assert ran.status != 0 and path.name in ran.out + ran.err, ran.out + ran.err
