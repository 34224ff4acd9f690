"""A roster is read whole, or every line that is wrong is told."""
import pytest

from autograder.errors import UsageError
from autograder.roster import Learner, read_roster


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


def test_columns_by_any_usual_name_in_any_order(tmp_path) -> None:
    assert read(tmp_path, "Email,Name,ID\na@x.org,Ada Lovelace,ada\n\n,,bob\n") == (Learner("ada", "Ada Lovelace", "a@x.org"), Learner("bob", "bob"))
    assert read(tmp_path, "\ufeffid;name\r\nada;Ada\r\n") == (Learner("ada", "Ada"),)
    assert read(tmp_path, 'id,name\nada,"Lovelace, Ada"\n')[0].name == "Lovelace, Ada"


def test_every_wrong_line_is_told(tmp_path) -> None:
    with pytest.raises(UsageError) as told:
        read(tmp_path, "id,name\nada,A\n,B\nADA,C\n../x,D\ncon,E\n")
    said = str(told.value)
    assert all(f"csv:{line}:" in said for line in (3, 4, 5, 6)) and "line 2 already" in said


@pytest.mark.parametrize("text", ["", "name,email\nA,a\n", "id,name\n"])
def test_a_roster_without_learners_is_refused(tmp_path, text) -> None:
    with pytest.raises(UsageError):
        read(tmp_path, text)


def test_another_encoding_is_told(tmp_path) -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        read(tmp_path, "id,name\nada,Aña\n", "latin-1")
