"""A call without an end: at which of the learner's lines it was, and what it had printed."""
import pytest

from autograder.errors import LearnerError
from autograder.worker.client import Submission, Worker
from autograder.worker.launch import start_host
from autograder.worker.limits import Limits
from tests.needs import bubblewrap

TEXT = '''import signal, time
def loops(n):
    print("begun")
    while True:
        n += step(n)
def step(n):
    return 1
def sleeps(n):
    time.sleep(60)
def own_alarm(n):
    signal.signal(signal.SIGALRM, lambda *_: None)
    while True:
        n += 1
def slow(n):
    end = time.monotonic() + n
    while time.monotonic() < end:
        pass
    return n
class Walk:
    def on(self):
        while True:
            pass
def outer(n):
    return Walk().on()
'''
WAYS = ["plain", "spawn", pytest.param("confined", marks=bubblewrap)]


@pytest.fixture(params=WAYS)
def ask(request, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    if request.param == "spawn":
        monkeypatch.setenv("GROUNDWORK_WORKER", "spawn")
    host = start_host(confine=request.param == "confined")
    workers = []

    def put(name, *arguments, call=1.0):
        workers.append(Worker(host, Submission("/a place/é.py", TEXT, ()), Limits(call=call)))
        return workers[-1].ask("call", [name, list(arguments), {}, False]), workers[-1]
    yield put, workers
    for worker in workers:
        worker.stop()
    host.close()


@pytest.mark.parametrize("name, lines, printed", [
    ("loops", {("loops", 4), ("loops", 5), ("step", 6), ("step", 7)}, "begun\n"), ("sleeps", {("sleeps", 9)}, ""), ("outer", {("on", 21), ("on", 22)}, "")])
def test_the_line_it_was_at_is_told(ask, name, lines, printed):
    put, workers = ask
    for _ in range(8):          # a busy machine may end a process before its timer had its turn
        with pytest.raises(LearnerError, match="no answer after 1 s") as caught:
            put(name, 1)
        if caught.value.frames:
            break
    assert {(function, line) for _, line, function in caught.value.frames[-1:]} <= lines and caught.value.frames
    assert caught.value.frames[0][0] == "/a place/é.py" and workers[-1].prints() == printed
    if name == "outer":
        assert [function for _, _, function in caught.value.frames] == ["outer", "on"]


def test_a_program_with_an_alarm_of_its_own_says_no_line(ask):
    put, workers = ask
    with pytest.raises(LearnerError, match="no answer after 1 s") as caught:
        put("own_alarm", 1)
    assert caught.value.frames == () and workers[-1].prints() == ""


def test_an_answer_in_the_last_moment_is_an_answer_and_prints_nothing(ask):
    """The timer has told its line already: nobody sees it."""
    put, workers = ask
    try:
        answer, worker = put("slow", 1.85, call=2.0)
    except LearnerError as error:           # a busy machine
        assert error.kind == "timed_out"
        worker = workers[-1]
    else:
        assert answer == 1.85
    assert worker.prints() == ""
