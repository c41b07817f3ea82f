"""Every job of jobs/ with events of its own data command: made, searched, and the paper's formulas fitted.

BALMER_JOB_SECONDS (1) is how long each is searched. From 60 on the events are those of the job, and not a few of
them."""
import collections
import csv
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tomllib
import unittest

from balmer_process import BALMER, CommandTest

PROJECT = pathlib.Path(__file__).parents[2]
JOBS = sorted((PROJECT / "jobs").glob("*.toml"))
FORMS = sorted((PROJECT / "jobs" / "paper_forms").glob("*.txt"))
SECONDS = float(os.environ.get("BALMER_JOB_SECONDS", "1"))
FEW_EVENTS = () if SECONDS >= 60 else ("--events", "5000")


def head_of(job):
    return [line[2:] for line in job.read_text().split("[data]")[0].splitlines()]


def line_of(job, key):
    return [line.removeprefix(f"{key}: ") for line in head_of(job) if line.startswith(f"{key}: ")]


def tables_of(forms):
    """The table of each row."""
    return [line.split()[0] for line in forms.read_text().splitlines() if line and not line.startswith(("#", "start "))]


class JobTest(CommandTest):
    def script(self, name, *arguments, codes=(0,), balmer=BALMER):
        done = subprocess.run([PROJECT / "scripts" / name, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=600,
                              env={**os.environ, "BALMER": str(balmer)})
        self.assertIn(done.returncode, codes, f"{name} {arguments}\n{done.stdout}\n{done.stderr}")
        return done


class EveryJob(JobTest):
    """One test a job, test_NAME."""

    def check(self, job):
        data = self.script("make-data", *FEW_EVENTS, job).stdout.strip()
        command = self.command("search", job, "--set", f"data.file={data}", "--set",
                               f"run.max_hours={SECONDS / 3600}", "--run", "run")
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=SECONDS + 120)
        self.assertIn(done.returncode, (0, 75), f"{command}\n{done.stdout}\n{done.stderr}")
        with open(self.folder / "run" / "hall_of_fame.csv") as file:
            front = list(csv.DictReader(file))
        self.assertGreater(len(front), 1, front)
        log = (self.folder / "run" / "log.txt").read_text()
        self.assertNotRegex(log, "(?i)warning|error|failed")
        self.check_settings_of_the_paper(job, data)
        if (PROJECT / "jobs" / "paper_forms" / f"{job.stem}.txt") in FORMS:
            self.check_forms(job)

    def check_settings_of_the_paper(self, job, data):
        """The line '# paper:' holds words that the command takes."""
        for line in line_of(job, "paper"):
            words = shlex.split(line)
            # Enough to be read and begun: its search is not what is tested.
            self.run_begun(job, data, words)
            used = tomllib.loads((self.folder / "as_paper" / "job.toml").read_text())
            if "search.preset=lhc2021" in words:
                self.assertEqual(used["search"]["population_size"], 1000)

    def run_begun(self, job, data, words):
        done = subprocess.run(self.command("search", job, "--set", f"data.file={data}", "--set", "run.max_hours=1e-9",
                                           "--run", "as_paper", *words), cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        self.assertIn(done.returncode, (0, 75), f"{words}\n{done.stderr}")

    def check_forms(self, job):
        """Each formula is fitted, and NumPy gives the same mean squared error; whether it is the reference's is left
        to more events."""
        done = self.script("refit-paper-forms", "--json", "--starts", "2", *FEW_EVENTS, job.stem, codes=(0, 1))
        self.assertGreater(len(json.loads(done.stdout)), 0)


for path in JOBS:
    setattr(EveryJob, f"test_{path.stem}", lambda self, path=path: self.check(path))


class JobFiles(unittest.TestCase):
    """What the files say of each other."""

    def test_every_table_has_its_rows(self):
        found = {"2109.10414": collections.Counter(), "2211.08420": collections.Counter()}
        for forms in FORMS:
            paper = "2109.10414" if forms.stem.startswith(("zh", "wbf")) else "2211.08420"
            self.assertIn(paper, forms.read_text().split("\n")[0])
            found[paper].update(tables_of(forms))
        # Rows as the papers print them. Table 1 of the first is no result of a search; Table 11 is of observables of
        # one constant, and of what Table 10 found.
        self.assertEqual(found["2109.10414"],
                         {"2": 4, "3": 7, "4": 3, "5": 9, "6": 10, "7": 7, "8": 10, "9": 5, "10": 2, "11": 3})
        self.assertEqual(found["2211.08420"],
                         {"I": 15, "II": 8, "III": 6, "IV": 4, "V": 4, "VI": 6, "VII": 16, "VIII": 6})

    def test_jobs_and_formulas_belong_together(self):
        self.assertEqual({forms.stem for forms in FORMS}, {job.stem for job in JOBS} - {"wbf_f0_quick"})

    def test_the_readme_names_every_job(self):
        text = (PROJECT / "jobs" / "README.md").read_text()
        named = set(re.findall(r"`([a-z0-9]+_[a-z0-9_]+)`", text))
        for job in JOBS:
            self.assertIn(job.stem, named)

    def test_every_job_says_what_the_paper_found(self):
        for job in JOBS:
            with self.subTest(job.stem):
                self.assertRegex(head_of(job)[0], "Table|wbf_f0")
                self.assertEqual(len(line_of(job, "data")), 1)
                if job.stem != "wbf_f0_quick":
                    self.assertEqual(len(line_of(job, "paper")), 1)
                    self.assertTrue([line for line in head_of(job) if line.startswith("The paper")])

    def test_every_job_has_files_of_its_own(self):
        read = {job.stem: tomllib.loads(job.read_text()) for job in JOBS}
        self.assertEqual({name: job["run"]["directory"] for name, job in read.items()},
                         {name: f"runs/{name}" for name in read})
        self.assertEqual({name: job["data"]["file"] for name, job in read.items()},
                         {name: f"data/{name.removesuffix('_quick')}.h5" for name in read})


class MakeData(JobTest):
    """scripts/make-data uses what is the job's and refuses what is not."""

    job = PROJECT / "jobs" / "mt2_eq08.toml"

    def test_makes_once_and_prints_the_path_alone(self):
        first = self.script("make-data", "--events", "100", self.job)
        made = (self.folder / "data/mt2_eq08_100.h5").stat().st_mtime_ns
        second = self.script("make-data", "--events=100", self.job, self.job)
        self.assertEqual(first.stdout, "data/mt2_eq08_100.h5\n")
        self.assertEqual(second.stdout, 2 * first.stdout)
        self.assertIn("is there", second.stderr)
        self.assertEqual((self.folder / "data/mt2_eq08_100.h5").stat().st_mtime_ns, made)

    def test_refuses_what_another_command_made(self):
        job = self.folder / "mine.toml"
        job.write_text(self.job.read_text())
        self.script("make-data", "--events", "100", job)
        job.write_text(self.job.read_text().replace("--case 8", "--case 9"))
        refused = self.script("make-data", "--events", "100", job, codes=(2,))
        self.assertRegex(refused.stderr, "made by '.* --case 8 .*needs '.* --case 9 .*--overwrite")
        self.script("make-data", "--overwrite", "--events", "100", job)
        self.script("make-data", "--events", "100", job)

    def test_refuses_what_was_changed_or_nobody_knows(self):
        self.script("make-data", "--events", "100", self.job)
        with open(self.folder / "data/mt2_eq08_100.h5", "ab") as file:
            file.write(b"x")
        refused = self.script("make-data", "--events", "100", self.job, codes=(2,))
        self.assertIn("was changed after", refused.stderr)
        (self.folder / "data/mt2_eq08_100.h5.made-by").unlink()
        refused = self.script("make-data", "--events", "100", self.job, codes=(2,))
        self.assertIn("nothing says how it was made", refused.stderr)

    def test_ranks_do_not_show(self):
        data = self.folder / "data/mt2_eq08_100.h5"
        self.script("make-data", "--events", "100", self.job)
        alone = data.read_bytes()
        self.script("make-data", "--events", "100", "--overwrite", "--ranks", "2", self.job)
        self.assertEqual(data.read_bytes(), alone)

    def test_wrong_usage_names_what_is_wrong(self):
        job = self.folder / "j.toml"
        good = self.job.read_text()
        for text, arguments, message in (
                (good, (), "no job"), (good, ("--events", "0", job), "--events 0"), (good, ("none.toml",), "none.toml"),
                (good, ("--fast", job), "--fast"), (good.replace("# data: ", "# "), (job,), "no line"),
                (good.replace("balmer generate", "rm -rf"), (job,), "needs 'balmer generate"),
                (good.replace("--seed 1", "$(id)"), (job,), "in words of letters"),
                (good.replace("--out data/mt2_eq08.h5", ""), (job,), "needs --out"),
                (good.replace('file = "data/mt2', 'file = "data/other'), (job,), "they must be the same")):
            with self.subTest(message):
                job.write_text(text)
                self.assertIn(message, self.script("make-data", *arguments, codes=(64,)).stderr)
        self.assertEqual(self.names(), ["j.toml"])

    def test_a_failed_generation_leaves_nothing(self):
        job = self.folder / "j.toml"
        job.write_text(self.job.read_text().replace("--case 8", "--case 7"))
        self.assertIn("7", self.script("make-data", job, codes=(2,)).stderr)
        self.assertEqual(list((self.folder / "data").iterdir()), [])


    def test_what_a_failed_overwrite_left_whole_is_still_the_jobs(self):
        self.script("make-data", "--events", "100", self.job)
        broken = self.folder / "broken"
        broken.write_text(f'#!/bin/sh\n[ "$1" != generate ] || exit 3\nexec {os.environ["BALMER"]} "$@"\n')
        broken.chmod(0o755)
        self.script("make-data", "--events", "100", "--overwrite", self.job, codes=(3,), balmer=broken)
        self.assertIn("is there", self.script("make-data", "--events", "100", self.job).stderr)


class PaperForms(JobTest):
    """scripts/refit-paper-forms judges: a copy of it with formulas of its own."""

    def setUp(self):
        super().setUp()
        for name in ("scripts/make-data", "scripts/refit-paper-forms", "scripts/mpi_environment.sh",
                     "scripts/run_facts.sh", "jobs/isr_warm_up.toml"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(PROJECT / name, self.folder / name)
        (self.folder / "jobs/paper_forms").mkdir()

    def refit(self, text, code, *arguments):
        (self.folder / "jobs/paper_forms/isr_warm_up.txt").write_text(text)
        done = subprocess.run([self.folder / "scripts/refit-paper-forms", *arguments], cwd=self.folder,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env={**os.environ, "BALMER": BALMER}, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_the_exact_form_is_found_exact(self):
        said = self.refit("IV 11 5.71e-11 1e-15 exact (x - a + b/x)/sin_theta^2\n", 0)
        self.assertIn("Of 1 rows with a reference, 1 are as it, 0 differ within noise, 0 are better, 0 are off", said)

    def test_what_is_not_as_the_reference_is_off(self):
        # A perfect fit that should be none, and an exact form that is none.
        self.refit("IV 11 1 8.5 linear (a*x - b + c/x)/sin_theta^2\n", 1)
        self.refit("IV 9 1 1e-15 exact (a + b/x)/sin_theta^2\n", 1)

    def test_a_row_without_reference_is_not_judged(self):
        self.assertIn("no reference", self.refit("IV 9 8.63 - linear (a + b/x)/sin_theta^2\n", 0))

    def test_starts_are_used_and_checked(self):
        form = "(a/x + b)/square(sin_theta)"
        self.refit(f"IV 9 8.63 - start {form}\nstart a=1.9 b=-1.2\n", 0)
        self.assertIn("stands 0 times", self.refit(f"IV 9 8.63 - start {form}\nstart a=1.9 c=-1.2\n", 64))
        self.assertIn("has numbers", self.refit("IV 9 8.63 - start a/x^2\nstart a=1.9\n", 64))

    def test_chance_is_no_excuse_where_a_few_events_decide(self):
        loader = importlib.machinery.SourceFileLoader("refit", str(PROJECT / "scripts/refit-paper-forms"))
        refit = importlib.util.module_from_spec(importlib.util.spec_from_loader("refit", loader))
        loader.exec_module(refit)
        row = {"reference": "1.0", "kind": "linear"}
        for kind, mse, noise, ratio, said in (
                ("linear", 1.009, 0, 1, "as reference"), ("linear", 1.02, 0, 1, "off"), ("fit", 0.98, 0, 1, "as reference"),
                ("linear", 0.9, 0.03, 1, "within noise"), ("linear", 0.9, 0.02, 1, "off"),
                ("start", 0.2, 0.01, 1, "better"), ("start", 0.2, 0, 1, "better"), ("start", 0.9, 0.03, 1, "within noise"),
                ("start", 0.98, 0, 1, "as reference"), ("start", 1.1, 0.03, 1, "within noise"),
                ("start", 1.04, 0, 1, "off"), ("start", 4.0, 1.2, 1, "off"), ("linear", 1.4, 0.5, 0.1, "within noise"),
                ("exact", 1.1, 0.5, 1, "off")):
            with self.subTest(kind=kind, mse=mse):
                self.assertEqual(refit.verdict({**row, "kind": kind}, {"mse": mse, "sampling_error": noise}, ratio), said)

    def test_the_table_of_the_docs_says_how_far_noise_goes(self):
        # 8.634 with a sampling error of 0.057 is 1.6 % and 1.7 standard errors from this reference.
        said = self.refit("IV 9 8.63 8.5 linear (a + b/x)/sin_theta^2\n", 0, "--markdown")
        self.assertRegex(said, r"\| IV `isr_warm_up` \| 9 \| 8.63 \| 8.5 \| 8.634 \| 0.7 % \| 1.016 \| within noise \(\+1.7\) \|")
        self.assertIn("Of 1 rows with a reference, 0 are as it, 1 differ within noise", said)

    def test_mistakes_name_file_and_line(self):
        self.assertIn("isr_warm_up.txt:2", self.refit("# formulas\nIV 9 8.63 - good a*x\n", 64))


if __name__ == "__main__":
    unittest.main()
