"""One learner and their workspace: what they write, what is kept of it, what follows from it, and what they are asked again."""
