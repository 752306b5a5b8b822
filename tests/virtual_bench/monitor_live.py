#!/usr/bin/env python3
"""monitor_live.py OHMLOOP CASE   The monitor on a live bench whose port hums, as its user runs it.

Run by scripts/virtual_bench, which says in the environment where the bench is.
  piped           plain lines with the hum's level, its harmonics, the gaps, and the clock's offset
  terminal        a block that is redrawn in place until Ctrl-C: exit 130, the cursor is back
  tone            plays a tone and hears it on the same clock or, two_clocks, another device's
  silenced        Ctrl-C while it plays: the jack is silent within 250 ms, with a ramp; exit 130
  server_killed   the audio server goes: exit 4 within 5 s, one sentence
  server_frozen   the same with a server that stands still
"""
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time

from measure_live import signal_sounding, sounded_since

SERVER = int(os.environ["OHMLOOP_BENCH_SERVER_PID"])
RECORDER = os.environ.get("OHMLOOP_BENCH_RECORDER") or os.environ["OHMLOOP_BENCH_NAME"]
# 0.5 V of hum behind 100 ohm into 10 kohm and a full scale of 1.2 x 1 V; its second harmonic lies
# 10 dB below, its third 6 dB: 10 lg (1 + 0.1 + 10^-0.6) = 1.30 dB of all three.
HUM_DBFS = -7.69
ALL_DBFS = HUM_DBFS + 1.30


def command(program, *more):
    return [program, "monitor", "--device", RECORDER, "--host-api", "JACK", "--tone-frequency",
            "50", *more]


def require(holds, what):
    if not holds:
        sys.exit(f"monitor_live: {what}")


def number(pattern, text):
    found = re.search(pattern, text)
    require(found, f"no {pattern!r} in {text!r}")
    return float(found.group(1))


def piped(program, offset_ppm="0"):
    """A gap, which a very busy machine may have, costs a second's figures."""
    done = subprocess.run(command(program, "--duration", "8", "--input-full-scale", "1.2V"),
                          capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"exit {done.returncode}: {done.stderr}")
    require(done.stderr == "", f"stderr says {done.stderr!r}")
    print(done.stdout)
    title, *lines = done.stdout.splitlines()
    require(title.startswith(f"{RECORDER} (JACK Audio Connection Kit), 48 kHz"), title)
    require(len(lines) in (3 * 8, 3 * 8 - 3), f"{len(lines)} lines")
    told = [n for n in range(0, len(lines), 3) if "ppm" in lines[n + 2]]
    require(told, "no second without a gap")
    for channel in lines[told[-1]:told[-1] + 2]:
        # To the last decimal but one: levels are of a few periods.
        require(abs(number(r"rms (\S+) dBFS", channel) - ALL_DBFS) < 0.03, channel)
        require(abs(number(r"tone (\S+) Hz", channel) - 50 / (1 + 1e-6 * float(offset_ppm)))
                < 2e-4, channel)
        # Both harmonics re the fundamental: 10 lg (0.1 + 10^-0.6) = -4.55 dB.
        require(abs(number(r"THD\+N (\S+) dB", channel) + 4.55) < 0.1, channel)
    both = lines[told[-1] + 2]
    if float(offset_ppm):
        heard = number(r"recorder runs (\S+) ", both)
        within = number(r"± (\S+) ppm fast", both)
        require(abs(heard - float(offset_ppm)) < max(2 * within, 0.5), both)
    require(re.search(r"no gaps$|none found; |  [0-9]+ gaps?", both), both)


def shown(text, rows, columns):
    """What a terminal shows after this text, as far as the monitor uses one."""
    screen, row, column = [[" "] * columns for _ in range(rows)], 0, 0
    for sequence, letter in re.findall(r"(\x1b\[[?\d]*[A-Za-z])|(.|\n|\r)", text):
        if sequence.endswith("A"):
            row -= int(sequence[2:-1])
            require(row >= 0, "the block is redrawn above the window")
        elif sequence.endswith("K"):
            screen[row][column:] = [" "] * (columns - column)
        elif letter == "\r":
            column = 0
        elif letter == "\n":
            row += 1
            require(row < rows, "the block does not fit the window")
        elif letter:
            require(column < columns, "a line does not fit the window")
            screen[row][column] = letter
            column += 1
    return ["".join(line).rstrip() for line in screen]


