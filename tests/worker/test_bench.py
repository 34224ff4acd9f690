"""What runs on a bench harms nobody and reaches nothing; beside each attack an honest program that resembles it and works."""
import os
import re
import tempfile
import time
from pathlib import Path

import pytest

from autograder import folder
from autograder.errors import LearnerError
from autograder.folder import FolderError, faulty_path, take
from autograder.grading.content import content_key
from autograder.grading.run import read
from autograder.worker import bench
from autograder.worker.client import Worker, Yours
from autograder.worker.launch import start_host
from autograder.worker.namespaces import OWN_COUNT, RESERVED
from tests.course_of_one import write_course
from tests.needs import bubblewrap, git

ROOT = Path(__file__).resolve().parents[2]
BOTH = pytest.mark.parametrize("confinement", ["plain", pytest.param("bubblewrap", marks=bubblewrap)])


def bash(script, confinement="bubblewrap", **options):
    """Run a script of bash; return (status, output, errors) and the whole answer."""
    answer = bench.run({"script.sh": script.encode()}, [["bash", "script.sh"]], confinement=confinement, **options)
    return answer["steps"][0], answer


def python(script, confinement="bubblewrap", **options):
    return bench.run({"script.py": script.encode()}, [["python", "-S", "script.py"]], confinement=confinement, **options)["steps"][0]


def running(marker):
    """Return how many processes of this machine hold a marker in their command."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += marker.encode() in path.read_bytes()
        except OSError:
            pass
    return found


@pytest.fixture
def scratch(monkeypatch, tmp_path):
    """Return a function that lists the scratch folders there are; those of other gradings lie elsewhere."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: list(tmp_path.glob("bench-*"))


@BOTH
def test_programs_are_there_and_files_come_back(confinement, scratch):
    (status, out, _), answer = bash("set -euo pipefail\nmapfile -t rows < <(printf 'b\\na\\n' | sort)\necho ${rows[*]} | awk '{ print $2 }'\nmkdir -p made/deep\n"
                                    "echo x > made/deep/one; chmod +x made/deep/one; touch -d 2020-01-01 made/two", confinement, wanted=["made", "missing"])
    assert (status, out) == (0, "b\n")
    assert answer["files"] == {"made/deep/one": b"x\n", "made/two": b""} and scratch() == []


@BOTH
def test_a_wheel_is_built_without_a_network(confinement):
    files = {"pyproject.toml": b'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "one"\nversion = "1"\n',
             "src/one/__init__.py": b""}
    build = ["python", "-c", "from setuptools.build_meta import build_wheel; build_wheel('out')"]
    answer = bench.run(files, [["mkdir", "out"], build], wanted=["out"], confinement=confinement, seconds=30)
    assert [s[0] for s in answer["steps"]] == [0, 0] and list(answer["files"]) == ["out/one-1-py3-none-any.whl"], answer["steps"]


@bubblewrap
def test_there_is_no_network():
    ask = "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept ConnectionRefusedError:\n    print('reached')\nexcept OSError as e:\n    print('none')\n"
    assert python(ask)[:2] == [0, "none\n"]
    assert python("import os\nr, w = os.pipe(); os.write(w, b'x'); print(os.read(r, 1))")[:2] == [0, "b'x'\n"]


@BOTH
def test_what_never_ends_is_ended(confinement):
    marker, began = f"86{os.getpid()}1", time.monotonic()
    with pytest.raises(LearnerError, match="did not end within 1 s") as caught:
        bash(f"sleep {marker} & sleep {marker}", confinement, seconds=1.0)
    assert caught.value.kind == "timed_out" and time.monotonic() - began < 30 and not running(marker)
    assert bash("sleep 0.01; echo done", confinement)[0][1] == "done\n"


@BOTH
def test_behind_what_never_ends_nothing_is_run(confinement):
    order = [["bash", "-c", "echo made > one; echo said"], ["bash", "-c", "echo half-way; echo why >&2; sleep 1000"], ["bash", "-c", "echo made > two"]]
    performed = []

    def seen(*given, real=bench._performed):
        performed.append(real(*given))
        return performed[-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "_performed", seen)
        with pytest.raises(LearnerError, match=r"did not end within 0.5 s\n    half-way\n    why$"):
            bench.run({}, order, wanted=["one", "two"], seconds=0.5, confinement=confinement)
    (answer, _), = performed
    assert [s[0] for s in answer["steps"]] == [0, "timed out", "not run"] and answer["files"] == [["one", "file", 5]]


