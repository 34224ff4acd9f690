"""What an author says of a check beside its claim."""
from collections.abc import Callable
from typing import Any, TypeVar

Check = TypeVar("Check", bound=Callable[..., Any])


def hint(*stages: str) -> Callable[[Check], Check]:
    """Attach hints, told one by one."""
    def attach(check: Check) -> Check:
        setattr(check, "hints", stages)     # noqa: B010  a plain assignment is refused by the type checker
        return check
    return attach


def worth(points: int) -> Callable[[Check], Check]:
    """A check counts one unless it says otherwise."""
    def attach(check: Check) -> Check:
        setattr(check, "worth", points)     # noqa: B010  as above
        return check
    return attach


class Forbidden(tuple[str, ...]):
    """Dotted names that raise while a submission runs."""


def forbids(*names: str) -> Forbidden:
    """Forbid callables: `forbidden = forbids("numpy.linalg.svd")` at the top of a check file."""
    return Forbidden(names)
