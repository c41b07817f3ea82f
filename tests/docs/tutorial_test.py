"""docs/tutorial.md: its commands, run in order in an empty folder, do what the page promises.

Blocks of ```bash are run as they stand; blocks of ```python and ```toml with file=NAME are written to that file. The only
change is the time of the search: run.max_hours of the job becomes SEARCH_HOURS, and the search is repeated, as the page
says it can be, until the front has settled or the number of tries is used up.
Environment: BALMER, the program.
"""
import json
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
        cls.latex = next(text for language, _, text in blocks() if language == "latex")

    @classmethod
    def write(cls, name, text):
        if name == "job.toml":
            text, count = re.subn(r"^max_hours = .*$", f"max_hours = {SEARCH_HOURS}", text, flags=re.M)
            assert count == 1, "the job has a time limit"
        (cls.folder / name).write_text(text)

    @classmethod
    def run_once(cls, command):
        environment = {**os.environ, "PATH": f"{cls.folder / 'bin'}:{os.environ['PATH']}"}
        return subprocess.run(["bash", "-c", command], cwd=cls.folder, env=environment, capture_output=True, text=True)

    @classmethod
    def run_command(cls, command):
        tries = MOST_SEARCHES if command.startswith("balmer search") else 1
        for _ in range(tries):
            done = cls.run_once(command)
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
            codes = (0, 75) if "balmer search" in command else (0,)
            self.assertIn(done.returncode, codes, f"{command}\n{done.stderr}")

    def test_more_ranks_resume_the_search(self):
        if self.output("balmer search").returncode == 0:
            self.skipTest("the first part has done all iterations")
        starts = [record for record in self.records() if record["event"] in ("start", "restart")]
        self.assertEqual(starts[-1]["event"], "restart")
        self.assertIn("2 workers", self.output("mpirun").stderr)
        self.assertIn(self.records()[-1]["reason"], ("time_limit", "iterations_done"))

    def records(self):
        return [json.loads(line) for line in (self.folder / "runs/mt/progress.jsonl").read_text().splitlines()]

    def test_every_file_that_the_page_names_exists(self):
        for name in ("events.csv", "fresh.csv", "front.tex", "runs/mt/hall_of_fame.csv", "runs/mt/hall_of_fame.json",
                     "runs/mt/job.toml", "runs/mt/checkpoint.h5"):
            self.assertGreater((self.folder / name).stat().st_size, 0, name)
        self.assertEqual(len((self.folder / "events.csv").read_text().splitlines()), 1 + 20000)

    def test_the_same_command_resumes(self):
        # On a copy, for the other tests read the run.
        shutil.copytree(self.folder / "runs/mt", self.folder / "runs/again")
        before = self.life("runs/again")
        done = self.run_once("balmer search job.toml --run runs/again --set run.max_hours=0.0005")
        self.assertIn(done.returncode, (0, 75), done.stderr)
        life, iterations = self.life("runs/again")
        if before[1] < 4000:
            self.assertEqual(life, before[0] + 1)
        self.assertGreaterEqual(iterations, before[1])

    def life(self, run):
        shown = self.run_once(f"balmer show {run}").stdout
        life, iterations = re.search(r"life (\d+), (\d+) of 4000", shown).groups()
        return int(life), int(iterations)

    def test_inspect_lists_all_columns(self):
        for column in ("pt_gev", "met_gev", "dphi", "eta", "mt_squared"):
            self.assertRegex(self.output("balmer inspect").stdout, rf"(?m)^\s*{column}\s")

    def test_names_with_units_are_written_in_backticks(self):
        header, rows = (self.folder / "fresh.csv").read_text().split("\n", 1)
        (self.folder / "units.csv").write_text(header.replace("pt_gev", "pt [GeV]") + "\n" + rows)
        done = self.run_once("balmer evaluate --data units.csv --target mt_squared "
                             "--expression '0.002*`pt [GeV]`*met_gev*(1 - cos(dphi))'")
        self.assertEqual(done.stdout.split("complexity")[0], self.output("balmer evaluate").stdout.split("complexity")[0])

    def test_the_job_is_printed_whole(self):
        self.assertIn("iterations", self.output("balmer job").stdout)

    def test_the_front_settles_at_the_law_without_the_idle_column(self):
        rows = self.front()
        self.assertAlmostEqual(min(mse for complexity, mse, _ in rows if complexity <= 8), 28, delta=1)
        self.assertAlmostEqual(min(mse for complexity, mse, _ in rows if complexity <= 10), 0.0025, delta=0.0001)
        law = next(equation for complexity, mse, equation in rows if mse < 0.0026)
        self.assertNotIn("eta", law)
        x = {name: numpy.linspace(20, 100, 7) for name in ("pt_gev", "met_gev")}
        x["dphi"] = numpy.linspace(-3, 3, 7)
        found = eval(law, {"cos": numpy.cos}, x)
        numpy.testing.assert_allclose(found, 0.002 * x["pt_gev"] * x["met_gev"] * (1 - numpy.cos(x["dphi"])), atol=0.02)

    def front(self):
        lines = (self.folder / "runs/mt/hall_of_fame.csv").read_text().splitlines()
        self.assertEqual(lines[0], "complexity,constants,mse,score,equation,proven")
        cells = [line.split(",", 4) for line in lines[1:]]
        return [(int(row[0]), float(row[2]), row[4].rsplit(',', 1)[0].strip('"')) for row in cells]

    def test_the_fit_has_the_constants_within_their_errors(self):
        text = self.output("balmer fit").stdout
        for name, truth in (("a", 0.002), ("b", 1.0)):
            value, _, robust = re.search(rf"^{name}\s+(\S+)\s+(\S+)\s+(\S+)$", text, re.M).groups()
            self.assertLess(abs(float(value) - truth), 5 * float(robust))
            self.assertLess(float(robust), 1e-3 * truth)

    def test_the_page_quotes_the_fitted_constants(self):
        fit = {name: (float(value), float(robust)) for name, value, robust in re.findall(
            r"^([ab])\s+(\S+)\s+\S+\s+(\S+)$", self.output("balmer fit").stdout, re.M)}
        prose = PAGE.read_text().replace(self.latex, "")
        # The target is in 1000 GeV^2, and the equation is not.
        for text, scale in ((prose, 1), (self.latex, 1000)):
            for name, factor in (("a", scale), ("b", 1)):
                value, error = re.search(rf"\b{name} = ([\d.]+)\((\d)\)", text).groups()
                decimals = len(value.split(".")[1])
                self.assertEqual(value, f"{factor * fit[name][0]:.{decimals}f}")
                self.assertEqual(int(error), round(factor * fit[name][1] * 10 ** decimals))

    def test_fresh_events_have_the_same_error(self):
        mse = float(re.search(r"^mse\s+(\S+)", self.output("balmer evaluate").stdout, re.M).group(1))
        self.assertAlmostEqual(mse, 0.0025, delta=0.0002)

    def test_the_latex_is_balanced_and_compiles(self):
        text = (self.folder / "front.tex").read_text()
        self.assertGreater(len(text), 100)
        formulas = [line for line in text.splitlines() if line.strip() and not line.startswith("%")]
        self.assertEqual(len(formulas), len(self.front()))
        for formula in formulas:
            self.assertEqual(formula.count("{"), formula.count("}"), formula)
            self.assertEqual(formula.count("\\left"), formula.count("\\right"), formula)
        if not shutil.which("pdflatex"):
            self.skipTest("no pdflatex")
        body = "".join(f"\\[{formula}\\]\n" for formula in formulas) + self.latex
        (self.folder / "paper.tex").write_text(
            "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n" + body + "\\end{document}\n")
        made = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stdout[-2000:])


if __name__ == "__main__":
    unittest.main()