@BOTH
def test_a_daemon_ends_with_its_command(confinement):
    marker = f"86{os.getpid()}2"
    answer = bench.run({}, [["bash", "-c", f"setsid nohup sleep {marker} > /dev/null 2>&1 & disown; (setsid sleep {marker} &) ; echo started"],
                            ["bash", "-c", f"grep -l {marker} /proc/[0-9]*/cmdline 2>/dev/null | grep -v self || echo alone"]], confinement=confinement)
    assert answer["steps"][0][:2] == [0, "started\n"] and not running(marker)
    if confinement == "bubblewrap":        # at home the search finds itself
        assert "sleep" not in answer["steps"][1][1]
    assert bash("sleep 0.01 & wait; echo waited", confinement)[0][1] == "waited\n"


@bubblewrap
def test_a_fork_bomb_is_stopped():
    with pytest.raises(LearnerError, match=r"processes|did not end"):
        bash("bomb() { bomb | bomb & }; bomb; sleep 20", seconds=10.0)
    assert bash("for i in {1..20}; do sleep 0.01 & done; wait; echo all")[0][:2] == [0, "all\n"]


@bubblewrap
@pytest.mark.skipif(tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < OWN_COUNT, reason="before Linux 6.14 a namespace has no count of its own")
def test_the_kernel_itself_counts_the_processes_of_a_bench():
    """To look and to kill takes its time on a busy machine, and a limit by user is none for root: a bomb once stopped everybody's work."""
    machine = Path("/proc/sys/kernel/pid_max").read_text()
    (status, out, _), _ = bash("cat /proc/sys/kernel/pid_max; echo 9999 > /proc/sys/kernel/pid_max; cat /proc/sys/kernel/pid_max")
    assert (status, out.split()) == (0, [str(RESERVED + bench.ROOM.threads)] * 2)
    assert Path("/proc/sys/kernel/pid_max").read_text() == machine


@bubblewrap
def test_the_disk_is_small_and_so_is_the_number_of_files():
    (status, _, err), _ = bash("for i in 1 2 3 4; do head -c 60000000 /dev/zero > file$i || exit 3; done")
    assert status == 3 and "No space left" in err
    (status, _, err), _ = bash("mkdir many; for i in {1..9000}; do : > many/$i || exit 3; done")
    assert status == 3 and "No space left" in err
    (status, _, _), answer = bash("head -c 1000000 /dev/zero > file; mkdir many; touch many/{1..50}", wanted=["file", "many"])
    assert status == 0 and len(answer["files"]["file"]) == 1_000_000 and len(answer["files"]) == 51


@BOTH
def test_no_file_is_larger_than_64_mib(confinement):
    (status, _, _), _ = bash("head -c 70000000 /dev/zero > file", confinement)
    assert status != 0


@bubblewrap
def test_memory_is_limited():
    assert python("try:\n    bytearray(3 << 30)\nexcept MemoryError:\n    print('refused')")[1] == "refused\n"
    assert python("bytearray(100 << 20)\nprint('held')")[1] == "held\n"


@bubblewrap
def test_nothing_is_written_outside():
    name = f"written-{os.getpid()}"
    (status, out, _), _ = bash(f"for place in / /usr /etc /groundwork /dev /home /root {ROOT} {Path.home()} ..; do (: > $place/{name}) 2>/dev/null && echo $place; done; true")
    assert (status, out) == (0, "")
    writes = "for file in self/comm self/oom_score_adj sys/kernel/hostname sys/kernel/core_pattern; do (echo 1 > /proc/$file) 2>/dev/null && echo $file; done; true"
    assert bash(writes)[0][:2] == [0, ""] and bash("echo x > /dev/stdout; echo y > /dev/fd/1")[0][:2] == [0, "x\ny\n"]
    assert bash(f": > /tmp/{name}; : > $TMPDIR/{name}-2; : > $HOME/{name}; ls /tmp | wc -l")[0][0] == 0
    assert not list(Path(tempfile.gettempdir()).glob(name + "*"))


