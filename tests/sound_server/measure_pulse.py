#!/usr/bin/env python3
"""measure_pulse.py OHMLOOP CASE   The program on a sound server of its own, as its user runs it.

A private PulseAudio daemon with a null sink, whose monitor is the input, reached through ALSA. The
sink's volume is the load: a divider of a source impedance that is known exactly.
  clean          buffers of 100 ms: right, nothing doubted but what two loads cannot show
  short_buffers  32 ms, PortAudio's own choice: within twice the uncertainty, or refused
  killed         the daemon goes while it plays: exit 4, one sentence
  removed        the same with the sink alone
  two_rates      a player at 44.1 kHz, the sink's own rate, and a recorder at 48 kHz: as clean
  resampled      a sink at 44.1 kHz under a stream at 48 kHz is found
Exit 77: PulseAudio, its tools or ALSA's plugin for it are not installed.
"""
import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

VOLUME = 59578  # PulseAudio's gain is the cube of volume / 65536
INPUT_OHM, LOAD_OHM = 10e3, 33.0


def require(holds, what):
    if not holds:
        sys.exit(f"measure_pulse: {what}")


def source_ohm():
    """(1 + Z y0)/(1 + Z y) = gain, y0 and y the admittances without and with the load."""
    gain = (VOLUME / 65536) ** 3
    y0 = 1 / INPUT_OHM
    return (1 - gain) / (gain * (y0 + 1 / LOAD_OHM) - y0)


class Server:
    """A daemon of its own, in a folder of its own."""

    def __init__(self, folder, rate):
        self.folder = folder
        self.socket = os.path.join(folder, "native")
        config = os.path.join(folder, "daemon.conf")
        with open(config, "w", encoding="utf-8") as file:
            # Both rates alike: else the sink follows the stream's.
            file.write(f"default-sample-rate = {rate}\nalternate-sample-rate = {rate}\n")
        self.environment = {**os.environ, "HOME": folder, "PULSE_CONFIG": config,
                            "PULSE_RUNTIME_PATH": folder, "PULSE_SERVER": f"unix:{self.socket}",
                            "ALSA_CONFIG_PATH": self.alsa_config(),
                            "JACK_NO_START_SERVER": "1"}
        self.log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
        self.daemon = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
             "-L", f"module-null-sink sink_name=bench format=float32le rate={rate} channels=2"],
            env=self.environment, stdout=self.log, stderr=self.log)
        self.await_sink()
        # Somebody who listens keeps the sink at work in short blocks; alone it sleeps for seconds.
        self.listener = subprocess.Popen(
            ["parec", "-d", "bench.monitor", "--latency-msec=20"], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=self.log)

    def alsa_config(self):
        path = os.path.join(self.folder, "asound.conf")
        ends = "\n".join(
            f'pcm.bench_{way} {{ type pulse server "unix:{self.socket}" device {device} }}'
            for way, device in (("out", "bench"), ("in", "bench.monitor")))
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"</usr/share/alsa/alsa.conf>\n{ends}\n"
                       "pcm.ohmloop_player { type asym playback.pcm bench_out "
                       'hint { show on description "player" } }\n'
                       "pcm.ohmloop_recorder { type asym capture.pcm bench_in "
                       'hint { show on description "recorder" } }\n'
                       "pcm.ohmloop_bench { type asym playback.pcm bench_out capture.pcm bench_in "
                       'hint { show on description "bench" } }\n')
        return path

    def await_sink(self):
        for _ in range(100):
            if "bench" in self.control("list", "short", "sinks").stdout:
                return
            time.sleep(0.1)
        sys.exit("measure_pulse: the sound server did not start")

    def control(self, *words):
        return subprocess.run(["pactl", *words], env=self.environment, capture_output=True,
                              text=True, check=False)

    def stop(self):
        for process in (self.listener, self.daemon):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
        self.log.close()


@contextlib.contextmanager
def server(rate=48000):
    with tempfile.TemporaryDirectory(prefix="ohmloop-pulse.") as folder:
        running = Server(folder, rate)
        try:
            yield running
        finally:
            running.stop()


def command(program, bench, plan, *more, loads=f"open,{LOAD_OHM:g}:0.01%",
            devices=("--device", "ohmloop_bench")):
    switch = os.path.join(bench.folder, "switch")
    with open(switch, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nvolume=65536\n"
                   f'[ "$1" = {LOAD_OHM:g} ] && volume={VOLUME}\n'
                   "exec pactl set-sink-volume bench $volume\n")
    os.chmod(switch, 0o700)
    return [program, "measure", *devices, "--switch", f"{switch} {{load}}",
            "--plan", plan, "--loads", loads,
            "--input-impedance", f"{INPUT_OHM:g}:0.01%,0", "--input-full-scale", "1V", "--yes",
            "--progress", "lines", *more]


