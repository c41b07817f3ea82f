"""Recipe of Spack: spack repo add packaging/spack && spack dev-build balmer@0.1.0 (docs/packages.md)."""
import os

from spack.package import *

try:
    # From Spack 1.0 on, build systems are in the repository of packages.
    from spack_repo.builtin.build_systems.cmake import CMakePackage
except ImportError:
    pass

# The clone that this recipe belongs to.
PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 4))


class Balmer(CMakePackage):
    """Distributed search for human-readable formulas in collider data: symbolic regression over MPI for particle
    physicists, with constants fitted on all events."""

    homepage = "file://" + PROJECT
    git = "file://" + PROJECT
    license("Apache-2.0")

    version("0.1.0", tag="v0.1.0")
    version("main", branch="main")

    variant("lhapdf", default=False, description="Parton densities by LHAPDF; the binary is then under the GPL")
    variant("tests", default=False, description="Build the tests")
    variant("man", default=True, description="Make man pages")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("help2man", type="build", when="+man")

    depends_on("mpi@3:")
    depends_on("boost@1.74: +serialization +math")
    depends_on("eigen@3.4:3")
    depends_on("hdf5@1.10: ~mpi")
    depends_on("cli11@2.1:")
    depends_on("tomlplusplus@3.2:")
    depends_on("fmt@9:")
    depends_on("nlohmann-json@3.10:")
    depends_on("sleef@3.5:")
    depends_on("xxhash@0.8:")
    depends_on("asmjit", when="target=x86_64:")
    depends_on("lhapdf@6.2:", when="+lhapdf")
    depends_on("googletest", type="build", when="+tests")

    # C++20; the oldest compilers of the tests.
    conflicts("%gcc@:11")
    conflicts("%clang@:13")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("BALMER_LHAPDF", "lhapdf"),
            self.define_from_variant("BALMER_BUILD_TESTS", "tests"),
        ]