@bubblewrap
def test_nothing_of_the_course_is_in_sight():
    look = (f"import os\nplaces = [{str(ROOT / 'solutions')!r}, {str(ROOT / 'reference')!r}, {str(ROOT / 'exercises')!r}, {str(Path.home() / '.ssh')!r}]\n"
            "print([p for p in places if os.path.exists(p)], sorted(os.listdir('/groundwork/autograder')), open(__file__).read()[:9].strip())")
    out = python(look)[1]
    assert out == "[] ['__init__.py', 'algebra', 'errors.py', 'folder.py', 'kernels', 'worker'] import os\n"


@bubblewrap
def test_the_clerk_cannot_be_reached():
    attack = '''
import ctypes, os, signal
done, me = [], os.readlink("/proc/self")
for pid in (p for p in os.listdir("/proc") if p.isdigit() and p != me):
    for name in ("mem", "environ", "maps", "cwd", "root"):
        try:
            if name in ("cwd", "root"):
                os.readlink(f"/proc/{pid}/{name}")
            else:
                open(f"/proc/{pid}/{name}", "r+b" if name == "mem" else "rb").read(1 if name != "mem" else 0)
            done.append(f"{pid} {name}")
        except OSError:
            pass
for pid in (1, -1, os.getppid()):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
tried = {"ptrace": libc.ptrace(16, 1, 0, 0), "unshare": libc.unshare(0x10000000), "mount": libc.mount(b"x", b"/tmp", b"tmpfs", 0, None), "setuid": libc.setuid(0)}
print(done, [name for name, status in tried.items() if status == 0], len(os.listdir("/proc/self/fd")))
'''
    answer = bench.run({"script.py": attack.encode()}, [["python", "-S", "script.py"], ["echo", "after"]], confinement="bubblewrap")
    assert answer["steps"][0][:2] == [0, "[] [] 4\n"], answer["steps"]        # 4: input, output, errors, and the folder that is listed
    assert answer["steps"][1][:2] == [0, "after\n"]


@BOTH
def test_links_and_pipes_do_not_come_back(confinement):
    (status, _, _), answer = bash("mkdir out; ln -s /etc/passwd out/link; ln -s / root; mkfifo out/pipe; echo fine > out/file; ln -s out door", confinement,
                                  wanted=["out", "root/etc/passwd", "door", "door/file"])
    assert status == 0 and answer["files"] == {"out/file": b"fine\n"}
    assert answer["odd"] == {"out/link": "link", "out/pipe": "odd", "door": "link"}


@BOTH
@pytest.mark.parametrize("script", ["mkdir -p " + "/".join(["made"] * 40) + "; : > " + "/".join(["made"] * 40) + "/x", "mkdir made; touch made/{1..3000}",
                                    "mkdir made; : > \"made/$(printf 'a\\nb')\"", "mkdir made; : > \"made/$(printf '\\377')\"", "mkdir made; head -c 9000000 /dev/zero > made/x",
                                    "mkdir made; for i in 1 2 3 4; do head -c 7000000 /dev/zero > made/$i; done"])
def test_what_is_too_much_to_hand_back_is_told(script, confinement):
    with pytest.raises(LearnerError, match="made") as caught:
        bash(script, confinement, wanted=["made"])
    assert caught.value.kind == "unsendable" and caught.value.message.isprintable()


@BOTH
def test_output_is_cut_cleaned_and_ended(confinement):
    with pytest.raises(LearnerError, match="printed more than 4 MiB"):
        bash("yes", confinement)
    (status, out, _), _ = bash("head -c 300000 /dev/zero | tr '\\0' x; printf '\\033[2J' >&2", confinement)
    assert status == 0 and 60_000 < len(out) <= 66_000
    assert "\x1b" not in bash("printf '\\033[2Jred'", confinement)[0][1]


@BOTH
def test_a_scratch_folder_that_resists_is_gone_too(confinement, scratch):
    bash("mkdir -p a/b; : > a/b/c; chmod 000 a/b; chmod 500 a", confinement)
    assert scratch() == []


