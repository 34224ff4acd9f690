"""The page on the checker says what the tests say."""
from .write_checker_page import PAGE, page


def test_the_page_is_what_the_tests_say() -> None:
    assert PAGE.read_text() == page(), "write it again: python -m tests.derivations.write_checker_page"
