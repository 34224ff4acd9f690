"""A launch as a drawing: threads, phases, races, banks."""
import xml.etree.ElementTree as xml

from autograder.kernels.trace import svg

from ..needs import compiler
from .corpus import BUGS, compiled, launch

pytestmark = compiler


def drawn(name: str, call: str, parameters: list[str], threads: int) -> str:
    path = next(p for p in BUGS if p.stem == name)
    text = svg(launch(compiled(path, "any"), call, kind="accesses"), parameters, call, threads)
    xml.fromstring(text)        # well formed
    return text


def test_a_race_has_a_red_edge_and_its_sentence() -> None:
    text = drawn("no_barrier_in_the_tree", "f[1, 64](floats(64), out(1), 64)", ["x", "y"], 64)
    assert "after barrier 1" in text and "s[1]: thread 0 reads (line 10); thread 1 reads (line 10); thread 1 writes (line 10)" in text
    assert text.count('stroke-width="2.5"') == 31 and "a race on `s[1]`" in text


def test_what_is_in_order_has_none() -> None:
    text = drawn("grid_too_small", "f[2, 32](floats(64), out(64), 64)", ["x", "y"], 32)
    assert 'stroke-width="2.5"' not in text and "after barrier" not in text and "x[0]: thread 0 reads" in text


def test_lanes_in_one_bank_are_told() -> None:
    from .test_traffic import TRANSPOSE, of_text
    data = launch(of_text(TRANSPOSE.format(pad="")), "f[1, (32, 8)](floats(32, 32), out((32, 32)), 32)", kind="accesses")
    assert "tile: up to 32 lanes of a request meet in one bank" in svg(data, ["x", "y"], "f", 256)
