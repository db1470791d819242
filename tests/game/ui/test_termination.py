"""Signals that ask the process to end."""

import os
import signal
import sys

import pytest

from game.ui.termination import SIGNALS, exit_on_signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal to this process ends it on Windows")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_block_by_its_own_means(number):
    seen = []

    def run():
        with exit_on_signals(lambda: seen.append("asked")):
            os.kill(os.getpid(), number)
            seen.append(signal.getsignal(number))
        seen.append("not reached")

    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 128 + number
    assert seen == ["asked", signal.SIG_DFL]  # a second signal ends the process
    assert signal.getsignal(number) is signal.SIG_DFL


def test_without_a_signal_nothing_happens():
    with exit_on_signals(lambda: pytest.fail("nobody asked")):
        pass


@pytest.mark.parametrize("number", SIGNALS)
def test_an_ignored_signal_stays_ignored(number):
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with exit_on_signals(lambda: pytest.fail("it is ignored")):
            os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
