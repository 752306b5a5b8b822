"""check_layering.py finds each kind of trespass in a small tree, and none in a clean one."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import check_layering  # noqa: E402

TABLE = """
ohmloop_module(units)
ohmloop_module(signal DEPENDS units)
ohmloop_module(dsp DEPENDS signal
               PRIVATE PkgConfig::FFTW)
ohmloop_module(simulation DEPENDS signal)
ohmloop_module(audio_io DEPENDS simulation PRIVATE Threads::Threads)
"""


class CheckLayering(unittest.TestCase):
    def found(self, files, table=TABLE):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in {"CMakeLists.txt": table, **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return check_layering.trespasses(root)

    def test_reads_the_table_across_lines(self):
        self.assertEqual([], self.found({
            "src/audio_io/player.cpp": '#include "ohmloop/units/quantity.hpp"\n#include <fstream>',
            "src/audio_io/portaudio_device.cpp": '#include <portaudio.h>\n#include <poll.h>',
            "src/dsp/fft.cpp": '#include <fftw3.h>\n#include <fmt/format.h>\n#include <vector>'}))

    def test_names_file_line_and_missing_arrow(self):
        self.assertEqual(
            ["src/simulation/bench.cpp:2: ohmloop/dsp/fft.hpp: no arrow leads from simulation to dsp"],
            self.found({"src/simulation/bench.cpp": '\n#include "ohmloop/dsp/fft.hpp"'}))

    def test_refuses_a_third_party_header_away_from_home(self):
        found = self.found({"src/dsp/sweep.cpp": "#include <fftw3.h>"})
        self.assertEqual(1, len(found))
        self.assertIn("src/dsp/sweep.cpp:1: fftw3.h: its one home", found[0])

    def test_refuses_third_party_names_in_public_headers(self):
        found = self.found({"include/ohmloop/dsp/a.hpp": "#include <fmt/format.h>",
                            "include/ohmloop/dsp/b.hpp": '#include "fftw3.h"'})
        self.assertEqual(2, len(found))

    def test_refuses_unknown_third_party_headers(self):
        self.assertEqual(1, len(self.found({"src/dsp/a.cpp": "#include <armadillo>"})))
        self.assertEqual(1, len(self.found({"src/dsp/a.cpp": "#include <boost/json.hpp>"})))

    def test_keeps_files_and_the_system_to_three_modules(self):
        for header in ("fstream", "filesystem", "cstdio", "iostream", "unistd.h", "sys/stat.h"):
            self.assertEqual(1, len(self.found({"src/dsp/a.cpp": f"#include <{header}>"})), header)

    def test_refuses_private_headers_of_other_modules_and_climbing(self):
        self.assertEqual(1, len(self.found({"src/dsp/a.cpp": '#include "signal/b.hpp"'})))
        self.assertEqual(1, len(self.found({"src/dsp/a.cpp": '#include "../signal/b.hpp"'})))
        self.assertEqual([], self.found({"src/dsp/a.cpp": '#include "dsp/b.hpp"'}))

    def test_refuses_circles_unknown_modules_and_forbidden_reach(self):
        circle = "ohmloop_module(a DEPENDS b)\nohmloop_module(b DEPENDS a)"
        self.assertIn("circle", self.found({}, circle)[0])
        self.assertIn("no module", self.found({}, "ohmloop_module(a DEPENDS b)")[0])
        self.assertIn("is no module", self.found({"src/other/a.cpp": ""})[0])
        direct = TABLE + "ohmloop_module(classify DEPENDS measure)\nohmloop_module(measure)"
        self.assertIn("classify reaches measure", self.found({}, direct)[0])
        shared = ("ohmloop_module(profiles)\nohmloop_module(dsp DEPENDS profiles)\n"
                  "ohmloop_module(simulation DEPENDS profiles)")
        self.assertIn("share profiles", self.found({}, shared)[0])


if __name__ == "__main__":
    unittest.main()
