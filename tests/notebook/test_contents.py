"""JupyterLab opens and saves the learner's file itself: no copy, no byte changed that nobody has changed."""
import asyncio
import json
import os

import pytest

from tests.notebook.conftest import installed

pytestmark = installed("jupyter_server", "nbformat")


@pytest.fixture
def contents(desk):
    from autograder.notebook.contents import Contents
    desk.write(twice="...", again="...")
    return Contents(root_dir=str(desk.work))


def opened(contents, path="arithmetic/doubling.py"):
    return asyncio.run(contents.get(path, type="notebook"))


def saved(contents, content, path="arithmetic/doubling.py"):
    plain = json.loads(json.dumps(content))     # as it crosses to the browser and back
    return asyncio.run(contents.save({"type": "notebook", "content": plain, "format": "json"}, path))


def test_saving_what_was_opened_leaves_the_file_as_it_is(desk, contents):
    before, stamp = desk.doubling.read_bytes(), os.stat(desk.doubling).st_mtime_ns
    model = opened(contents)
    first = model["content"]["cells"][0]
    assert first["cell_type"] == "markdown" and first["source"].startswith("# Doubling") and first["metadata"]["editable"] is False
    assert model["content"]["metadata"]["kernelspec"]["name"] == "groundwork"
    model["content"]["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    saved(contents, model["content"])
    assert desk.doubling.read_bytes() == before and os.stat(desk.doubling).st_mtime_ns == stamp
    assert {p.name for p in desk.work.rglob("*") if p.is_file() and ".ipynb_checkpoints" not in p.parts} == {"doubling.py"}, "no copy stands beside it"


def test_one_edited_cell_is_one_changed_function_and_is_graded(desk, contents):
    before = desk.doubling.read_text()
    model = opened(contents)
    cell = next(c for c in model["content"]["cells"] if "def twice" in c["source"])
    cell["source"] = cell["source"].replace("    ...", "    return 2 * x")
    saved(contents, model["content"])
    assert desk.doubling.read_text() == before.replace("    ...", "    return 2 * x", 1)
    assert desk.grade("doubling#twice").status == 0 and desk.grade("doubling#again").status == 1


def test_a_file_of_another_system_keeps_its_line_ends(desk, contents):
    desk.doubling.write_bytes(desk.doubling.read_bytes().replace(b"\n", b"\r\n"))
    before = desk.doubling.read_bytes()
    model = opened(contents)
    saved(contents, model["content"])
    assert desk.doubling.read_bytes() == before
    model["content"]["cells"][1]["source"] += "\n# mine"
    saved(contents, model["content"])
    after = desk.doubling.read_bytes()
    assert b"# mine\r\n" in after and after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 1


def test_what_was_changed_in_an_editor_meanwhile_is_opened_as_it_is_now(desk, contents):
    opened(contents)
    desk.write()
    assert any("return 2 * x" in c["source"] for c in opened(contents)["content"]["cells"])


def test_a_file_that_is_not_utf8_is_refused_with_a_sentence(desk, contents):
    from tornado.web import HTTPError
    desk.doubling.write_bytes(b'"""\xff"""')
    with pytest.raises(HTTPError, match="UTF-8"):
        opened(contents)


def test_other_notebooks_are_jupyters_own(desk, contents):
    from nbformat import v4
    content = v4.new_notebook(cells=[v4.new_code_cell("1 + 1")])
    saved(contents, content, "own.ipynb")
    assert json.loads((desk.work / "own.ipynb").read_text())["cells"][0]["source"] == ["1 + 1"]
    assert opened(contents, "own.ipynb")["content"]["cells"][0]["source"] == "1 + 1"
