"""The engine: grades exercises, names none."""
