#!/usr/bin/env python3
"""measure_live.py OHMLOOP CASE [OHM CLASS...]   The program on a live bench, as its user runs it.

Run by scripts/virtual_bench, which says in the environment where the bench is.
  impedance OHM CLASS...   |output impedance| at 997 Hz is OHM, the verdict one of CLASSes
  within OHM               the same, quickly: within twice its uncertainty, or refused; one line
  asked_again OHM N LOADS  a switch whose N-th call does nothing is asked again: LOADS were called
                           for, the impedance is OHM as if nothing had been
  doctor                   finds the bench and its rate
  interrupted              Ctrl-C while it plays: exit 130, one sentence
  terminated               the same with SIGTERM: exit 143
  killed                   the same with SIGKILL: the server makes the jack silent
  server_killed            the audio server goes while it plays: exit 4, what is finished is kept
  server_frozen            the same with a server that stands still
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

SERVER = int(os.environ["OHMLOOP_BENCH_SERVER_PID"])
RATE = int(os.environ["OHMLOOP_BENCH_RATE"])
OPTIONS = ["--plan", "quick", "--loads", "open,33:0.01%",
           "--input-impedance", "10k:0.01%,200:0.01%", "--input-full-scale", "2V",
           "--progress", "json", "--rate", str(RATE)]


def command(program, *more):
    bench = os.environ["OHMLOOP_BENCH_NAME"]
    recorder = os.environ.get("OHMLOOP_BENCH_RECORDER")
    switch = os.environ["OHMLOOP_BENCH_SWITCH"]
    devices = ["--output-device", bench, "--input-device", recorder or bench]
    return [program, "measure", *devices, "--switch", switch, *OPTIONS, *more]


def require(holds, what):
    if not holds:
        sys.exit(f"measure_live: {what}")


def run(program, *more):
    return subprocess.run(command(program, *more, "--json", "-"), capture_output=True, text=True,
                          check=False)


def measure(program, *more):
    """The result and its exit code; none where nothing was measured."""
    return result_of(run(program, *more))


def result_of(done):
    require(done.returncode in (0, 3), f"exit {done.returncode}: {done.stderr[-2000:]}")
    result = json.loads(done.stdout)
    require(not result["simulated"], "a live measurement is not a simulated one")
    return result, done.returncode


def impedances(result):
    found = [f for f in result["figures"]
             if f["quantity"] == "output_impedance" and f.get("at_hz") == 997]
    require({f["channel"] for f in found} == {"left", "right"}, f"impedances of {found}")
    return found


def is_refused(done):
    """The recordings support no figure, or the server has thrown the program out."""
    if done.returncode != 3:
        return done.returncode == 4
    return not any(f["quantity"] == "output_impedance" for f in json.loads(done.stdout)["figures"])


def within(program, ohm):
    done = run(program, "impedance")
    if is_refused(done):
        spoken = [line for line in done.stderr.splitlines() if line.startswith("ohmloop: ")]
        require(len(spoken) == 1, f"stderr says {done.stderr!r}")
        print(f"refused, {spoken[0]}; exit {done.returncode}")
        return
    result, code = result_of(done)
    found = []
    for figure in impedances(result):
        if figure["kind"] == "not_measured":
            require(figure["reason"] and (code == 3 or result["doubts"]), f"no reason: {figure}")
            found.append(f"{figure['channel']} refused ({figure['reason']})")
            continue
        value, low, high = figure["value"], figure["low"], figure["high"]
        require(value - 2 * (value - low) <= float(ohm) <= value + 2 * (high - value),
                f"{value} ({low} to {high}) ohm, not {ohm}")
        found.append(f"{figure['channel']} {value:.4f} ohm ({low:.4f} to {high:.4f})")
    print(f"{', '.join(found)}; exit {code}, retakes {[t['retakes'] for t in result['takes']]}")


def impedance(program, ohm, *classes):
    result, code = measure(program)
    require(code == 0, f"exit {code}: {result['doubts']}")
    for figure in impedances(result):
        require(figure["kind"] == "measured", f"not measured: {figure}")
        # The quick plan's goal (0.1 % + 5 mohm); the bench's load and input are exact.
        error = abs(figure["value"] - float(ohm))
        require(error < 0.001 * float(ohm) + 0.005, f"{figure['value']} ohm, not {ohm}")
        require(figure["low"] < float(ohm) < figure["high"], "the interval holds the truth")
    verdict = result["verdict"]["port"]["class"]
    require(verdict in classes, f"class {verdict}, not {classes}")


def asked_again(program, ohm, number, loads):
    """The switch's log beside what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        sluggish = os.path.join(folder, "switch")
        with open(sluggish, "w", encoding="utf-8") as script:
            script.write(f'#!/bin/sh\necho "$1" >> "{log}"\n'
                         f'[ "$(wc -l < "{log}")" -eq {number} ] && exit 0\nshift\nexec "$@"\n')
        os.chmod(sluggish, 0o755)
        os.environ["OHMLOOP_BENCH_SWITCH"] = (
            f"{sluggish} {{load}} {os.environ['OHMLOOP_BENCH_SWITCH']}")
        result, code = measure(program, "impedance")
        with open(log, encoding="utf-8") as called:
            require(called.read().split() == loads.split(","), "called for other loads")
    require(code == 0, f"exit {code}: {result['doubts']}")
    codes = {doubt["code"] for doubt in result["doubts"]}
    require(not codes & {"load_not_verified", "load_not_changed"}, f"doubts {codes}")
    for figure in impedances(result):
        require(figure["kind"] == "measured", f"not measured: {figure}")
        require(figure["low"] < float(ohm) < figure["high"], f"not {ohm} ohm: {figure}")


