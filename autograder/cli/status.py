"""How `grade` leaves."""
PASSED = 0
NOT_YET = 1
USAGE = 2           # what was typed cannot be done
SURROUNDINGS = 3    # the machine lacks or refuses something
COURSE = 4          # the course, or the grader itself, is wrong; no finding at all is one of these
INTERRUPTED = 130   # Ctrl-C, as shells have it
