"""docs/tutorial.md: its commands, run in order in an empty folder, do what the page promises.

Blocks of ```bash are run as they stand; blocks of ```python and ```toml with file=NAME are written to that file. The only
change is the time of the search: run.max_hours of the job becomes SEARCH_HOURS, and the search is repeated, as the page
says it can be, until the front has settled or the number of tries is used up.
Environment: BALMER, the program.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import numpy

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
SEARCH_HOURS = 0.003
MOST_SEARCHES = 8


def blocks():
    """[(language, file name or None, text)] of all fenced blocks."""
    found = re.findall(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    return [(language, name or None, text) for language, name, text in found]


class Tutorial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="balmer_tutorial_"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "bin").mkdir()
        (cls.folder / "bin" / "balmer").symlink_to(pathlib.Path(os.environ["BALMER"]).resolve())
        # The oracles' interpreter, which has NumPy.
        (cls.folder / "bin" / "python3").symlink_to("/usr/bin/python3")
        cls.outputs = {}
        for language, name, text in blocks():
            if name:
                cls.write(name, text)
            elif language == "bash":
                for command in text.splitlines():
                    cls.outputs[command] = cls.run_command(command)

    @classmethod
    def write(cls, name, text):
        if name == "job.toml":
            text, count = re.subn(r"^max_hours = .*$", f"max_hours = {SEARCH_HOURS}", text, flags=re.M)
            assert count == 1, "the job has a time limit"
        (cls.folder / name).write_text(text)

    @classmethod
    def run_command(cls, command):
        environment = {**os.environ, "PATH": f"{cls.folder / 'bin'}:{os.environ['PATH']}"}
        tries = MOST_SEARCHES if command.startswith("balmer search") else 1
        for _ in range(tries):
            done = subprocess.run(["bash", "-c", command], cwd=cls.folder, env=environment, capture_output=True, text=True)
            if tries > 1 and cls.has_settled():
                break
        return done

    @classmethod
    def has_settled(cls):
        front = cls.folder / "runs/mt/hall_of_fame.csv"
        return front.exists() and any(float(line.split(",")[2]) < 0.0026 for line in front.read_text().splitlines()[1:])

    def output(self, start):
        return next(done for command, done in self.outputs.items() if command.startswith(start))

    def test_every_command_ends_as_the_page_says(self):
        self.assertGreaterEqual(len(self.outputs), 8)
        for command, done in self.outputs.items():
            codes = (0, 75) if command.startswith("balmer search") else (0,)
            self.assertIn(done.returncode, codes, f"{command}\n{done.stderr}")

    def test_inspect_lists_all_columns(self):
        for column in ("pt", "met", "dphi", "eta", "mt_squared"):
            self.assertIn(column, self.output("balmer inspect").stdout)

    def test_the_job_is_printed_whole(self):
        self.assertIn("iterations", self.output("balmer job").stdout)

    def test_the_front_settles_at_the_law_without_the_idle_column(self):
        rows = self.front()
        losses = {complexity: mse for complexity, mse, _ in rows}
        self.assertGreater(losses[8], 10)
        self.assertAlmostEqual(min(mse for complexity, mse, _ in rows if complexity <= 10), 0.0025, delta=0.0001)
        law = next(equation for complexity, mse, equation in rows if mse < 0.0026)
        self.assertNotIn("eta", law)
        x = {name: numpy.linspace(20, 100, 7) for name in ("pt", "met")}
        x["dphi"] = numpy.linspace(-3, 3, 7)
        found = eval(law, {"cos": numpy.cos}, x)
        numpy.testing.assert_allclose(found, 0.002 * x["pt"] * x["met"] * (1 - numpy.cos(x["dphi"])), atol=0.02)

    def front(self):
        lines = (self.folder / "runs/mt/hall_of_fame.csv").read_text().splitlines()
        self.assertEqual(lines[0], "complexity,constants,mse,score,equation")
        cells = [line.split(",", 4) for line in lines[1:]]
        return [(int(row[0]), float(row[2]), row[4].strip('"')) for row in cells]

    def test_the_fit_has_the_constants_within_their_errors(self):
        text = self.output("balmer fit").stdout
        for name, truth in (("a", 0.002), ("b", 1.0)):
            value, _, robust = re.search(rf"^{name}\s+(\S+)\s+(\S+)\s+(\S+)$", text, re.M).groups()
            self.assertLess(abs(float(value) - truth), 5 * float(robust))
            self.assertLess(float(robust), 1e-3 * truth)

    def test_fresh_events_have_the_same_error(self):
        mse = float(re.search(r"^mse\s+(\S+)", self.output("balmer evaluate").stdout, re.M).group(1))
        self.assertAlmostEqual(mse, 0.0025, delta=0.0002)

    def test_the_latex_is_balanced_and_compiles(self):
        text = (self.folder / "front.tex").read_text()
        formulas = [line for line in text.splitlines() if line.strip() and not line.startswith("%")]
        self.assertEqual(len(formulas), len(self.front()))
        for formula in formulas:
            self.assertEqual(formula.count("{"), formula.count("}"), formula)
            self.assertEqual(formula.count("\\left"), formula.count("\\right"), formula)
        if not shutil.which("pdflatex"):
            self.skipTest("no pdflatex")
        equation = next(text for language, _, text in blocks() if language == "latex")
        body = "".join(f"\\[{formula}\\]\n" for formula in formulas) + equation
        (self.folder / "paper.tex").write_text(
            "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n" + body + "\\end{document}\n")
        made = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stdout[-2000:])


if __name__ == "__main__":
    unittest.main()
