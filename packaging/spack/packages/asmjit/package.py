"""AsmJit, which Spack has no recipe of: the state that Debian 12 has as a package, for upstream makes no releases."""
from spack.package import *

try:
    # From Spack 1.0 on, build systems are in the repository of packages.
    from spack_repo.builtin.build_systems.cmake import CMakePackage
except ImportError:
    pass


class Asmjit(CMakePackage):
    """Machine code generation for C++."""

    homepage = "https://asmjit.com"
    git = "https://github.com/asmjit/asmjit.git"
    license("Zlib")

    version("2022-12-10", commit="5b5b0b3", get_full_repo=True)

    depends_on("c", type="build")
    depends_on("cxx", type="build")
