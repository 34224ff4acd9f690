"""Oracles: slow, clear, exact to a stated accuracy.  No learner's code ever runs beside them."""
