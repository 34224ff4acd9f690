"""Problems drawn from a template: a fresh one for every learner, each with its key."""
from .judging import judged, rationals
from .problem import Problem, Rejected, Slot

__all__ = ["Problem", "Rejected", "Slot", "judged", "rationals"]
