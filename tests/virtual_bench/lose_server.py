#!/usr/bin/env python3
"""lose_server.py OHMLOOP END [RUNS [SEED]]   A live run whose audio server ends at a random moment.

END is what happens to the server: killed (SIGKILL), frozen (SIGSTOP), or restarted: killed and at
once started again, after which a new run measures right. The moments are drawn from SEED (1) and
what follows it: in the program's first half second, or up to 4 s after one of its stages began.
Each run ends within 10 s of it with one clear sentence and exit code 4, or as if nothing had been
when it was as good as done; the takes it kept can be analysed. A line a run goes to stderr.
"""
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCH = os.path.join(ROOT, "scripts", "virtual_bench")
# phone-dongle.toml: R at 997 Hz.
PORT, OHM = "phone-dongle", 0.9
# From "open: connecting" to "done"; the last stages are the analysis and the end.
STAGES = 14
OPTIONS = ["--plan", "quick", "--loads", "open,33:0.01%", "--input-impedance",
           "10k:0.01%,200:0.01%", "--input-full-scale", "2V", "--progress", "json", "--json", "-"]
# 5 s for a host that does not answer at its start, 2 s for the first call that hangs at its end;
# the rest for a busy machine.
LONGEST_S = 10


class Bench:
    """A server of its own, and the port on it."""

    def __init__(self):
        done = subprocess.run([BENCH, "start", "--port", PORT, "--loads", "open,33"],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(done.stderr.strip())
            sys.exit(done.returncode)
        self.settings = dict(re.findall(r"^export (\w+)='(.*)'$", done.stdout, re.MULTILINE))
        self.server = int(self.settings["OHMLOOP_BENCH_SERVER_PID"])

    def stop(self):
        subprocess.run([BENCH, "stop", self.settings["OHMLOOP_BENCH_STATE"]], check=False)

    def command(self, program, *more):
        return [program, "measure", "impedance", "--device", self.settings["OHMLOOP_BENCH_NAME"],
                "--switch", self.settings["OHMLOOP_BENCH_SWITCH"], *OPTIONS, *more]

    def environment(self):
        return {**os.environ, **self.settings}


@contextlib.contextmanager
def bench():
    standing = Bench()
    try:
        yield standing
    finally:
        standing.stop()


class Run:
    """The program at work; what it said, and since when it has been at which stage."""

    def __init__(self, program, standing, *more):
        self.process = subprocess.Popen(standing.command(program, *more), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True,
                                        env=standing.environment())
        self.said, self.result, self.stage, self.ended = [], "", 0, 0
        self.moved = threading.Condition()
        self.readers = [threading.Thread(target=self.listen),
                        threading.Thread(target=self.take_result)]
        for reader in self.readers:
            reader.start()

    def listen(self):
        for line in self.process.stderr:
            with self.moved:
                self.said.append(line)
                self.stage += line.startswith("{")
                self.moved.notify()
        self.process.wait()
        with self.moved:
            self.ended = time.monotonic()
            self.stage = STAGES  # nothing more to wait for
            self.moved.notify()

    def take_result(self):
        self.result = self.process.stdout.read()

    def await_stage(self, stage):
        with self.moved:
            self.moved.wait_for(lambda: self.stage >= stage, timeout=120)

    def end(self, timeout):
        """The exit code; none when it had to be killed."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None
        finally:
            self.process.wait()
            for reader in self.readers:
                reader.join()

    def sentences(self):
        return [line.strip() for line in self.said if not line.startswith("{")]


def failures_of(run, code, took):
    """What is wrong about how a run ended whose server was lost."""
    if code is None:
        return [f"it did not end within {3 * LONGEST_S} s"]
    wrong = [f"it took {took:.1f} s to end"] if took > LONGEST_S else []
    spoken = [line for line in run.sentences() if line.startswith("ohmloop: ")]
    # The switch, too, speaks when its bench is gone.
    strays = [line for line in run.sentences()
              if line not in spoken and not line.startswith("virtual_bench: ")]
    if strays:
        wrong.append(f"it says {strays}")
    if code in (0, 3):
        json.loads(run.result)
        return wrong
    if code != 4 or len(spoken) != 1 or run.result:
        wrong.append(f"exit {code}, says {spoken} and {len(run.result)} characters of result")
    return wrong


def kept_wrong(program, folder):
    """Whether what was kept can be analysed; a folder is there only with takes in it."""
    if not os.path.isdir(folder):
        return "nothing", []
    names = sorted(os.listdir(folder))
    done = subprocess.run([program, "analyze", folder], capture_output=True, text=True, check=False)
    takes = [name for name in names if name.endswith(".wav")]
    wrong = [] if done.returncode in (0, 3) and takes else [f"kept {names}: {done.stderr}"]
    return f"{len(takes)} take{'s' if len(takes) != 1 else ''}", wrong


def drawn_moment(chance):
    """A stage, and how long after its beginning, in s."""
    stage = max(0, chance.randrange(-6, STAGES + 1))
    # A third in the half second in which the host is started and the device opened. Of the other
    # stages the early moments count: most last a second or two.
    return (0, 0.5 * chance.random()) if stage == 0 else (stage, 4 * chance.random() ** 2)


def lose(program, end, seed):
    """One run: whether it ended as it should, and how long that took."""
    stage, wait = drawn_moment(random.Random(seed))
    with contextlib.ExitStack() as standing, tempfile.TemporaryDirectory() as parent:
        kept = os.path.join(parent, "kept")
        first = standing.enter_context(bench())
        run = Run(program, first, "--keep", kept)
        run.await_stage(stage)
        time.sleep(wait)
        os.kill(first.server, signal.SIGSTOP if end == "frozen" else signal.SIGKILL)
        lost = time.monotonic()
        if end == "restarted":
            first.stop()
            second = standing.enter_context(bench())
        code = run.end(3 * LONGEST_S)
        took = max(0, run.ended - lost)
        wrong = failures_of(run, code, took)
        what, more = kept_wrong(program, kept)
        wrong += more
        if end == "restarted":
            wrong += measured_wrong(program, second)
    at = (run.said[stage - 1].split('"')[3] if 0 < stage <= len(run.said) else "start")
    print(f"{end} {wait:.2f} s after {at!r} (seed {seed}): exit {code} after {took:.1f} s, "
          f"kept {what}: {' '.join(run.sentences())}", *(f"WRONG: {line}" for line in wrong),
          sep="\n  ", file=sys.stderr, flush=True)
    return not wrong, took


def measured_wrong(program, standing):
    """A whole run: the impedance lies within its interval."""
    run = Run(program, standing)
    code = run.end(200)
    if code != 0:
        return [f"the run after the restart exits {code}: {run.sentences()}"]
    figures = [f for f in json.loads(run.result)["figures"]
               if f["quantity"] == "output_impedance" and f.get("at_hz") == 997]
    hit = [f for f in figures if f["kind"] == "measured" and f["low"] < OHM < f["high"]]
    return [] if len(hit) == 2 else [f"the run after the restart finds {figures}"]


def main(program, end, runs=1, seed=1):
    ended = [lose(program, end, int(seed) + k) for k in range(int(runs))]
    good = sum(well for well, _ in ended)
    print(f"{good} of {len(ended)} runs ended as they should, the slowest within "
          f"{max(took for _, took in ended):.1f} s")
    sys.exit(0 if good == len(ended) else 1)


if __name__ == "__main__":
    if sys.argv[2] not in ("killed", "frozen", "restarted"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
