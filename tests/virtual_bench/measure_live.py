#!/usr/bin/env python3
"""measure_live.py OHMLOOP CASE [OHM CLASS...]   The program on a live bench, as its user runs it.

Run by scripts/virtual_bench, which says in the environment where the bench is.
  impedance OHM CLASS...   |output impedance| at 997 Hz is OHM, the verdict one of CLASSes
  interrupted              Ctrl-C while it plays: exit 130, one sentence
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
    return "approaching" in line or "measuring" in line


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


def interrupted(program):
    end_while_playing(program, lambda pid: os.kill(pid, signal.SIGINT), 130)


def server_killed(program):
    server = int(os.environ["OHMLOOP_BENCH_SERVER_PID"])
    end_while_playing(program, lambda _: os.kill(server, signal.SIGKILL), 4)


if __name__ == "__main__":
    cases = {"impedance": impedance, "interrupted": interrupted, "server_killed": server_killed}
    cases[sys.argv[2]](sys.argv[1], *sys.argv[3:])
