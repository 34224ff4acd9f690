"""What is handed out of a set: whole or not at all, never over somebody's work, and never the key."""
import errno
import json
import os

import pytest

from autograder.course import places
from autograder.errors import SurroundingsError
from autograder.problems import Problem, files
from autograder.problems.files import KINDS, boxed, notebook, write
from autograder.problems.program import Posed
from autograder.problems.sets import new_set, outdated
from autograder.problems.sheet import data_files, file_of, key_csv, key_page, sheet, table
from autograder.problems.template import templates
from autograder.roster import Learner
from tests.needs import chromium

TEMPLATES = templates(places.root())
EVERY = list(TEMPLATES.values())
ADA, EVE = Learner("ada", "Ada <script>alert(1)</script> \"Lovelace\\"), Learner("eve", "@Eve")


def posed(statement="Find {x}.", answer=1, arguments=None, steps=("so",), kind="numeric", **parameters):
    return Posed("an-exercise", "A title", kind, 6, Problem(statement, parameters or {"x": 3}, answer, steps, arguments or {}))


def test_every_kind_of_template_makes_a_sheet_a_notebook_and_a_key(tmp_path) -> None:
    given = new_set(tmp_path / "set", "All", "all", EVERY, len(EVERY), (ADA,), 3, False)
    ones = given.variant("ada")
    page, key = sheet("All", ADA, ones), key_page("All", [(ADA, ones)])
    assert page.count('<div class="room"') == len(ones) == key.count('<div class="problem">')
    assert "alert(1)" not in page.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "").replace("\\3c script\\3e alert(1)", "")
    assert list(outdated(ones, TEMPLATES)) == []


@pytest.mark.parametrize("template", EVERY, ids=lambda t: t.exercise)
def test_formulas_of_statements_are_ones_that_can_be_set(template) -> None:
    import numpy as np

    from autograder.manuscript.formulas import problems
    for seed in range(5):
        one = template.draw(np.random.default_rng(seed))
        for tex in one.latex().split("$")[1::2]:
            assert list(problems(tex)) == [], tex


def test_an_exam_sheet_says_closed_book_and_no_method() -> None:
    page = sheet("Exam", ADA, [posed()], is_exam=True)
    assert "Closed book" in page and "A title" not in page and "an-exercise" not in page


def test_data_are_files_beside_the_sheet_and_short_ones_stand_on_it() -> None:
    one = posed(arguments={"X": [[1, 2], [3, 4]], "y": list(range(50)), "deep": [[[1], [2]], [[3], [4]]]})
    files = data_files([one])
    assert files["data/problem_1_X.csv"] == "1,2\n3,4\n" and files[file_of(1, "y")].count("\n") == 50 and table(one.problem.arguments["deep"])[0] == ["[1]", "[2]"]
    page = sheet("Set", ADA, [one])
    assert '<table class="data"><tr><td>1</td><td>2</td></tr>' in page and "50 rows, in <code>data/problem_1_y.csv" in page


def test_a_spreadsheet_runs_nothing_of_a_key() -> None:
    text = key_csv([(EVE, [posed(answer=-3)])])
    assert "'@Eve" in text and ",-3," in text


def test_the_same_files_make_the_same_zip_and_notebook() -> None:
    assert boxed("ada", {"a": b"1", "b": b"2"}) == boxed("ada", {"b": b"2", "a": b"1"})
    text = '"""A set\n\nsix minutes\n"""\nimport numpy as np\n\n\n# %% problem_1: title\ndef problem_1():\n    ...\n'
    assert notebook(text) == notebook(text) and len(json.loads(notebook(text))["cells"]) == 2


def test_a_full_disk_loses_nothing_and_the_rest_is_written_later(tmp_path, monkeypatch) -> None:
    given = new_set(tmp_path / "set", "A set", "all", EVERY[:2], 2, (ADA, EVE), 3, False)
    real, left = os.replace, [3]

    def full(source, target):
        if left[0] <= 0 and "out" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(source, target)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SurroundingsError, match=r"No space left.*run the same command again"):
        write(given, ["html", "zip"])
    monkeypatch.undo()
    assert not list((tmp_path / "set").rglob(".new.*"))
    wrote = write(given, ["html", "zip"])
    assert not wrote.kept and not wrote.changed and wrote.unchanged + len(wrote.new) == len(list((tmp_path / "set" / "out").rglob("*.*"))) + 2


def test_what_is_taken_out_of_a_set_is_taken_away_unless_somebody_changed_it(tmp_path) -> None:
    with_data = [t for t in EVERY if t.kind == "data"][:1]
    if not with_data:
        pytest.skip("no template comes with data yet")
    from autograder.problems.sets import discard
    given = new_set(tmp_path / "set", "A set", "all", [*with_data, EVERY[0]], 2, (ADA, EVE), 3, False)
    write(given, [])
    files = sorted((tmp_path / "set" / "out" / "ada" / "data").iterdir())
    files[0].write_text("mine")
    wrote = write(discard(given, 1), [])
    assert files[0].read_text() == "mine" and any(path.startswith("out/eve/data") for path in wrote.gone)
    assert not list((tmp_path / "set" / "out" / "eve" / "data").iterdir())


def test_kinds_that_were_written_are_kept_up_to_date(tmp_path) -> None:
    given = new_set(tmp_path / "set", "A set", "all", EVERY[:1], 1, (ADA,), 3, False)
    write(given, ["notebooks"])
    assert {path.name for path in (tmp_path / "set" / "out" / "ada").iterdir() if path.is_file()} == {"problems.py", "problems.ipynb"}
    from autograder.problems.sets import redo
    wrote = write(redo(given, 1, TEMPLATES), ["html"])
    assert {"out/ada/problems.py", "out/ada/problems.ipynb", "key.csv"} <= set(wrote.changed) and "out/ada/sheet.html" in wrote.new
    assert set(KINDS) >= {"html", "notebooks", "pdf", "zip"}


def test_words_code_and_long_vectors_are_set_as_what_they_are() -> None:
    one = Problem("With $z = log x_max$ and s = {s}:\n    for (i = 0; i < {n}; i++) {\n        t[i] = s[i];\n    }\nReturn `a[{n}]` for p = {p}.",
                  {"s": [1, 2, 3, 4, 5], "n": 7, "p": ["1/2", "1/2"]})
    page = sheet("Set", ADA, [Posed("e", "t", "numeric", 6, one)])
    assert r"\operatorname{log} x_{\operatorname{max}}" in page and r"\left(1,\;2,\;3,\;4,\;5\right)" in page and r"\tfrac{1}{2},\;\tfrac{1}{2}" in page
    assert "<pre>for (i = 0; i &lt; 7; i++) {\n    t[i] = s[i];\n}</pre>" in page and "<code>a[7]</code>" in page


@chromium
def test_the_key_of_a_large_class_is_several_documents(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "TOGETHER", 2)
    given = new_set(tmp_path / "set", "A set", "all", EVERY[:1], 1, (ADA, EVE, Learner("zoe", "Zoe")), 3, False)
    wrote = write(given, ["pdf"])
    assert {"key-1.pdf", "key-2.pdf", "out/zoe/sheet.pdf"} <= set(wrote.new) and not (tmp_path / "set" / "key.pdf").exists()
