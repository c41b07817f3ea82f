"""A small search in several processes, which its test may kill, stop and starve. Environment as for tests/app/commands."""
import ctypes
import json
import os
import pathlib
import signal
import subprocess
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "app/commands"))
from balmer_process import BALMER, MPIEXEC, CommandTest, time, write_csv  # noqa: E402

JOB = """[data]
file = "e.csv"
target = "y"
features = ["x", "z"]
[search]
operators = ["+", "-", "*", "/", "sin"]
max_complexity = 15
exhaustive_complexity = 4
islands = 4
population_size = 60
cycles_per_iteration = 30
iterations = 1000000
seed = 5
[run]
directory = "run"
checkpoint_minutes = 0.005
"""
# Shares of a minute, so that waits are short: a rank that is silent for 3 s is lost.
SOON_LOST = ("--set", "run.lost_minutes=0.05")
ONLY_AT_THE_END = ("--set", "run.checkpoint_minutes=0")

# CLONE_NEWNS of unshare(2).
NEW_MOUNTS = 0x00020000


def processes_of(directory):
    """Every live process whose working directory is `directory`: (pid, program name, rank or None)."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or os.readlink(entry / "cwd") != str(directory):
                continue
            if (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                continue
            environment = dict(item.split("=", 1) for item in
                               (entry / "environ").read_text().split("\0") if "=" in item)
            name = (entry / "comm").read_text().strip()
            rank = environment.get("OMPI_COMM_WORLD_RANK")
            found.append((int(entry.name), name, None if rank is None else int(rank)))
        except (OSError, ValueError):
            continue  # it has ended meanwhile
    return found


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Life:
    """One start of a run. What it prints goes to files: nobody has to read it for it to go on."""

    def __init__(self, test, command, environment):
        self.test = test
        number = len(list(test.folder.glob("stderr.*")))
        self.out_path = test.folder / f"stdout.{number}"
        self.err_path = test.folder / f"stderr.{number}"
        with open(self.out_path, "w") as out, open(self.err_path, "w") as err:
            self.process = subprocess.Popen(command, cwd=test.folder, stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=err, env={**os.environ, **environment})

    @property
    def out(self):
        return self.out_path.read_text()

    @property
    def err(self):
        return self.err_path.read_text()

    def is_over(self):
        return self.process.poll() is not None

    def pid_of(self, rank):
        """Of the rank, or of "mpirun". Where there is no mpirun the one process is rank 0."""
        if rank == "mpirun":
            return self.process.pid
        ranks = {found: pid for pid, name, found in processes_of(self.test.folder) if name == "balmer"}
        return ranks[None] if None in ranks else ranks[rank]

    def send(self, number, rank="mpirun"):
        os.kill(self.pid_of(rank), number)

    def aborted(self):
        """As ended(1), where a rank calls MPI_Abort while another is stopped. Open MPI 4.1 then crashes or hangs now and
        then, in PMIx_server_finalize; that is not held against the search."""
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return self.ended((1, -signal.SIGSEGV, -signal.SIGKILL))

    def ended(self, code, timeout=60):
        """Waits for the end of all of it; returns what it wrote to stdout and stderr."""
        try:
            self.process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.test.fail(f"still there after {timeout} s\n{self.err[-3000:]}")
        self.test.wait_until_all_are_gone()
        codes = (code,) if isinstance(code, int) else code
        self.test.assertIn(self.process.returncode, codes, self.err[-3000:])
        return self.out, self.err


class RunTest(CommandTest):
    """A search that goes on until it is ended, in folder/run."""

    job = JOB
    rows = 2000

    def setUp(self):
        super().setUp()
        # As the kernel shows it, to find processes by.
        self.folder = self.folder.resolve()
        self.run_folder = self.folder / "run"
        numbers = numpy.random.default_rng(1)
        x, z = numbers.normal(size=(2, self.rows))
        y = 2.5 * x * z / (1 + x * x) + 0.3 * numpy.sin(z) + 0.05 * numbers.normal(size=self.rows)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})
        (self.folder / "job.toml").write_text(self.job)
        self.addCleanup(self.kill_all)

    def start(self, *options, ranks=3, environment=None, kill_delay_s=1):
        """Starts a life of the run, or its next. `environment` is that of the ranks alone. mpirun waits for twice
        `kill_delay_s` before it kills what is still there when one rank has ended, or when it is to end itself; with 0 it
        crashes or hangs now and then when a rank calls MPI_Abort."""
        command = self.command("search", "job.toml", *options, ranks=ranks)
        given = environment or {}
        if ranks == 1:
            return Life(self, command, given)
        exports = [part for name, value in given.items() for part in ("-x", f"{name}={value}")]
        return Life(self, [command[0], *exports, *command[1:]],
                    {"OMPI_MCA_odls_base_sigkill_timeout": str(kill_delay_s)})

    def start_and_see(self, *options, event="checkpoint", **more):
        """As start(); returns when that life has told of the event in progress.jsonl."""
        count = len(self.progress())
        life = self.start(*options, **more)
        self.wait_for_event(life, event, count)
        return life

    def wait_for_event(self, life, event, after):
        """Returns the first such event that is behind the first `after` lines."""
        def new():
            return [line for line in self.progress()[after:] if line["event"] == event]
        self.wait_for(lambda: life.is_over() or new(), f"event '{event}'")
        self.assertFalse(life.is_over() and not new(), f"it ended by itself\n{life.err}")
        return new()[0]

    def stop_by_file(self, life):
        (self.run_folder / "STOP").touch()
        return life.ended(75)

    def goes_on(self, *options, told=None, **more):
        """The same command goes on, with no formula lost of those that these lines of progress told of (all, if
        None), and ends in order."""
        before = self.best_reported(told)
        life = self.start_and_see(*options, event="status", **more)
        self.wait_for(lambda: self.progress()[-1]["iterations"] > 0 or life.is_over(), "iterations")
        self.stop_by_file(life)
        self.assertTrue(self.best_reported(self.progress()[-1:]).is_no_worse_than(before))

    def kill_all(self):
        for pid, _, _ in processes_of(self.folder):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def wait_until_all_are_gone(self, timeout=60):
        self.wait_for(lambda: not processes_of(self.folder), "end of all processes", timeout=timeout)

    def progress(self):
        """The whole lines of progress.jsonl; `torn_line_count` is that of the others."""
        path = self.run_folder / "progress.jsonl"
        text = path.read_text() if path.exists() else ""
        whole = []
        self.torn_line_count = 0
        for line in text.splitlines():
            try:
                whole.append(json.loads(line))
            except json.JSONDecodeError:
                self.torn_line_count += 1
        return whole

    def log(self):
        path = self.run_folder / "log.txt"
        return path.read_text() if path.exists() else ""

    def checkpoint(self):
        return (self.run_folder / "checkpoint.h5").read_bytes()

    def best_reported(self, lines=None):
        """The best that any of the lines of progress told of, at each complexity."""
        lines = self.progress() if lines is None else lines
        return Front([pair for line in lines for pair in line["front"]])


class Front:
    """The lowest loss at or below each complexity."""

    def __init__(self, pairs):
        self.best = {}
        lowest = float("inf")
        for complexity, mse in sorted(map(tuple, pairs)):
            if mse < lowest:
                self.best[complexity] = lowest = mse

    def loss(self, complexity):
        return min((mse for known, mse in self.best.items() if known <= complexity), default=float("inf"))

    def is_no_worse_than(self, other):
        """The polish may make a constant round at the cost of 0.01 / n of the loss; there are 2000 events."""
        tolerance = 10 * 0.01 / 2000
        return all(self.loss(complexity) <= mse * (1 + tolerance) for complexity, mse in other.best.items())


def own_mounts():
    """What this process mounts from now on is its own, and goes with it. Says why not, where it cannot."""
    if os.geteuid() != 0:
        return "only root may"
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
        return os.strerror(ctypes.get_errno())
    done = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, text=True)
    return done.stderr


__all__ = ["BALMER", "Front", "JOB", "Life", "MPIEXEC", "ONLY_AT_THE_END", "RunTest", "SOON_LOST",
           "cpu_seconds", "json", "os", "own_mounts", "pathlib", "processes_of", "signal",
           "subprocess", "time"]
