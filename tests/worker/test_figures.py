"""A figure crosses as what it shows; whatever pretends to be one, the grader gets a figure or says why not."""
import io
import json
import random
import struct
import zlib

import numpy as np
import pytest

from autograder.errors import LearnerError, WallError
from autograder.grading.pictures import SIGNATURE, looked_through, why
from autograder.worker.client import Submission, Worker, Yours
from autograder.worker.figures import Figure, changed, essence, pieces
from autograder.worker.launch import start_host
from autograder.worker.limits import Limits
from autograder.worker.protocol import PREFIX, decode, encode
from tests.needs import bubblewrap

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

PROGRAM = '''
import sys
import numpy as np

def imported(name):
    return name in sys.modules

def drawn(x):
    import matplotlib.pyplot as plt
    plt.semilogy(x, np.exp(x), label="growth")
    plt.legend()
    return plt.gcf()

def where():
    import matplotlib
    return matplotlib.get_backend(), matplotlib.get_configdir()

def nested(x):
    return {"one": [drawn(x)], "two": (drawn(x), 3)}

def axes():
    import matplotlib.pyplot as plt
    return plt.gca()

def wide(inches):
    from matplotlib.figure import Figure
    return Figure(figsize=(inches, inches))

def many(n):
    import matplotlib.pyplot as plt
    for _ in range(n):
        plt.plot([0, 1], [0, 1])
    return plt.gcf()

def long(n):
    import matplotlib.pyplot as plt
    plt.plot(np.zeros(n))
    return plt.gcf()

def said(n):
    figure = drawn(np.arange(3.0))
    figure.axes[0].set_title("x" * n)
    return figure

def lying(how):
    from matplotlib.figure import Figure
    class Liar(Figure):
        @property
        def axes(self):
            if how == "raises":
                raise RuntimeError("no")
            if how == "text":
                return ["axes"]
            return [Mirror()] if how == "mirror" else [self] * 1000
    class Mirror:
        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return self
        def __call__(self, *a, **k):
            return self
        def __iter__(self):
            return iter([self] * 3)
    return Liar()

def slow():
    figure = drawn(np.arange(3.0))
    def savefig(*a, **k):
        while True:
            pass
    figure.savefig = savefig
    return figure

def undrawable():
    figure = drawn(np.arange(3.0))
    figure.axes[0].set_title("$\\\\nonsense{$")
    return figure

def forged():
    from autograder.worker import serving
    serving.picture = lambda number: b"\\x89PNG" * 1000
    return drawn(np.arange(3.0))
'''


def working(host):
    return Worker(host, Submission("/x/mine.py", PROGRAM), Limits(call=20.0))


@pytest.fixture(scope="module", params=["plain", pytest.param("bubblewrap", marks=bubblewrap)])
def host(request):
    host = start_host(confine=request.param == "bubblewrap", modules=("matplotlib",))
    yield host
    host.close()


@pytest.fixture
def worker(host):
    worker = working(host)
    yield worker
    worker.stop()


@pytest.fixture
def yours(worker):
    return Yours(worker)


def there_and_back(value):
    wire = io.BytesIO(encode("answer", 1, value))
    return decode(lambda size: bytearray(wire.read(size)))[2]


def test_a_figure_crosses_and_its_picture_can_be_had(yours, worker):
    figure = yours.drawn(np.arange(3.0))
    axes, = figure.axes
    line, = axes.lines
    assert (axes.yscale, axes.legend, line.label) == ("log", ("growth",), "growth")
    assert np.array_equal(line.y, np.exp(np.arange(3.0)))
    assert looked_through(worker.picture(figure.number)).startswith(SIGNATURE)
    assert worker.picture(999) is None
    again, = yours.drawn(np.arange(2.0)).axes       # pyplot's own figure begins empty again
    assert len(again.lines) == 1


def test_figures_within_data(yours):
    found = yours.nested(np.arange(2.0))
    assert all(isinstance(f, Figure) for f in (found["one"][0], found["two"][0])) and found["two"][1] == 3


def test_the_backend_is_chosen_before_the_file_and_the_place_to_write_is_its_own(yours, worker):
    backend, place = yours.where()
    assert backend.lower() == "agg"
    assert worker.host.confinement == "plain" or place in ("/scratch", "/dev/shm")


def test_matplotlib_is_imported_by_who_needs_it_only():
    for modules in ((), ("matplotlib",)):
        host = start_host(modules=modules)
        worker = working(host)
        yours = Yours(worker)
        assert yours.imported("matplotlib.pyplot") is bool(modules)
        assert len(yours.drawn(np.arange(3.0)).axes) == 1
        worker.stop()
        host.close()


