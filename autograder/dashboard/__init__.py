"""The learner's day in a browser: pages drawn on this machine, for this machine."""
