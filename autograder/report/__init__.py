"""What is said, and how: to a person at a terminal, to a program as JSON."""
