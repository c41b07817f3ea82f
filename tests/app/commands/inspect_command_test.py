from balmer_process import CommandTest, write_csv


class InspectTest(CommandTest):
    def test_event_file(self):
        self.run_balmer("generate", "wbf", "--events", 500, "--seed", 3, "--out", "e.h5")
        text = self.run_balmer("inspect", "e.h5").stdout
        for word in ("balmer-events", "wbf", "/features", "x_p1", "/targets", "score", "TeV^2"):
            self.assertIn(word, text)
        summary = self.run_json("inspect", "e.h5")
        groups = {group["path"]: group["datasets"] for group in summary["groups"]}
        x_p1 = next(d for d in groups["/features"] if d["name"] == "x_p1")
        self.assertEqual(x_p1["shape"], [500])
        self.assertEqual(x_p1["finite"], 500)
        self.assertLess(x_p1["min"], x_p1["mean"])
        self.assertEqual(summary["seed"], 3)
        self.assertIsInstance(summary["parameters"], dict)

    def test_text_file(self):
        write_csv(self.folder / "e.csv", {"x": [1.0, 2.0], "y": [3.0, 5.0]})
        datasets = self.run_json("inspect", "e.csv")["groups"][0]["datasets"]
        self.assertEqual([d["name"] for d in datasets], ["x", "y"])
        self.assertEqual(datasets[1]["mean"], 4.0)

    def test_what_is_missing_or_damaged_exits_with_3(self):
        self.assertIn("absent.h5", self.run_balmer("inspect", "absent.h5", code=3).stderr)
        (self.folder / "damaged.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
        self.assertIn("damaged.h5", self.run_balmer("inspect", "damaged.h5", code=3).stderr)
