"""What every test stands on."""
import signal

# A script in the background ignores Ctrl-C, and so would every process started from here: some are tested for what they do then.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
