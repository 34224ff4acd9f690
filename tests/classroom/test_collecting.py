"""Whatever strangers hand in becomes rows or sentences; nothing is followed, nothing runs, nobody's file costs another's."""
import io
import json
import os
import zipfile

import pytest

from autograder.classroom.collecting import collect
from autograder.classroom.opening import LARGEST
from autograder.classroom.store import stored
from autograder.errors import UsageError

NAME = "log_sum_exp_softmax.py"
TEXT = "def softmax(z):\n    return z\n"


def put(root, path, text=TEXT):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def zipped(entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return data.getvalue()


def rows(given, book, *sources):
    told = collect(given, book, list(sources))
    return told, {(h.learner, h.exercise): h for h in book.handed_in()}


@pytest.mark.parametrize(("path", "learner"), [
    (f"ada/{NAME}", "ada"), (f"ADA/deep/er/{NAME}", "ada"), (f"ada_123_456_{NAME}", "ada"), (f"bob2_1_{NAME}", "bob2"),
    (f"Ada Lovelace_1234_assignsubmission_file_/{NAME}", "ada"), ("ada/log_sum_exp_softmax (2).py", "ada"), ("ada/log_sum_exp_softmax-1.py", "ada"),
    ("ada/log-sum-exp-softmax.py", "ada")])
def test_whose_it_is_and_what_for(given, book, tmp_path, path, learner) -> None:
    put(tmp_path / "in", path)
    told, found = rows(given, book, tmp_path / "in")
    assert list(found) == [(learner, "log-sum-exp-softmax")] and told.new == 1 and not told.strangers
    handed = found[learner, "log-sum-exp-softmax"]
    assert stored(given, handed.sha256).read_text() == TEXT and not handed.refused


def test_the_same_again_is_known(given, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}")
    assert rows(given, book, tmp_path / "in")[0].new == 1
    told, _ = rows(given, book, tmp_path / "in")
    assert (told.new, told.known) == (0, 1)


def test_a_zip_of_zips(given, book, tmp_path) -> None:
    inner = zipped({f"folder/{NAME}": TEXT, "readme.txt": "x", "__MACOSX/._x.py": "x"})
    put(tmp_path, "all.zip", zipped({"ada.zip": inner, f"bob/{NAME}": TEXT}))
    _, found = rows(given, book, tmp_path / "all.zip")
    assert {who for who, _ in found} == {"ada", "bob"} and not any(h.refused for h in found.values())


def test_strangers_are_told(given, book, tmp_path) -> None:
    put(tmp_path / "in", f"zoe/{NAME}")
    told, found = rows(given, book, tmp_path / "in")
    assert told.strangers == [f"zoe/{NAME}"] and not found


@pytest.mark.parametrize(("name", "data", "said"), [
    ("broken.zip", b"PK\x03\x04 nothing", "broken"), ("empty.zip", b"", "broken"),
    ("cut.zip", zipped({f"a/{NAME}": TEXT * 100})[:-30], "broken"),
    ("bomb.zip", zipped({f"{n}/{NAME}": b"\0" * (40 << 20) for n in range(7)}), "unfolds")])
def test_a_zip_that_cannot_be_opened_costs_its_own_learner_only(given, book, tmp_path, name, data, said) -> None:
    put(tmp_path / "in", f"ada/{name}", data)
    put(tmp_path / "in", f"bob/{NAME}")
    _, found = rows(given, book, tmp_path / "in")
    assert said in found["ada", "log-sum-exp-softmax"].refused and not found["bob", "log-sum-exp-softmax"].refused


@pytest.mark.parametrize("name", ["../../evil/log_sum_exp_softmax.py", "/etc/log_sum_exp_softmax.py", "C:/x/log_sum_exp_softmax.py", "..\\..\\log_sum_exp_softmax.py"])
def test_a_path_out_of_the_zip_is_refused(given, book, tmp_path, name) -> None:
    put(tmp_path, "ada.zip", zipped({name: TEXT}))
    _, found = rows(given, book, tmp_path / "ada.zip")
    assert "leads out" in found["ada", "log-sum-exp-softmax"].refused


def test_links_pipes_and_large_files_are_refused_unread(given, book, tmp_path) -> None:
    secret = put(tmp_path, "secret.py", "SECRET = 1")
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "in" / "ada" / NAME).symlink_to(secret)
    (tmp_path / "in" / "bob").mkdir()
    os.mkfifo(tmp_path / "in" / "bob" / NAME)
    (tmp_path / "in" / "bob2").symlink_to(tmp_path)
    large = put(tmp_path / "in", "ada/sgd_momentum_adam.py", b"")
    with open(large, "r+b") as file:
        file.truncate(1 << 30)      # of 1 GiB, without a byte on disk
    _, found = rows(given, book, tmp_path / "in")
    assert "is a link" in found["ada", "log-sum-exp-softmax"].refused and "no plain file" in found["bob", "log-sum-exp-softmax"].refused
    assert "1024 MiB" in found["ada", "sgd-momentum-adam"].refused and len(found) == 6     # a folder that is a link may have held all three
    with pytest.raises(UsageError, match="is a link"):
        collect(given, book, [tmp_path / "in" / "bob2"])