def terminal(program):
    rows, columns = 24, 80
    process, end = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm"
        time.sleep(0.2)  # until the window has its size
        os.execv(program, command(program))
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    said, before = b"", None
    while True:
        try:
            more = os.read(end, 65536)
        except OSError:
            break
        if not more:
            break
        said += more
        if before is None and said.count(b"\x1b[J") >= 20 and b"tone    50.00" in said:
            # What a terminal still holds back is lost with the Ctrl-C.
            before, ended = said, time.monotonic()
            os.write(end, b"\x03")
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    text = said.decode()
    require(code == 130, f"exit {code}: {text[-500:]}")
    require(time.monotonic() - ended < 5, "took long to end")
    require(text.startswith("\x1b[?25l\x1b[?7l"), "the cursor is not hidden")
    require(text.endswith("\x1b[?7h\x1b[?25hohmloop: stopped on request\r\n"),
            f"ends with {text[-200:]!r}")
    whole_updates = before[:before.rindex(b"\x1b[J")].decode()
    screen = shown(whole_updates, rows, columns)
    print("\n".join(screen))
    require(screen[0].startswith(f"{RECORDER} (JACK Audio Connection Kit), 48 kHz"), screen[0])
    require(re.match(r"left +\[#+\.*\|?\.*\] +-6\.", screen[1]), screen[1])
    require(screen[8].startswith("tone    "), screen[8])
    require(re.match("gaps    (none|[0-9]+ gap)", screen[14]), screen[14])


def left_within_5_s(program, end):
    with subprocess.Popen(command(program, "--every", "0.1"), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as running:
        for _ in range(10):
            running.stdout.readline()
        end()
        ended = time.monotonic()
        running.stdout.read()
        rest = running.stderr.read()
        require(running.wait(timeout=60) == 4, f"exit {running.returncode}: {rest}")
        took = time.monotonic() - ended
    print(f"left after {took:.1f} s: {rest}")
    require(len(rest.splitlines()) == 1 and "stopped answering" in rest, f"stderr says {rest!r}")
    # 0.5 s to notice and 2 s for a host that hangs; the limit is for an idle machine.
    require(took < 10, f"took {took:.1f} s to end")


def start_tone(program, *more):
    bench = os.environ["OHMLOOP_BENCH_NAME"]
    return subprocess.Popen(
        [program, "monitor", "--output-device", bench, "--input-device", RECORDER, "--tone", "-20",
         "--tone-frequency", "1000", "--input-full-scale", "1.2V", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tone(program, offset_ppm="0"):
    """Of 1 V behind 100 ohm into 10 kohm, 20 dB down: 99.0 mV, once it has climbed for 2 s."""
    with start_tone(program, "--duration", "9") as running:
        text, rest = running.communicate(timeout=100)
    print(text)
    require(running.returncode == 0 and rest == "", f"exit {running.returncode}: {rest}")
    require("playing 1000 Hz, climbing to -20 dBFS" in text.splitlines()[0], text.splitlines()[0])
    # Climbing takes 2 s: of none of them are figures told.
    for line in text.splitlines()[1:7]:
        require("clock: not told: the tone still climbs" in line or "tone -  THD+N -  noise -" in line,
                line)
    told = re.findall(r"left   rms \S+ dBFS  (\S+) mV.*THD\+N (\S+) dB.*\n.*\n.* runs "
                      r"(\S+) ± \S+ ppm fast" if float(offset_ppm) else
                      r"left   rms \S+ dBFS  (\S+) mV.*THD\+N (\S+) dB.*\n.*\n.*agree()", text)
    require(told, "no second of a steady tone")
    for millivolts, distortion, offset in told:
        # 0.1 % of whole periods in 0.3 s or more, and of 24 bits in the noise.
        require(abs(float(millivolts) / 99.01 - 1) < 0.002, f"{millivolts} mV")
        require(float(distortion) < -85, f"THD+N {distortion} dB")
        require(not offset or abs(float(offset) - float(offset_ppm)) < 0.5, f"{offset} ppm")


def silenced(program):
    with start_tone(program, "--every", "0.1") as running:
        for line in running.stdout:
            if "left" in line and re.search(r"rms -2[12]\.\S+ dBFS  99\.", line):
                break
        at = signal_sounding(running.pid, signal.SIGINT)
        running.stdout.read()
        rest = running.stderr.read()
        require(running.wait(timeout=60) == 130, f"exit {running.returncode}: {rest}")
    require(rest == "ohmloop: stopped on request\n", f"stderr says {rest!r}")
    seconds, level = sounded_since(at)
    print(f"sounded for {1000 * seconds:.0f} ms, ended at {level:.2g}")
    # 50 ms, the output's latency, and what asking the bench takes; 250 ms are the limit of all.
    require(seconds < 0.250, f"sounded for {seconds:.3f} s more")
    # The last 1 ms of a raised cosine of 20 ms is below sin^2(pi / 40) = 0.6 % of the level.
    require(level < 0.1 * 0.0063, f"ended at {level} of full scale: no ramp")


def server_killed(program):
    left_within_5_s(program, lambda: os.kill(SERVER, signal.SIGKILL))


def server_frozen(program):
    try:
        left_within_5_s(program, lambda: os.kill(SERVER, signal.SIGSTOP))
    finally:
        os.kill(SERVER, signal.SIGCONT)


if __name__ == "__main__":
    case = {each.__name__: each for each in (piped, terminal, tone, silenced, server_killed,
                                              server_frozen)}
    case[sys.argv[2]](sys.argv[1], *sys.argv[3:])
