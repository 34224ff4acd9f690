"""`grade lab` as a black box, and what stands in its way."""
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.notebook.conftest import installed


def test_a_kernel_opens_as_text_and_python_as_a_notebook():
    from autograder.notebook.lab import layout
    data = layout(["gpu/saxpy.cu", "numerics/softmax.py"])["data"]
    assert data["layout-restorer:data"]["main"]["dock"]["widgets"] == ["editor:gpu/saxpy.cu", "notebook:numerics/softmax.py"]
    assert data["notebook:numerics/softmax.py"]["data"] == {"path": "numerics/softmax.py", "factory": "Jupytext Notebook"}


@installed("jupyterlab", "jupytext")
def test_a_port_that_is_taken_is_a_sentence(desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = desk.grade("lab", "doubling", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert said.status == 3 and "is taken" in said.err and "--port 0" in said.err


@pytest.mark.parametrize("missing", ["jupyterlab", "jupytext"])
def test_what_is_missing_is_a_sentence_with_the_command(desk, tmp_path, missing):
    away = tmp_path / "away"
    away.mkdir()
    (away / "sitecustomize.py").write_text("import importlib.util as u\nfind = u.find_spec\n"
                                           f"u.find_spec = lambda name, *a: None if name == '{missing}' else find(name, *a)\n")
    said = desk.grade("lab", "doubling", "--no-browser", PYTHONPATH=str(away))
    assert said.status == 3 and missing in said.err and "pip install -e '.[lab]'" in said.err


@pytest.mark.parametrize(("words", "status", "said"), [
    (["nothing-such"], 2, "nothing is called"), (["tripling"], 2, "is built yet: tripling"), (["week1", "--port", "99999"], 2, "65535")])
def test_what_cannot_be_opened_is_a_sentence(desk, words, status, said):
    found = desk.grade("lab", "--no-browser", *words)
    assert found.status == status and said in found.err


@installed("jupyterlab", "jupytext")
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_week_is_served_as_notebooks_until_it_is_ended(desk, ending):
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", "lab", "week1", "--no-browser", "--port", "0"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=desk.environment, cwd=desk.work.parent)
    try:
        assert process.stdout.readline() == "not built yet: tripling\n"
        address = process.stdout.readline()
        base, token = re.match(r"(http://127\.0\.0\.1:\d+)/lab/workspaces/groundwork\?token=(\S+)", address).groups()

        def ask(path, token=token):
            request = urllib.request.Request(f"{base}{path}", headers={"Authorization": f"token {token}"})
            with urllib.request.urlopen(request, timeout=30) as reply:
                return json.loads(reply.read())
        shown = ask("/api/contents/arithmetic/doubling.py?type=notebook")["content"]["cells"]
        assert shown[0]["cell_type"] == "markdown" and "def twice" in shown[1]["source"]
        assert set(ask("/lab/api/workspaces/groundwork")["data"]) >= {"notebook:arithmetic/doubling.py", "notebook:arithmetic/halving.py"}
        assert "autograder.notebook" in ask("/api/kernelspecs")["kernelspecs"]["groundwork"]["spec"]["argv"][-1]
        assert "Jupytext Notebook" in json.dumps(ask("/lab/api/settings/@jupyterlab/docmanager-extension:plugin"))
        with pytest.raises(urllib.error.HTTPError):
            ask("/api/contents/", token="guessed")
    finally:
        process.send_signal(getattr(signal, ending))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and "JupyterLab has ended" in out and "Traceback" not in err
    with pytest.raises(urllib.error.URLError):      # nothing of it is left
        urllib.request.urlopen(base, timeout=5)