@BOTH
def test_one_stage_begins_in_a_new_place(confinement):
    made = {"mine/x": "1", "mine/y": "2"}
    answer = bench.question([[["", "f"]], [[[["bash", "-c", "echo more > mine/z"]], {}, ["mine/z"], "", 9], [[["ls", "-R"]], {"ours": "3"}, [], "", 9]], [["late/", "g"]]],
                            lambda name: made if name == "f" else {"w": ""}, confinement)
    assert "ours" in answer["steps"][1][1] and "z" in answer["steps"][1][1] and "x" not in answer["steps"][1][1]
    assert "late" in answer["steps"][1][1]


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "a/./b", "a/../b", "", "a/", "a\nb", "a\\b", "x" * 300, ".bench", ".Bench/x", ".bench/tmp", ".bench/home/x", "/".join(["d"] * 50)])
def test_paths_that_lead_out_are_refused(path):
    with pytest.raises(LearnerError) as caught:
        bench.question([[["", "f"]], [[[["true"]], {}, [], "", 9]], []], lambda name: {path: "x"}, "plain")
    assert caught.value.kind == "unsendable"


def test_paths_that_collide_are_refused():
    assert faulty_path({"a": 1, "A": 1}) and faulty_path({"a": 1, "a/b": 1}) and faulty_path({"é": 1, "e\u0301": 1}) and faulty_path({"D/a": 1, "d/b": 1})
    assert not faulty_path({"a/b": 1, "a/c": 1, "b": 1, ".git/HEAD": 1})
    for answer in (["x"], {"a": 1}, {1: "x"}, None, 3.0):
        with pytest.raises(LearnerError, match="can be laid out as files"):
            bench.question([[["", "f"]], [[[["true"]], {}, [], "", 9]], []], lambda name, answer=answer: answer, "plain")
    with pytest.raises(LearnerError, match="needs for a file of its own"):
        bench.question([[["", "f"]], [[[["true"]], {"x": "ours"}, [], "", 9]], []], lambda name: {"x": "theirs"}, "plain")


# a learner's folder

@pytest.fixture
def exercise(tmp_path):
    return write_course(tmp_path / "course")