def start(program, *more):
    return subprocess.Popen(command(program, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True)


def await_playing(running, load="open"):
    """What it says until the body of a load's take is under way."""
    lines = []
    for line in running.stderr:
        lines.append(line)
        if f"{load}: measuring" in line:
            break
    time.sleep(0.5)
    return lines


def doctor(program):
    """The bench is found with the one rate its server has."""
    done = subprocess.run([program, "doctor"], capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"exit {done.returncode}: {done.stderr}")
    require(done.stderr == "", f"stderr says {done.stderr!r}")
    lines = done.stdout.splitlines()
    at = [i for i, line in enumerate(lines)
          if line.endswith("JACK Audio Connection Kit: " + os.environ["OHMLOOP_BENCH_NAME"])]
    require(len(at) == 1, f"the bench is not listed once: {done.stdout}")
    require(lines[at[0] + 1].endswith(f"takes {RATE / 1000:g} kHz"), f"rates: {lines[at[0] + 1]}")


def end_while_playing(program, end, code):
    with start(program) as running:
        lines = await_playing(running)
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


def signal_sounding(pid, number):
    """The frame at which a process was sent a signal while the jack sounded; a busy machine may
    make a gap just then."""
    give_up = time.monotonic() + 5
    while True:
        now, last, _ = heard()
        if now - last < 0.1 * RATE:
            os.kill(pid, number)
            return now
        require(time.monotonic() < give_up, "nothing sounds that could be silenced")


def sounded_since(frame):
    """How long the jack sounded after a frame, in s, and the level it ended at."""
    time.sleep(0.3)
    now, last, level = heard()
    require(now - last > 0.2 * RATE, "the jack still sounds")
    return max(0, last - frame) / RATE, level


def silence_after(program, number, code):
    at = []
    end_while_playing(program, lambda pid: at.append(signal_sounding(pid, number)), code)
    return sounded_since(at[0])


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


def killed(program):
    with start(program) as running:
        await_playing(running)
        at = signal_sounding(running.pid, signal.SIGKILL)
        running.wait(timeout=10)
        # The ports of a client that died stay silent; the last buffer is not repeated.
        time.sleep(0.3)
        seconds, _ = sounded_since(at)
    print(f"sounded for {1000 * seconds:.0f} ms after SIGKILL")
    require(seconds < 0.300, f"sounded for {seconds:.3f} s more")


def keeps_what_is_finished(program, end):
    """The server fails in the second load's take: the first one's is kept, and can be read."""
    with tempfile.TemporaryDirectory() as parent:
        kept = os.path.join(parent, "kept")
        with start(program, "--keep", kept) as running:
            await_playing(running, "33")
            end()
            ended = time.monotonic()
            rest = running.stderr.read()
            require(running.wait(timeout=60) == 4, f"exit {running.returncode}: {rest}")
            took = time.monotonic() - ended
        print(f"left after {took:.1f} s: {rest}")
        # 0.5 s to notice and 2 s for a host that hangs; the limit is for an idle machine.
        require(took < 10, f"took {took:.1f} s to end")
        require(sorted(os.listdir(kept)) == ["00-open.wav", "manifest.json"],
                f"kept {os.listdir(kept)}")
        done = subprocess.run([program, "analyze", kept], capture_output=True, text=True,
                              check=False)
        require(done.returncode == 0, f"analyze exits {done.returncode}: {done.stderr}")


def server_killed(program):
    keeps_what_is_finished(program, lambda: os.kill(SERVER, signal.SIGKILL))


def server_frozen(program):
    try:
        keeps_what_is_finished(program, lambda: os.kill(SERVER, signal.SIGSTOP))
    finally:
        os.kill(SERVER, signal.SIGCONT)


if __name__ == "__main__":
    cases = (impedance, within, asked_again, doctor, interrupted, terminated, killed, server_killed,
             server_frozen)
    case = {each.__name__: each for each in cases}[sys.argv[2]]
    case(sys.argv[1], *sys.argv[3:])
