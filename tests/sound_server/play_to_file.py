#!/usr/bin/env python3
"""play_to_file.py OHMLOOP   All that reaches the converter, as ALSA's file plugin writes it down.

Whatever is played begins and ends in silence, softly, and the first sound of all is at -60 dBFS.
The plugin takes sound as fast as it is given, many times faster than it lasts.
Exit 77: ALSA is not there.
"""
import mmap
import os
import re
import subprocess
import sys
import tempfile
from array import array

RATE, FRAME_BYTES, FULL_SCALE = 48000, 8, 2.0 ** 31
ALSA_CONFIG = "/usr/share/alsa/alsa.conf"


def require(holds, what):
    if not holds:
        sys.exit(f"play_to_file: {what}")


def sounds(written):
    """Begin and end, in bytes, of what stands between silences of 0.1 s or more."""
    sound, silence = re.compile(rb"[^\0]"), bytes(RATE // 10 * FRAME_BYTES)
    begun = sound.search(written)
    while begun:
        begin = begun.start() // FRAME_BYTES * FRAME_BYTES
        end = written.find(silence, begin)
        require(end >= 0, "it ends in silence")
        yield begin, -(-end // FRAME_BYTES) * FRAME_BYTES
        begun = sound.search(written, end)


def peak(written, begin, end):
    samples = array("i")
    samples.frombytes(written[begin:end])
    return max(map(abs, samples), default=0) / FULL_SCALE


def play(program, folder):
    config, output = (os.path.join(folder, name) for name in ("asound.conf", "output"))
    with open(config, "w", encoding="utf-8") as file:
        file.write(f'<{ALSA_CONFIG}>\npcm.file_out {{ type file slave.pcm null file "{output}" '
                   "format raw }\npcm.ohmloop_file { type asym playback.pcm file_out "
                   'capture.pcm null hint { show on description "file" } }\n')
    done = subprocess.run(
        [program, "measure", "--device", "ohmloop_file", "--switch", "true", "--plan", "quick",
         "--loads", "open,33", "--max-level", "-6", "--yes", "--quiet"],
        env={**os.environ, "ALSA_CONFIG_PATH": config, "JACK_NO_START_SERVER": "1"},
        capture_output=True, text=True, check=False)
    # Nothing of it is heard: the input is not connected.
    require(done.returncode == 3, f"exit {done.returncode}: {done.stderr}")
    return output


def main(program):
    if not os.path.exists(ALSA_CONFIG):
        print("needs ALSA's configuration: apt-get install libasound2-data")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="ohmloop-alsa.") as folder:
        with open(play(program, folder), "rb") as file, \
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as written:
            found = list(sounds(written))
            require(len(found) >= 4, f"{len(found)} sounds")
            require(found[0][0] > 0, "it begins in silence")
            edge_bytes = 5 * FRAME_BYTES
            levels = [peak(written, *sound) for sound in found]
            require(levels[0] <= 1.01e-3, f"the first sound has {levels[0]} of full scale")
            require(max(levels) <= 10 ** (-6 / 20), f"the loudest sound has {max(levels)}")
            for (begin, end), level in zip(found, levels):
                # The shortest raised cosine, a marker's, has 1 ms: of its level it passes
                # sin^2(pi / 20) = 2.4 % in five frames; dither moves the last of 24 bits.
                for edge in ((begin, begin + edge_bytes), (end - edge_bytes, end)):
                    heard = peak(written, *edge)
                    require(heard <= 0.026 * level + 2.0 ** -22,
                            f"a sound of {level:.3g} begins or ends at {heard:.3g}")
            print(f"{len(found)} sounds, the loudest {max(levels):.3f} of full scale, in "
                  f"{len(written) / FRAME_BYTES / RATE:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1])
