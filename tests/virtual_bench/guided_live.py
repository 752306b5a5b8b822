#!/usr/bin/env python3
"""guided_live.py OHMLOOP   A person at a terminal, with nothing but two loads on the command line.

Run by scripts/virtual_bench, which says in the environment where the bench is. The person takes
the bench among the devices proposed, wires what is drawn, and changes loads when asked.
"""
import os
import pty
import re
import select
import subprocess
import sys
import time

BENCH = os.environ["OHMLOOP_BENCH_NAME"]
SWITCH = os.environ["OHMLOOP_BENCH_SWITCH"]
LONGEST_WAIT_S = 60


def require(holds, what):
    if not holds:
        sys.exit(f"guided_live: {what}")


class Terminal:
    """The program on a terminal of its own, and all that was shown so far."""

    def __init__(self, words):
        self.screen = ""
        self.process, self.side = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "xterm"
            os.execv(words[0], words)

    def await_text(self, pattern):
        """What is shown from here on until the pattern is there, which is left out next time."""
        ends = time.monotonic() + LONGEST_WAIT_S
        while not (found := re.search(pattern, self.screen)):
            ready, _, _ = select.select([self.side], [], [], max(0, ends - time.monotonic()))
            require(ready, f"waited for {pattern!r}, shown is {self.screen[-2000:]!r}")
            try:
                self.screen += os.read(self.side, 4096).decode()
            except OSError:
                sys.exit(f"guided_live: ended before {pattern!r}: {self.screen[-2000:]!r}")
        passed, self.screen = self.screen[:found.end()], self.screen[found.end():]
        print(passed, end="")
        return passed

    def answer(self, line=""):
        os.write(self.side, f"{line}\n".encode())

    def end(self):
        """The exit code, all that is shown at last kept."""
        try:
            while data := os.read(self.side, 4096):
                self.screen += data.decode()
        except OSError:
            pass
        print(self.screen)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def put(load):
    subprocess.run(SWITCH.replace("{load}", load).split(), check=True, capture_output=True)


def main(program):
    put("33")  # left from before: the first prompt must not be believed too early
    terminal = Terminal([program, "measure", "--plan", "quick", "--loads", "open,33:0.01%",
                         "--input-impedance", "10k:0.01%,200:0.01%", "--host-api", "JACK"])
    menu = terminal.await_text(r"Which one\? \[1\][^:]*: ")
    bench = re.search(rf"(\d+)  {BENCH} \(JACK", menu)
    require(bench, "the bench is among what is proposed")
    require("(ALSA)" not in menu, "only the host API that was asked for")
    terminal.answer("0")
    terminal.await_text(r"'0' is no number from 1 to \d+\.\s+Which one\?[^:]*: ")
    terminal.answer(bench.group(1))
    drawing = terminal.await_text(r"Take every load off the jack[^:]*: ")
    require("tip, left" in drawing and "R: 33 ohm" in drawing, "the wiring is drawn")
    put("open")
    terminal.answer()
    level = terminal.await_text(r"Level check[^:]*: [^\n]*\n")
    require("dBFS: good" in level, "the level is good")
    terminal.await_text(r"Put the load of 33 ohm[^:]*: ")
    put("33")
    terminal.answer()
    terminal.await_text(r"33: measuring, \d+:\d\d left")
    terminal.await_text(r"Take every load off the jack[^:]*: ")
    put("open")
    terminal.answer()
    terminal.await_text(r"HEADPHONE OUTPUT")
    code = terminal.end()
    require(code == 0, f"exit {code}")
    figure = re.search(r"Output impedance +([\d.]+) ", terminal.screen)
    require(figure, "an output impedance is shown")
    # The phone dongle's 0.9 ohm to the quick plan's goal of 0.1 % + 5 mohm.
    require(abs(float(figure.group(1)) - 0.9) < 0.006, f"{figure.group(0)}")


if __name__ == "__main__":
    main(sys.argv[1])
