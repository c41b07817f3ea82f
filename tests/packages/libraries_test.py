"""packaging/libraries: what the program needs is listed, and nothing under the GPL passes."""
import os
import pathlib
import subprocess
import tempfile
import unittest

BALMER = os.environ["BALMER"]
PACKAGING = pathlib.Path(__file__).resolve().parents[2] / "packaging"
LISTING = PACKAGING / "libraries.txt"


def libraries(binary, listing=LISTING):
    return subprocess.run([PACKAGING / "libraries", binary, listing], capture_output=True, text=True)


class Libraries(unittest.TestCase):
    def listing(self, change):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = pathlib.Path(folder.name) / "libraries.txt"
        file.write_text("".join(change(line) for line in LISTING.read_text().splitlines(keepends=True)))
        return file

    def test_all_of_the_program_are_listed_and_found(self):
        done = libraries(BALMER)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        kinds = {name.split(".so")[0]: kind for name, kind, path, licence in rows}
        self.assertEqual(kinds["libmpi"], "mpi")
        self.assertEqual(kinds["libfmt"], "bundled")
        self.assertEqual(kinds["libc"], "system")
        # Only MPI needs it.
        self.assertNotIn("libopen-pal", kinds)
        for name, kind, path, licence in rows:
            self.assertTrue(os.path.exists(path), name)
            self.assertTrue(licence, name)

    def test_a_library_that_is_not_listed_is_refused(self):
        done = libraries(BALMER, self.listing(lambda line: "" if line.startswith("libfmt ") else line))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"libfmt\.so\S* is not in libraries.txt. Add its licence there\?")

    def test_a_library_under_the_gpl_is_refused(self):
        change = self.listing(lambda line: "libfmt bundled GPL-3+\n" if line.startswith("libfmt ") else line)
        done = libraries(BALMER, change)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"libfmt\.so\S* is under GPL-3\+, which packages of balmer must not link")

    def test_a_missing_library_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "gone.c").write_text("int gone(void) { return 0; }\n")
            (pathlib.Path(folder) / "main.c").write_text("int gone(void);\nint main(void) { return gone(); }\n")
            subprocess.run("cc -shared -fPIC -o libgone.so gone.c && cc -o main main.c -L. -lgone && rm libgone.so",
                           shell=True, check=True, cwd=folder)
            done = libraries(f"{folder}/main")
        self.assertEqual(done.returncode, 1)
        self.assertIn("libgone.so is not on this system", done.stderr)


if __name__ == "__main__":
    unittest.main()
