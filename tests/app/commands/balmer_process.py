"""Runs the balmer binary as a user would. The variables BALMER and MPIEXEC name the programs."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BALMER = os.environ["BALMER"]
MPIEXEC = os.environ.get("MPIEXEC", "mpirun")


class CommandTest(unittest.TestCase):
    """Each test works in a temporary folder."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balmer_command_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def command(self, *arguments, ranks=1):
        launcher = [] if ranks == 1 else [MPIEXEC, "-n", str(ranks)]
        return [*launcher, BALMER, *map(str, arguments)]

    def run_balmer(self, *arguments, ranks=1, code=0, timeout=200):
        """Runs the command, checks its exit code, and returns the finished process."""
        done = subprocess.run(self.command(*arguments, ranks=ranks), cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=timeout)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def run_json(self, *arguments, **options):
        return json.loads(self.run_balmer(*arguments, "--json", **options).stdout)

    def start_balmer(self, *arguments, ranks=1):
        process = subprocess.Popen(self.command(*arguments, ranks=ranks), cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        return process

    def wait_for_abort(self, process, timeout=60):
        """Returns the output of a search whose rank 0 calls MPI_Abort. When mpirun of Open MPI 4.1 has to kill a
        suspended rank, it sometimes crashes or hangs in PMIx_server_finalize; this does not fail the test."""
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        self.assertIn(process.returncode, (1, -signal.SIGSEGV, -signal.SIGKILL), err)
        return out, err

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def wait_for(self, condition, what, timeout=60):
        deadline = time.monotonic() + timeout
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"no {what} after {timeout} s")
            time.sleep(0.05)

    def names(self, folder=None):
        return sorted(path.name for path in (folder or self.folder).iterdir())


def write_csv(path, columns):
    """Writes a text file with a header line."""
    names = list(columns)
    rows = zip(*columns.values())
    path.write_text("\n".join([",".join(names), *(",".join(map(repr, row)) for row in rows)]) + "\n")


def small_job(run=(), **search):
    """A job on e.csv that runs for a second; `search` has more keys of [search], `run` more lines of [run]."""
    keys = {"operators": ["+", "-", "*"], "max_complexity": 9, "population_size": 60,
            "cycles_per_iteration": 20, **search}
    lines = ["[data]", 'file = "e.csv"', 'target = "y"', 'features = ["x", "z"]', "[search]",
             *(f"{key} = {json.dumps(value)}" for key, value in keys.items()),
             "[run]", 'directory = "run"', *run]
    return "\n".join(lines) + "\n"


__all__ = ["BALMER", "CommandTest", "json", "signal", "small_job", "subprocess", "time", "write_csv"]
