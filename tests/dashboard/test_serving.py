"""The dashboard as a process: its port, its browser, its end, and many at once."""
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from autograder.learner import ledger
from autograder.learner.workspace import Workspace

from .conftest import running


def fetched(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return answer.read().decode()


def test_it_listens_on_this_machine_only(desk, dashboard):
    port = int(dashboard.address.rsplit(":", 1)[1])
    assert "Your first day" in fetched(dashboard.address)
    with socket.socket() as free, pytest.raises(OSError):     # any other address of this machine
        free.settimeout(2)
        free.connect((socket.gethostbyname(socket.gethostname()).replace("127.0.0.1", "127.0.0.2"), port))


def test_a_port_that_is_taken_is_said(desk):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = desk.grade("dashboard", "--no-browser", "--port", str(port))
    assert done.status == 3 and f"port {port} is taken" in done.err and "--port 0" in done.err


def test_without_a_browser_the_address_is_enough(desk):
    environment = desk.environment | {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""}
    command = [sys.executable, "-u", "-c", "from autograder.cli import main; main()", "dashboard", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert "http://127.0.0.1:" in process.stdout.readline()
        assert "no browser was found" in process.stdout.readline()
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGINT for another process")
def test_ctrl_c_ends_it_with_a_sentence_even_while_somebody_watches(desk):
    import signal
    with running(desk, "--port", "0") as dashboard:
        watching = urllib.request.urlopen(dashboard.address + "/live?page=/", timeout=20)
        watching.readline()
        dashboard.process.send_signal(signal.SIGINT)
        rest = dashboard.process.communicate(timeout=10)[0]
        watching.close()
    assert dashboard.process.returncode == 0 and "has ended" in rest and "Traceback" not in rest, rest


def test_two_dashboards_and_three_gradings_at_once_lose_nothing(desk):
    desk.write()
    with running(desk, "--port", "0") as one, running(desk, "--port", "0") as other:
        watching = [urllib.request.urlopen(f"{each.address}/live?page=/", timeout=30) for each in (one, other)]
        done = []
        gradings = [threading.Thread(target=lambda: done.append(desk.grade("doubling", "--fresh"))) for _ in range(3)]
        readers = [threading.Thread(target=lambda each=each: [fetched(each.address) for _ in range(10)]) for each in (one, other)]
        for thread in (*gradings, *readers):
            thread.start()
        for thread in (*gradings, *readers):
            thread.join()
        assert [d.status for d in done] == [0, 0, 0]
        for stream in watching:
            line = next(line for line in iter(stream.readline, b"") if line.startswith(b"event:"))
            assert line.strip().startswith(b"event: ")
            stream.close()
    read = ledger.read(Workspace(desk.work).ledger)
    assert len(read.lines) == 3 and not read.unreadable


def test_a_workspace_deleted_under_it_is_said_and_stays_deleted(desk, dashboard):
    assert "Your first day" in fetched(dashboard.address)
    shutil.rmtree(desk.work)
    assert "is no longer there" in fetched(dashboard.address) and not desk.work.exists()
