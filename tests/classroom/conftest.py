import pytest

pytest.importorskip("sqlalchemy", reason="pip install 'groundwork[classroom]'")

from autograder.classroom.gradebook import Gradebook
from autograder.classroom.plan import read_class

TEXT = "title: A\nexercises: [log-sum-exp-softmax, sgd-momentum-adam, vector-add-kernel]\ndue: 2027-03-01T12:00:00+00:00\n"


@pytest.fixture
def given(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "class.yaml").write_text(TEXT)
    (folder / "roster.csv").write_text("id,name\nada,Ada Lovelace\nbob,Bob\nbob2,Bob Two\n")
    return read_class(folder)


@pytest.fixture
def book(given):
    book = Gradebook.of_folder(given.folder)
    yield book
    book.close()
