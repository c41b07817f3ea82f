import json
import string

from balmer_process import CommandTest, write_csv
from enumerate_oracle import Structure, uncovered

FEATURES = ["x", "y"]


class EnumerateTest(CommandTest):
    def setUp(self):
        super().setUp()
        write_csv(self.folder / "e.csv", {"x": [0.1 * i for i in range(50)], "y": [1.0 - 0.01 * i for i in range(50)],
                                          "t": [float(i) for i in range(50)]})

    def job(self, operators, more=""):
        (self.folder / "job.toml").write_text(
            f'[data]\nfile = "e.csv"\ntarget = "t"\nfeatures = ["x", "y"]\n'
            f'[search]\noperators = {json.dumps(operators)}\nmax_complexity = 20\n{more}\n[run]\ndirectory = "run"\n')
        return "job.toml"

    def structures(self, operators, complexity, more=""):
        listed = self.run_json("enumerate", self.job(operators, more), "--complexity", str(complexity), "--list")
        found = []
        for entry in listed["structures"]:
            letters = [c for c in string.ascii_lowercase if c not in FEATURES][:entry["constants"]]
            found.append(Structure(entry["formula"], letters, FEATURES))
        counted = sum(entry["structures"] for entry in listed["counts"])
        self.assertEqual(counted, len(found))
        return found

    def test_every_tree_of_a_size_is_covered(self):
        for operators, size, limits in ((["+", "-", "*", "sin"], 4, {}), (["+", "-", "*", "/"], 3, {}),
                                        (["+", "*", "neg", "inv"], 4, {}), (["-", "/", "square"], 4, {}),
                                        (["+", "-", "*", "square", "cube"], 4, {"square": 2, "cube": 1})):
            more = "constraints = { square = 2, cube = 1 }" if limits else ""
            structures = self.structures(operators, size, more)
            for n in range(1, size + 1):
                missing, tried = uncovered(structures, n, FEATURES, operators, limits)
                self.assertEqual(missing, [], f"{operators}, {n} nodes, {tried} trees")

    def test_a_missing_structure_would_be_noticed(self):
        operators = ["+", "*"]
        structures = [s for s in self.structures(operators, 3) if s.formula != "x*y"]
        missing, _ = uncovered(structures, 3, FEATURES, operators)
        self.assertEqual(missing, [("*", ("x",), ("y",))])

    def test_the_table_counts(self):
        lines = self.run_balmer("enumerate", self.job(["+", "-", "*", "sin"]), "--complexity", "3").stdout.splitlines()
        self.assertEqual([line.split() for line in lines[1:]], [["1", "3", "3"], ["2", "2", "5"], ["3", "14", "19"]])

    def test_the_list_has_every_structure_in_its_section(self):
        text = self.run_balmer("enumerate", self.job(["+"]), "--complexity", "3", "--list").stdout
        self.assertTrue(text.endswith("\ncomplexity 3\nx + a\nx + x\nx + y\ny + a\ny + y\n"), text)

    def test_limits_on_the_order_of_terms_are_told(self):
        done = self.run_json("enumerate", self.job(["+"], "max_depth = 2"), "--complexity", "3")
        self.assertFalse(done["distinct"])

    def test_mistakes_name_the_option_and_its_rule(self):
        job = self.job(["+"])
        for value in ("0", "21"):
            done = self.run_balmer("enumerate", job, "--complexity", value, code=2)
            self.assertIn(f"--complexity {value} (must be between 1 and search.max_complexity, which is 20)", done.stderr)
        self.assertIn("--complexity is required", self.run_balmer("enumerate", job, code=2).stderr)
