"""Every template holds every law, over 200 variants."""
import pytest

from autograder.course import places
from autograder.problems.laws import broken
from autograder.problems.template import Template, templates

ROOT = places.root()


@pytest.mark.parametrize("template", [pytest.param(t, id=i) for i, t in templates(ROOT).items()])
def test_holds_every_law(template: Template) -> None:
    assert broken(template) == []
