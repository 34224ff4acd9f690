"""What a confined worker sees: its interpreter wherever that lies, a place to write, and nothing of anyone else's."""
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.worker.client import Submission, Worker, Yours
from autograder.worker.launch import start_host
from tests.needs import bubblewrap

PROGRAM = '''
import os, tempfile
def late():
    import wave                       # nothing has imported it before
    return wave.__name__
def written():
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("x"); file.flush()
        return os.path.dirname(file.name)
def devices():
    try:
        open("/dev/written", "w").close()
        return "written"
    except OSError:
        return open("/dev/null").read()
def files(where):
    return sorted(os.listdir(where))
'''


@pytest.fixture
def yours():
    host = start_host(confine=True)
    worker = Worker(host, Submission("/x/mine.py", PROGRAM))
    yield Yours(worker)
    worker.stop()
    host.close()


@bubblewrap
def test_it_imports_late_writes_in_a_place_of_its_own_and_sees_no_course(yours):
    assert yours.late() == "wave"
    assert yours.written() == "/scratch"
    assert yours.files("/scratch") == [] and yours.devices() == ""
    assert "home" not in yours.files("/") and "solutions" not in yours.files("/groundwork")
    assert yours.files("/groundwork/autograder") == ["__init__.py", "algebra", "errors.py", "folder.py", "kernels", "worker"]


@bubblewrap
def test_an_environment_below_tmp_stays_in_sight(tmp_path):
    """CI makes its environment in a temporary folder: what is imported late must be found there too."""
    environment = Path("/tmp") / f"groundwork-environment-{tmp_path.name}"
    try:
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", str(environment)], check=True)
        script = ("import sys; sys.path[:0] = %r\n"
                  "from tests.worker.test_confined import *\n"
                  "host = start_host(confine=True); worker = Worker(host, Submission('/x/mine.py', PROGRAM)); yours = Yours(worker)\n"
                  "assert yours.late() == 'wave' and yours.written() == '/scratch'\nworker.stop(); host.close()\n") % [str(p) for p in sys.path if p]
        ended = subprocess.run([str(environment / "bin" / "python"), "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
        if "No module named 'numpy" in ended.stderr:
            pytest.skip("NumPy is not among the system's packages: an environment of environments does not see it")
        assert ended.returncode == 0, ended.stderr
    finally:
        shutil.rmtree(environment, ignore_errors=True)
