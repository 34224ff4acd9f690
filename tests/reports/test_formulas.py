"""Which formulas KaTeX can set."""
import pytest

from autograder.manuscript.formulas import known, problems

RIGHT = [r"x^2", r"\frac{a}{b}", r"\frac12", r"\sqrt[3]{x}", r"\left( \frac{1}{2} \right)", r"\begin{aligned} a &= b \\ &= c \end{aligned}", r"x_i^2", r"x'_k",
         r"\lVert x \rVert", r"\mathbb{E} f", r"a \, b", r"\text{where } x > 0", r"\{ x \}", r"\begin{bmatrix} 1 & 2 \end{bmatrix}", r"\operatorname{tr} A"]
WRONG = [(r"\frac{a}{b", "never closed"), (r"a}", "closes nothing"), (r"\left( a", "never closed"), (r"\right)", "closes nothing"), (r"x^", "nothing stands after"),
         (r"x^a^b", "follow each other"), (r"\frac{a}", "two arguments"), (r"\sqrt", "an argument"), (r"\mystery x", "no command"), (r"a & b", "aligns columns"),
         (r"\begin{aligned} a \end{cases}", "closes nothing"), (r"\begin{aligned} a", "never closed"), ("", "empty"), ("  ", "empty"), ("{" * 500 + "}" * 500, "too deeply")]


@pytest.mark.parametrize("tex", RIGHT)
def test_can_be_set(tex):
    assert list(problems(tex)) == []


@pytest.mark.parametrize(("tex", "said"), WRONG, ids=[w[0][:20] or "empty" for w in WRONG])
def test_cannot_be_set(tex, said):
    assert said in " ".join(problems(tex))


def test_what_katex_knows_is_read_from_katex():
    assert {r"\alpha", r"\frac", r"\sum", r"\bigl", r"\\", r"\,"} <= known()
    assert r"\mystery" not in known()
