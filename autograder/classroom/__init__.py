"""A class: what was handed in, what was found of it, and what a person said of it."""