def measure(program, bench, *more, plan="quick", **chosen):
    done = subprocess.run(command(program, bench, plan, *more, "--json", "-", **chosen),
                          env=bench.environment, capture_output=True, text=True, check=False)
    result = json.loads(done.stdout) if done.returncode in (0, 3) and done.stdout else None
    return done, result


def impedances(result):
    return [f for f in result["figures"]
            if f["quantity"] == "output_impedance" and f.get("at_hz") == 997]


def check_impedances(result, widths):
    truth = source_ohm()
    measured = [f for f in impedances(result) if f["kind"] == "measured"]
    for figure in measured:
        value, low, high = figure["value"], figure["low"], figure["high"]
        print(f"{figure['channel']} {value:.4f} ohm ({low:.4f} to {high:.4f}), true {truth:.4f}")
        require(value - widths * (value - low) <= truth <= value + widths * (high - value),
                f"{value} ({low} to {high}) ohm, not {truth}")
    return measured


def require_clean(done, result):
    require(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-1000:]}")
    require(len(check_impedances(result, 1)) == 2, "two channels are measured")
    codes = {doubt["code"] for doubt in result["doubts"]}
    # Full scale is full scale on both sides: the input clips where the output ends.
    require(codes <= {"source_not_tested", "input_limits"}, f"doubts: {codes}")


def clean(program):
    with server() as bench:
        require_clean(*measure(program, bench))


def two_rates(program):
    with server(44100) as bench:
        done, result = measure(program, bench, "--output-rate", "44100", devices=(
            "--output-device", "ohmloop_player", "--input-device", "ohmloop_recorder"))
        require_clean(done, result)
        rates = [result["setup"][side]["rate_obtained_hz"]
                 for side in ("output_device", "input_device")]
        require(rates == [44100, 48000], f"rates are {rates}")


def short_buffers(program):
    runs = max(1, int(os.environ.get("OHMLOOP_RUNS", "0")) // 10)
    with server() as bench:
        for _ in range(runs):
            done, result = measure(program, bench, "--latency", "32")
            require(done.returncode in (0, 3, 4), f"exit {done.returncode}: {done.stderr}")
            measured = check_impedances(result, 2) if result else []
            spoken = [line for line in done.stderr.splitlines() if line.startswith("ohmloop: ")]
            require(len(measured) == 2 or spoken or result["doubts"], "no figure, and no reason")
            print(f"exit {done.returncode}, {len(measured)} measured, "
                  f"retakes {[t['retakes'] for t in result['takes']] if result else '-'} "
                  f"{' '.join(spoken)}")


def lose(program, end):
    """The device goes in the second load's take: exit 4, what is finished is kept."""
    with server() as bench:
        kept = os.path.join(bench.folder, "kept")
        with subprocess.Popen(command(program, bench, "quick", "--keep", kept),
                              env=bench.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as running:
            for line in running.stderr:
                if f"{LOAD_OHM:g}: measuring" in line:
                    break
            time.sleep(1)
            end(bench)
            ended = time.monotonic()
            rest = running.stderr.read()
            code = running.wait(timeout=60)
            took = time.monotonic() - ended
        print(f"left after {took:.1f} s: {rest}")
        require(code == 4, f"exit {code}: {rest}")
        # 0.5 s to notice and 2 s for a host that hangs; the limit is for an idle machine.
        require(took < 10, f"took {took:.1f} s to end")
        spoken = [line for line in rest.splitlines() if line.startswith("ohmloop: ")]
        require(len(spoken) == 1 and "is kept" in spoken[0], f"stderr says {rest!r}")
        require(os.path.exists(os.path.join(kept, "00-open.wav")), "the finished take is kept")


def killed(program):
    lose(program, lambda bench: bench.daemon.send_signal(signal.SIGKILL))


def removed(program):
    lose(program, lambda bench: bench.control("unload-module", "module-null-sink"))


def resampled(program):
    with server(44100) as bench:
        done, result = measure(program, bench, "response", plan="standard", loads="open")
        require(done.returncode == 0, f"exit {done.returncode}: {done.stderr[-1000:]}")
        found = [d for d in result["doubts"] if d["code"] == "hidden_resampling"]
        require(found, f"found {[d['code'] for d in result['doubts']]} only")
        print(found[0]["text"])


def is_installed():
    plugins = glob.glob("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so")
    return plugins and all(shutil.which(tool) for tool in ("pulseaudio", "pactl", "parec"))


if __name__ == "__main__":
    if not is_installed():
        print("needs PulseAudio: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
        sys.exit(77)
    cases = (clean, two_rates, short_buffers, killed, removed, resampled)
    {each.__name__: each for each in cases}[sys.argv[2]](sys.argv[1])