def test_a_link_in_a_zip_is_refused(given, book, tmp_path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo(NAME)
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    put(tmp_path, "ada.zip", data.getvalue())
    assert "is a link" in rows(given, book, tmp_path / "ada.zip")[1]["ada", "log-sum-exp-softmax"].refused


def test_a_size_that_lies_does_not_get_in(given, book, tmp_path) -> None:
    put(tmp_path, "ada.zip", zipped({NAME: b"#" * (LARGEST + 10)}))
    assert "at most 2 MiB" in rows(given, book, tmp_path / "ada.zip")[1]["ada", "log-sum-exp-softmax"].refused


def notebook(*cells, language="python"):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": language}},
                       "cells": [{"cell_type": "code", "source": c, "metadata": {}, "outputs": []} for c in cells]})


def test_a_notebook_is_read_by_its_functions(given, book, tmp_path) -> None:
    put(tmp_path / "in", "ada/log_sum_exp_softmax.ipynb", notebook("%matplotlib inline\nimport numpy as np", "def softmax(z):\n    return np.exp(z)", "softmax(1)"))
    put(tmp_path / "in", "bob/log_sum_exp_softmax.ipynb", notebook("x = 1"))
    put(tmp_path / "in", "bob2/log_sum_exp_softmax.ipynb", notebook("f(x) = 1", language="julia"))
    _, found = rows(given, book, tmp_path / "in")
    assert "np.exp" in stored(given, found["ada", "log-sum-exp-softmax"].sha256).read_text()
    assert "no cell defines" in found["bob", "log-sum-exp-softmax"].refused and "julia" in found["bob2", "log-sum-exp-softmax"].refused


def test_the_wrong_language_is_told(given, book, tmp_path) -> None:
    put(tmp_path / "in", "ada/vector_add_kernel.py")
    assert ".cu" in rows(given, book, tmp_path / "in")[1]["ada", "vector-add-kernel"].refused


def test_nothing_there_is_a_sentence(given, book, tmp_path) -> None:
    with pytest.raises(UsageError, match="name a folder"):
        collect(given, book, [tmp_path / "no"])


@pytest.mark.parametrize("name", ["ada", "ada.zip"])
def test_a_folder_or_zip_that_is_a_link_is_told_and_once(given, book, tmp_path, name) -> None:
    target = put(tmp_path, "elsewhere/x.zip", zipped({NAME: TEXT}))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).symlink_to(target if name.endswith(".zip") else target.parent)
    told, found = rows(given, book, tmp_path / "in")
    assert len(found) == 3 and all("is a link" in h.refused and not h.sha256 for h in found.values()) and len(told.refused) == 3
    assert collect(given, book, [tmp_path / "in"]).new == 0


def test_a_pipe_is_not_waited_for(given, book, tmp_path) -> None:
    (tmp_path / "in" / "ada").mkdir(parents=True)
    os.mkfifo(tmp_path / "in" / "ada" / NAME)
    _, found = rows(given, book, tmp_path / "in")
    assert "is no plain file, and is never opened" in found["ada", "log-sum-exp-softmax"].refused


def test_a_zip_in_a_zip_that_leads_out_of_it_is_told(given, book, tmp_path) -> None:
    put(tmp_path / "in", "ada.zip", zipped({"../mine.zip": zipped({NAME: TEXT})}))
    _, found = rows(given, book, tmp_path / "in")
    assert len(found) == 3 and all("leads out of the zip" in h.refused for h in found.values())
