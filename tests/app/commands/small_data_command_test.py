"""Searches on a handful of events, and islands that share events."""
from balmer_process import CommandTest, small_job, write_csv

# Semi-major axes [AU] and periods [yr] of Mercury to Saturn.
KEPLER = {"a": [0.387, 0.723, 1.0, 1.524, 5.203, 9.537], "T": [0.241, 0.615, 1.0, 1.881, 11.862, 29.457]}
# Distances [Mpc] and velocities [km/s] of Table 1 of Hubble, PNAS 15 (1929) 168.
HUBBLE = {"r": [0.032, 0.034, 0.214, 0.263, 0.275, 0.275, 0.45, 0.5, 0.5, 0.63, 0.8, 0.9, 0.9, 0.9, 0.9, 1.0, 1.1,
                1.1, 1.4, 1.7, 2.0, 2.0, 2.0, 2.0],
          "v": [170, 290, -130, -70, -185, -220, 200, 290, 270, 200, 300, -30, 650, 150, 500, 920, 450, 500, 500,
                960, 500, 850, 800, 1090]}


def job_of(target, feature, **search):
    keys = {"islands": 16, "deterministic": True, "seed": 5, "iterations": 6, **search}
    return (small_job(**keys).replace('target = "y"', f'target = "{target}"')
            .replace('["x", "z"]', f'["{feature}"]'))


class SmallDataTest(CommandTest):
    def front(self, job, ranks, run):
        (self.folder / "job.toml").write_text(job)
        done = self.run_balmer("search", "job.toml", "--run", run, ranks=ranks)
        return (self.folder / run / "hall_of_fame.csv").read_text(), done.stderr

    def entries(self, run):
        return self.run_json("show", run)["entries"]

    def test_six_rows_are_enough_on_any_number_of_ranks(self):
        square_of_time = [time**2 for time in KEPLER["T"]]
        write_csv(self.folder / "e.csv", {"a": KEPLER["a"], "T2": square_of_time})
        job = job_of("T2", "a")
        alone, log = self.front(job, 1, "one")
        self.assertIn("6 events in 16 islands", log)
        self.assertIn("every island evolves on all events", log)
        together, _ = self.front(job, 3, "three")
        self.assertEqual(alone, together)
        best = min(entry["mse"] for entry in self.entries("one"))
        mean = sum(square_of_time) / 6
        variance = sum((value - mean)**2 for value in square_of_time) / 6
        self.assertLess(best, 1e-5 * variance)

    def test_losses_are_those_of_all_rows_each_counted_once(self):
        write_csv(self.folder / "e.csv", HUBBLE)
        self.front(job_of("v", "r", islands=9, min_rows=7), 3, "run")
        entries = self.entries("run")
        self.assertGreater(len(entries), 1)
        for entry in entries:
            done = self.run_json("evaluate", "--data", "e.csv", "--target", "v", "--features", "r", "--expression",
                                 entry["equation"])
            self.assertEqual(done["events"], 24)
            self.assertAlmostEqual(done["mse"] / entry["mse"], 1, places=9)

    def test_islands_that_share_events_resume_as_if_never_stopped(self):
        write_csv(self.folder / "e.csv", HUBBLE)
        job = job_of("v", "r", islands=5, min_rows=12)
        whole, log = self.front(job, 2, "whole")
        self.assertIn("every island evolves on 15 events, which it shares with others (search.min_rows = 12)", log)
        self.front(job.replace("iterations = 6", "iterations = 3"), 3, "parts")
        parts, _ = self.front(job, 1, "parts")
        self.assertEqual(whole, parts)