@pytest.mark.parametrize("function, argument, said", [
    ("axes", (), "figure"), ("many", (5000,), "artists"), ("long", (3_000_000,), "numbers"), ("lying", ("raises",), "no"), ("lying", ("text",), "str"),
    ("lying", ("mirror",), ""), ("lying", ("many",), "")], ids=str)
def test_what_cannot_cross_is_told_as_the_learners(yours, function, argument, said):
    with pytest.raises(LearnerError) as told:
        getattr(yours, function)(*argument)
    assert told.value.kind in ("unsendable", "raised", "died", "timed_out") and said in told.value.message
    assert len(yours.drawn(np.arange(3.0)).axes) == 1       # and the next one is asked as if nothing had been


def test_long_words_are_cut(yours):
    assert len(yours.said(10_000).axes[0].title) == 400


def test_what_is_told_of_a_figure_is_clean():
    figure, axes = plt.subplots()
    axes.plot([0, 1], label="\x1b[31mred\u202e")
    axes.set_title("two\nlines")
    told = repr(there_and_back(figure))
    assert told.isprintable() and "red" in told and "two lines" in told


def test_a_mile_of_figure_is_a_small_picture(yours, worker):
    picture = looked_through(worker.picture(yours.wide(1e5).number))
    assert max(struct.unpack(">II", picture[16:24])) <= 1201


def test_pictures_that_cannot_be_had_cost_nothing_and_say_why(yours, worker):
    with pytest.raises(LearnerError, match="nonsense") as caught:
        worker.picture(yours.undrawable().number)
    assert why(caught.value).startswith("your figure cannot be drawn, so you see no picture of it: savefig raises ValueError: ") and why(caught.value).isprintable()
    slow = yours.slow()
    before = worker.spent, worker.patience, worker.lost, worker.allowance.left
    with pytest.raises(LearnerError) as caught:
        worker.picture(slow.number)
    assert why(caught.value) == "your figure takes more than 3 s to draw, so you see no picture of it"
    assert (worker.spent, worker.patience, worker.lost, worker.allowance.left) == before
    assert worker.picture(yours.drawn(np.arange(2.0)).number) is None       # asked once, never again
    assert worker.verdict is None


def test_a_forged_picture_is_none(yours, worker):
    assert looked_through(worker.picture(yours.forged().number)) is None


def every_kind():
    figure, ((a, b, c), (d, e, f)) = plt.subplots(2, 3)
    x, y = np.meshgrid(np.arange(4.0), np.arange(3.0))
    a.semilogy([1, 2, 3], [1, 0.1, 0.01], label="s")
    a.axhline(0.5)
    a.annotate("here", (2, 0.1), (3, 1))
    b.bar(["p", "q"], [1, 2], label="bars")
    b.barh([5], [1])
    b.axvspan(0, 1)
    c.contour(x, y, x + y, levels=[1, 2])
    c.quiver(x, y, y, x)
    c.set_aspect("equal")
    figure.colorbar(d.imshow(x))
    e.pcolormesh(x, y, x * y)
    e.twinx().plot([1], [2])
    f.scatter([1, 2], [3, 4], c=[0.1, 0.2])
    f.fill_between([0, 1], [0, 0], [1, 2], label="band")
    f.vlines([1, 2], 0, 1)
    f.stairs([1, 2, 3])
    f.plot([1, 2], [3, 4], visible=False)
    return figure


def test_every_kind_of_artist():
    a, b, c, d, e, f, bar, twin = there_and_back(every_kind()).axes
    assert [len(a.lines), len(a.texts), a.yscale] == [2, 1, "log"] and (a.texts[0].x, a.texts[0].y) == (2.0, 0.1)
    assert np.allclose(a.lines[1].y, 0.5) and np.allclose(a.lines[1].x, a.xlim)         # across the axes, in units of the data
    assert [x.horizontal for x in b.bars] == [False, True] and b.xticks == ("p", "q")
    assert np.array_equal(c.contours[0].levels, [1, 2]) and np.allclose(c.contours[0].points[1].sum(axis=1), 2) and c.aspect == "equal"
    assert np.array_equal(c.arrows[0].u, np.repeat([0.0, 1, 2], 4))
    assert d.images[0].origin == "upper" and e.images[0].values.shape == (3, 4) and e.images[0].x.shape == (4, 5)
    assert len(f.points) == len(f.segments) == len(f.areas) == len(f.lines) == 1 and f.lines[0].drawstyle == "steps-post"
    assert (bar.role, twin.twin, twin.x_group) == ("colorbar", 4, 4)


