"""check_layout.py finds misplaced, nameless and unfinished files, and lets the others be."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import check_layout  # noqa: E402


class CheckLayout(unittest.TestCase):
    def found(self, name, text=""):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
            return check_layout.trespasses(root)

    def test_accepts_what_lies_where_it_belongs(self):
        for name in ("README.md", "src/dsp/fft.cpp", "tests/dsp/fft_test.cpp", ".ci/run",
                     "build/release/other/thing.cpp", "src/dsp/utility_curve.cpp"):
            self.assertEqual([], self.found(name), name)

    def test_refuses_other_folders_and_files_at_the_top(self):
        self.assertEqual(1, len(self.found("docs/guide.md")))
        self.assertEqual(1, len(self.found("notes.txt")))

    def test_refuses_names_that_say_nothing(self):
        for name in ("utils", "misc", "string_util", "common", "test_helpers", "device_manager"):
            self.assertEqual(1, len(self.found(f"src/dsp/{name}.cpp")), name)

    def test_refuses_a_test_without_a_module(self):
        self.assertEqual(1, len(self.found("tests/fft_test.cpp")))

    def test_refuses_unfinished_work_and_names_the_line(self):
        self.assertEqual(["src/dsp/fft.cpp: line 2: unfinished work is not kept in the tree"],
                         self.found("src/dsp/fft.cpp", "int a;\n// TO" "DO later\n"))

    def test_refuses_long_functions_and_names_the_line(self):
        body = "    call();\n\n" * 29
        wrapped = "int a(int b,\n      int c) {\n"
        self.assertEqual([], self.found("src/dsp/a.cpp", "int a() {\n" + body + "}\n"))
        self.assertEqual(["src/dsp/a.cpp: line 3: a function of 61 lines, more than 60"],
                         self.found("src/dsp/a.cpp", "int d;\n\n" + wrapped + body + "}\n"))
        self.assertEqual([], self.found("src/dsp/a.cpp", "struct A {\n" + 2 * body + "};\n"))


if __name__ == "__main__":
    unittest.main()
