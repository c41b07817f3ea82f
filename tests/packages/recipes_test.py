"""The recipes that no test can run here: Spack's has every library of the build, Apptainer's every file of the Dockerfile."""
import pathlib
import re
import sys
import types
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = PROJECT / "packaging" / "spack" / "packages"
RECIPE = RECIPES / "balmer" / "package.py"
VERSION = re.search(r"^project\(balmer VERSION ([\d.]+)", (PROJECT / "CMakeLists.txt").read_text(), re.M)[1]
# What CMake finds, and its package of Spack.
SPACK_NAMES = {"PkgConfig": "pkgconfig", "fmt": "fmt", "Eigen3": "eigen", "nlohmann_json": "nlohmann-json",
               "CLI11": "cli11", "MPI": "mpi", "HDF5": "hdf5", "Boost": "boost", "asmjit": "asmjit",
               "tomlplusplus": "tomlplusplus", "xxhash": "xxhash", "sleef": "sleef", "lhapdf": "lhapdf",
               "Threads": None}


def load_recipe(file=RECIPE):
    """The class of the recipe and its directives [(name, arguments)], with a stand-in for Spack."""
    directives = []
    stand_in = types.ModuleType("spack.package")

    def directive(name):
        return lambda *arguments, **options: directives.append((name, arguments))

    for name in ("license", "version", "variant", "depends_on", "conflicts", "generator"):
        setattr(stand_in, name, directive(name))
    stand_in.CMakePackage = type("CMakePackage", (), {
        "define_from_variant": lambda self, option, variant: f"{option} {variant}"})
    sys.modules["spack"] = types.ModuleType("spack")
    sys.modules["spack.package"] = stand_in
    scope = {"__file__": str(file)}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    # Spack finds the class by the folder's name.
    return scope[file.parent.name.capitalize()], directives


class Spack(unittest.TestCase):
    def setUp(self):
        self.recipe, self.directives = load_recipe()

    def arguments_of(self, directive):
        return [arguments[0] for name, arguments in self.directives if name == directive]

    def test_version_and_folder_of_the_project(self):
        self.assertIn(VERSION, self.arguments_of("version"))
        self.assertEqual(self.recipe.git, f"file://{PROJECT}")

    def test_every_library_of_the_build_is_a_dependency(self):
        cmake = "".join(file.read_text() for file in [PROJECT / "cmake" / "BalmerDependencies.cmake",
                                                     *PROJECT.glob("src/*/CMakeLists.txt")])
        found = set(re.findall(r"(?:find_package|pkg_check_modules)\((\w+)", cmake))
        self.assertGreater(len(found), 10)
        self.assertEqual(found - SPACK_NAMES.keys(), set(), "add it here and to the recipe")
        dependencies = {re.split(r"[@ ]", spec)[0] for spec in self.arguments_of("depends_on")}
        self.assertEqual({SPACK_NAMES[name] for name in found} - {None} - dependencies, set())

    def test_every_recipe_loads(self):
        names = [file.parent.name for file in RECIPES.glob("*/package.py") if load_recipe(file)]
        self.assertEqual(sorted(names), ["asmjit", "balmer"])

    def test_variants_are_options_of_the_build(self):
        options = [line.split()[0] for line in self.recipe().cmake_args()]
        cmake = (PROJECT / "CMakeLists.txt").read_text() + (PROJECT / "src/physics/CMakeLists.txt").read_text()
        for option in options:
            self.assertRegex(cmake, rf"option\({option} ")
        self.assertEqual(self.arguments_of("variant"), ["lhapdf", "tests", "man"])


class Apptainer(unittest.TestCase):
    DEFINITION = (PROJECT / "docker" / "balmer.def").read_text()
    DOCKERFILE = (PROJECT / "docker" / "Dockerfile").read_text()

    def copied(self):
        """[(source, target)] of all lines of %files."""
        return [tuple(line.split()) for block in re.findall(r"^%files.*\n((?:    .*\n)+)", self.DEFINITION, re.M)
                for line in block.splitlines()]

    def test_it_copies_what_the_dockerfile_copies(self):
        sources = {source for source, target in self.copied()}
        for line in re.findall(r"^COPY (?!--from)(.*)$", self.DOCKERFILE.split("FROM base AS cluster")[0], re.M):
            self.assertLessEqual(set(line.split()[:-1]), sources)
        for source in sources:
            self.assertTrue(source.startswith("/out/") or (PROJECT / source).exists(), source)

    def test_it_starts_from_the_same_system(self):
        base = re.search(r"^ARG BASE=docker.io/library/(.*)$", self.DOCKERFILE, re.M)[1]
        self.assertEqual(set(re.findall(r"^From: (.*)$", self.DEFINITION, re.M)), {base})

    def test_it_builds_as_the_dockerfile_does(self):
        for part in ("cmake --preset release -DBALMER_BUILD_TESTS=OFF", "--build --preset release --target balmer",
                     "install -D --strip build/release/bin/balmer /out/bin/balmer", "scripts/setup build"):
            self.assertIn(part, self.DOCKERFILE)
            self.assertIn(part, self.DEFINITION)


class Citation(unittest.TestCase):
    TEXT = (PROJECT / "CITATION.cff").read_text()

    def test_version(self):
        self.assertEqual(re.findall(r"^version: (.*)$", self.TEXT, re.M), [VERSION])

    def test_what_every_citation_file_must_have(self):
        for key in ("cff-version: 1.2.0", "message:", "title:", "authors:", "license: Apache-2.0"):
            self.assertRegex(self.TEXT, rf"(?m)^{key}")
        for paper in ("2109.10414", "2211.08420"):
            self.assertIn(f"arXiv:{paper}", self.TEXT)


if __name__ == "__main__":
    unittest.main()