def test_a_legend_of_words_names_what_has_no_label():
    figure, (a, b) = plt.subplots(1, 2)
    a.plot([0, 1], [0, 1])
    a.plot([0, 1], [1, 0], "--")
    a.plot([0, 1], [2, 2], "--", color="C1", label="mine")
    a.legend(["up", "down"])
    b.bar([0, 1], [1, 2])
    b.bar([0, 1], [3, 2])
    b.legend(["seen", "expected"])
    a, b = there_and_back(figure).axes
    assert [one.label for one in a.lines] == ["up", "", "mine"]         # two look alike: which is down?
    assert [one.label for one in b.bars] == ["seen", "expected"]
    figure, a = plt.subplots()
    a.plot([0, 1], [0, 1])
    a.plot([0, 1], [1, 0])
    a.scatter([0, 1], [0, 1], color="C5")
    figure.legend(["up", "down", "at"])
    a, = there_and_back(figure).axes
    assert [one.label for one in (*a.lines, *a.points)] == ["up", "down", "at"]


def test_three_dimensions():
    figure = plt.figure()
    axes = figure.add_subplot(projection="3d")
    axes.plot([1, 2], [3, 4], [5, 6])
    axes.scatter([1], [2], [3])
    axes.set_zlabel("loss")
    found, = there_and_back(figure).axes
    assert (found.role, found.zlabel) == ("3d", "loss") and found.lines[0].z.tolist() == [5, 6] and found.points[0].z.tolist() == [3]


def test_what_is_put_in_its_place_keeps_its_form():
    figure = there_and_back(every_kind())
    zeros = changed(figure, lambda v: np.zeros_like(v) if isinstance(v, np.ndarray) else type(v)() if v is not None else None)
    assert zeros.number == figure.number and not zeros.axes[0].lines[0].y.any() and zeros.axes[0].yscale == ""
    assert [type(p) for p in pieces(zeros)] == [type(p) for p in pieces(figure)]
    assert json.dumps(essence(figure), default=str) != json.dumps(essence(zeros), default=str)


@pytest.mark.parametrize("forge", [
    lambda d: d.pop("title"), lambda d: d.update(more=1), lambda d: d.update(number=1.5), lambda d: d.update(axes=[]), lambda d: d.update(title="x" * 500),
    lambda d: d["axes"][0].update(xlim=(0.0,)), lambda d: d["axes"][0].update(xlim=(0, 1)), lambda d: d["axes"][0].update(lines=("line",)),
    lambda d: d["axes"][0]["lines"][0].update(x=np.zeros(2)), lambda d: d["axes"][0]["lines"][0].update(x=np.zeros(3, int)),
    lambda d: d["axes"][0]["lines"][0].update(x=np.zeros((3, 1)), y=np.zeros((3, 1))), lambda d: d["axes"][0].update(legend=("a", 3)),
    lambda d: d["axes"][0].update(segments=({"pieces": (np.zeros((2, 3)),), "label": ""},)), lambda d: d.update(axes=d["axes"] * 100)])
def test_forged_figures_are_refused(forge):
    from autograder.worker.drawing import plain_figure
    from autograder.worker.figures import read_figure
    data = plain_figure(every_kind())
    assert isinstance(read_figure(data), Figure)
    forge(data)
    with pytest.raises((ValueError, WallError)):
        read_figure(data)


def test_damaged_messages_give_a_value_or_an_error():
    whole = bytearray(encode("answer", 1, every_kind()))
    _, head, _ = PREFIX.unpack(whole[:PREFIX.size])[0], *PREFIX.unpack(whole[:PREFIX.size])[1:]
    dice = random.Random(4)
    for _ in range(300):
        bad = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            bad[PREFIX.size + dice.randrange(head)] = dice.choice(b'[]{}",0123456789aFdlt')
        wire = io.BytesIO(bytes(bad))
        try:
            decode(lambda size, wire=wire: bytearray(wire.read(size)))
        except WallError:
            pass


def png(width=2, height=2, pixels=None, how=(8, 6, 0, 0, 0), extra=b""):
    def chunk(name, body):
        return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))
    packed = zlib.compress(bytes(height * (1 + 4 * width)) if pixels is None else pixels)
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *how)) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_pictures_are_looked_through():
    assert looked_through(png()) == png()
    assert looked_through(png(extra=struct.pack(">I4s", 3, b"tEXt") + b"a\0b" + bytes(4))) == png()     # what is not pixels is left out
    for bad in (None, "text", b"", b"<svg>", png()[:40], png(pixels=b"\0"), png(pixels=bytes(10**6)), png(0, 2), png(10**5, 10**5, b"\0"),
                png(how=(8, 6, 0, 0, 1)), png(how=(16, 6, 0, 0, 0)), png(how=(8, 9, 0, 0, 0)), SIGNATURE + b"\xff" * 30, SIGNATURE):
        assert looked_through(bad) is None