def test_a_folder_is_taken_without_its_caches(tmp_path):
    for name in ("pyproject.toml", "src/one.py", "src/__pycache__/one.pyc", "one.egg-info/PKG-INFO", ".git/HEAD", "dist/one.whl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert sorted(take(tmp_path)) == [".git/HEAD", "pyproject.toml", "src/one.py"]
    assert take(tmp_path / "missing") == {}


@pytest.mark.parametrize("spoil, said", [
    (lambda at: (at / "out").symlink_to("/etc/passwd"), "out is a link"), (lambda at: (at / "deep").symlink_to("/etc"), "deep is a link"),
    (lambda at: os.mkfifo(at / "pipe"), "pipe is no file"), (lambda at: (at / "big").write_bytes(bytes(5 << 20)), "big is too much"),
    (lambda at: [(at / f"{i}").touch() for i in range(2100)], "more than 2000 files"), (lambda at: (at / "a\nb").touch(), "printable characters"),
    (lambda at: (at / ("d/" * 30)).mkdir(parents=True), "folders deep")])
def test_a_folder_that_cannot_be_taken_is_told_and_the_rest_goes_on(exercise, tmp_path, spoil, said):
    file = tmp_path / "work" / "answer.py"
    (file.parent / "answer").mkdir(parents=True)
    spoil(file.parent / "answer")
    file.write_text("from autograder.folder import tree\ndef files():\n    return tree()\ndef double(x):\n    return 2 * x\n")
    host = start_host()
    worker = Worker(host, read(exercise, file, ()))
    try:
        with pytest.raises(LearnerError, match=said) as caught:
            Yours(worker).files()
        assert caught.value.names[0] == "FolderError" and Yours(worker).double(2) == 4
        assert content_key(exercise, file)
    finally:
        worker.stop()
        host.close()


@pytest.mark.parametrize("confine", [False, pytest.param(True, marks=bubblewrap)])
def test_a_file_reads_the_folder_beside_it(exercise, tmp_path, confine):
    file, beside = tmp_path / "answer.py", tmp_path / "answer"
    (beside / "package").mkdir(parents=True)
    (beside / "package" / "a.py").write_text("a = 1\n")
    (beside / "raw").write_bytes(b"\xff")
    file.write_text("from autograder.folder import tree\ndef files():\n    return tree(), tree('package')\ndef none():\n    return tree('missing')\n")
    key, host = content_key(exercise, file), start_host(confine=confine)
    worker = Worker(host, read(exercise, file, ()))
    try:
        assert Yours(worker).files() == ({"package/a.py": "a = 1\n", "raw": b"\xff"}, {"a.py": "a = 1\n"})
        with pytest.raises(LearnerError, match="no file in the folder missing"):
            Yours(worker).none()
    finally:
        worker.stop()
        host.close()
    (beside / "package" / "a.py").write_text("a = 2\n")
    assert content_key(exercise, file) != key
    file.write_text("def files():\n    return {}\n")
    assert read(exercise, file, ()).folder is None


def test_outside_a_worker_the_folder_is_read_from_the_disk(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("a")
    space = {"__file__": str(tmp_path / "mine.py")}
    assert folder.taken is None
    exec("from autograder.folder import tree\nfound = tree()", space)
    assert space["found"] == {"a.txt": "a"}
    with pytest.raises(FolderError, match="a link"):
        (tmp_path / "mine" / "b").symlink_to("/etc/passwd")
        exec("tree()", space)


@git
@bubblewrap
def test_a_repository_that_runs_programs_runs_them_on_the_bench_only(exercise, tmp_path):
    """core.fsmonitor, hooks, filters and pagers of a learner's repository are programs of theirs."""
    marker = Path(tempfile.gettempdir()) / f"hooked-{os.getpid()}"
    evil = f"[core]\n\tfsmonitor = \"touch {marker}; touch /bench/ran; false\"\n\tpager = touch {marker}\n\tsshCommand = touch {marker}\n"
    script = "set -e\ngit init -q r; cd r; echo a > f; git add f; git commit -q -m one\ncat ../evil >> .git/config\n" \
             "printf '#!/bin/sh\\ntouch /bench/ran\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout\n"
    answer = bench.run({"script.sh": script.encode(), "evil": evil.encode()}, [["bash", "script.sh"]], wanted=["r"], confinement="bubblewrap")
    assert answer["steps"][0][0] == 0, answer["steps"]
    file, beside = tmp_path / "answer.py", tmp_path / "answer"
    file.write_text("from autograder.folder import tree\ndef repository():\n    return tree(history=True)\n")
    for path, data in answer["files"].items():
        (beside / path).parent.mkdir(parents=True, exist_ok=True)
        (beside / path).write_bytes(data)
    host = start_host(confine=True)
    worker = Worker(host, read(exercise, file, ()))
    try:
        assert content_key(exercise, file) and "r/.git/HEAD" in Yours(worker).repository()
        ran = worker.ask("bench", [[["", "repository"]], [[[["mkdir", "-p", "r/.git/refs"], ["git", "-C", "r", "status"], ["git", "-C", "r", "log", "--format=%s"],
                                                           ["ls", "/bench"]], {}, [], "", 9]], []])
        assert ran["steps"][2][:2] == [0, "one\n"]
        assert "ran" in ran["steps"][3][1].split(), "the repository's program has not run at all: the attack proves nothing"
    finally:
        worker.stop()
        host.close()
    assert not marker.exists()


@git
@BOTH
def test_a_repository_without_commits_is_told_by_git(confinement):
    answer = bench.run({}, [["git", "init", "-q", "r"], ["git", "-C", "r", "rev-parse", "--verify", "HEAD"]], confinement=confinement)
    assert answer["steps"][0][0] == 0 and answer["steps"][1][0] == 128 and "Needed a single revision" in answer["steps"][1][2]


@git
@BOTH
def test_settings_for_all_repositories_are_the_bench_s_own(confinement):
    """git replaces the file that it writes settings to: for whoever may write there, a device would be gone."""
    script = "git config --global --list; git config --global alias.mine status; git config --global --get alias.mine; ls -a ~"
    (status, out, err), _ = bash(script, confinement)
    assert (status, out.split()) == (0, ["status", ".", "..", ".gitconfig"]), err
    assert Path(os.devnull).is_char_device()


def test_the_same_commands_on_the_same_files_run_once(monkeypatch):
    first = bash("date +%N%s", "plain")[0][1]
    monkeypatch.setattr(bench, "_performed", None)
    assert bash("date +%N%s", "plain")[0][1] == first


def test_a_command_that_is_not_there_is_told():
    answer = bench.run({}, [["no-such-program", "x"]], confinement="plain")
    assert answer["steps"][0][0] == 127 and "no-such-program: No such file" in answer["steps"][0][2]
