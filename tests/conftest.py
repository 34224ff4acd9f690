"""What every test stands on."""
import signal

import pytest

# A script in the background ignores Ctrl-C, and so would every process started from here: some are tested for what they do then.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a file, closed at its end: Playwright's loop suffers no second one beside it, here or in a later file."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])    # CI runs as root
        yield found
        found.close()
