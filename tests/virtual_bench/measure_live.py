#!/usr/bin/env python3
"""measure_live.py OHMLOOP CASE [OHM CLASS...]   The program on a live bench, as its user runs it.

Run by scripts/virtual_bench, which says in the environment where the bench is.
  impedance OHM CLASS...   |output impedance| at 997 Hz is OHM, the verdict one of CLASSes
  interrupted              Ctrl-C while it plays: exit 130, one sentence
  terminated               the same with SIGTERM: exit 143
  server_killed            the audio server goes while it plays: exit 4, one sentence
"""
import json
import os
import signal
import subprocess
import sys
import time

OPTIONS = ["--plan", "quick", "--loads", "open,33", "--input-impedance", "10k:0.01%,200:0.01%",
           "--input-full-scale", "2V", "--progress", "json"]
RATE = 48000


def command(program, *more):
    bench = os.environ["OHMLOOP_BENCH_NAME"]
    recorder = os.environ.get("OHMLOOP_BENCH_RECORDER")
    switch = os.environ["OHMLOOP_BENCH_SWITCH"]
    devices = ["--output-device", bench, "--input-device", recorder or bench]
    return [program, "measure", *devices, "--switch", switch, *OPTIONS, *more]


def require(holds, what):
    if not holds:
        sys.exit(f"measure_live: {what}")


def impedance(program, ohm, *classes):
    done = subprocess.run(command(program, "--json", "-"), capture_output=True, text=True,
                          check=False)
    require(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}")
    result = json.loads(done.stdout)
    require(not result["simulated"], "a live measurement is not a simulated one")
    found = [f for f in result["figures"]
             if f["quantity"] == "output_impedance" and f.get("at_hz") == 997]
    require({f["channel"] for f in found} == {"left", "right"}, f"impedances of {found}")
    for figure in found:
        require(figure["kind"] == "measured", f"not measured: {figure}")
        # The quick plan's goal (0.1 % + 5 mohm); the bench's load and input are exact.
        error = abs(figure["value"] - float(ohm))
        require(error < 0.001 * float(ohm) + 0.005, f"{figure['value']} ohm, not {ohm}")
        require(figure["low"] < float(ohm) < figure["high"], "the interval holds the truth")
    verdict = result["verdict"]["port"]["class"]
    require(verdict in classes, f"class {verdict}, not {classes}")


def is_playing(line):
    return "measuring" in line


def end_while_playing(program, end, code):
    with subprocess.Popen(command(program), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as running:
        lines = []
        for line in running.stderr:
            lines.append(line)
            if is_playing(line):
                break
        time.sleep(0.5)
        end(running.pid)
        ended = time.monotonic()
        rest = running.stderr.read()
        result = running.stdout.read()
        returned = running.wait(timeout=60)
        took = time.monotonic() - ended
    require(returned == code, f"exit {returned}, not {code}: {''.join(lines)}{rest}")
    require(result == "", f"stdout says {result!r}")
    spoken = [line for line in rest.splitlines() if line.startswith("ohmloop: ")]
    strays = [line for line in rest.splitlines() if line and line[0] not in "{o"]
    require(len(spoken) == 1 and not strays, f"stderr says {rest!r}")
    # 0.5 s to notice, 2 s for a host that hangs, the rest for a busy machine.
    require(took < 10, f"took {took:.1f} s to end")


def heard():
    """What the jack heard: frames passed, the last that sounded, the level of the last 1 ms."""
    words = os.environ["OHMLOOP_BENCH_SWITCH"].replace("{load}", "heard?").split()
    now, last, level = subprocess.run(words, capture_output=True, text=True,
                                      check=True).stdout.split()
    return int(now), int(last), float(level)


def silence_after(program, number, code):
    """Ends a run by a signal while it plays; tells how long the jack sounded after it, in s, and
    the level it ended at."""
    at = []

    def end(pid):
        now, last, _ = heard()
        require(now - last < 0.1 * RATE, "nothing sounds that could be silenced")
        at.append(now)
        os.kill(pid, number)

    end_while_playing(program, end, code)
    time.sleep(0.3)
    now, last, level = heard()
    require(now - last > 0.2 * RATE, "the jack still sounds")
    return max(0, last - at[0]) / RATE, level


def faded(program, number):
    seconds, level = silence_after(program, number, 128 + number)
    print(f"sounded for {1000 * seconds:.0f} ms after signal {number}, ended at {level:.2g}")
    # 50 ms, the output's latency, and what asking the bench takes; 250 ms are the limit of all.
    require(seconds < 0.250, f"sounded for {seconds:.3f} s more")
    # The last 1 ms of a raised cosine of 20 ms is below sin^2(pi / 40) = 0.6 % of the level.
    require(level < 0.0063, f"ended at {level} of full scale: no ramp")


def interrupted(program):
    faded(program, signal.SIGINT)


def terminated(program):
    faded(program, signal.SIGTERM)


def server_killed(program):
    server = int(os.environ["OHMLOOP_BENCH_SERVER_PID"])
    end_while_playing(program, lambda _: os.kill(server, signal.SIGKILL), 4)


if __name__ == "__main__":
    cases = {"impedance": impedance, "interrupted": interrupted, "terminated": terminated,
             "server_killed": server_killed}
    cases[sys.argv[2]](sys.argv[1], *sys.argv[3:])
