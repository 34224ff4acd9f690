"""The language is light: nothing heavy comes with it."""
import subprocess
import sys

HEAVY = ("sympy", "flint", "numpy", "inspect", "dataclasses", "autograder.checks", "autograder.model", "autograder.worker", "autograder.derivations")


def test_it_imports_nothing_heavy_and_quickly():
    program = ("import sys, time; before = set(sys.modules); start = time.process_time(); import autograder.algebra; "
               f"took = time.process_time() - start; print(took, sorted(m for m in {HEAVY!r} if m in set(sys.modules) - before))")
    subprocess.run([sys.executable, "-c", "import autograder.algebra"], check=True)
    took, heavy = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split(" ", 1)
    assert heavy.strip() == "[]"
    assert float(took) < .2     # seconds of CPU; 6 ms where compiled files are kept, 35 ms where not, and room for a busy machine


def test_every_public_name_is_there():
    import autograder.algebra as algebra
    assert all(hasattr(algebra, name) for name in algebra.__all__)
