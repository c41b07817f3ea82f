# The package of Debian that CPack makes of the component `runtime`; scripts/package runs it.
set(BALMER_MAINTAINER "The balmer developers <balmer@packages.invalid>" CACHE STRING "Maintainer of the package: name <address>")
cmake_host_system_information(RESULT system QUERY DISTRIB_INFO)
# amd64, arm64, …; empty on systems that are not Debian, where there is no package to make.
execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME balmer)
set(CPACK_PACKAGE_VENDOR "The balmer developers")
set(CPACK_PACKAGE_CONTACT "${BALMER_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
# Headers and libraries for other projects are the component `development`, which has no package.
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};balmer;runtime;/")

set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME "balmer_${PROJECT_VERSION}-1_${system_ID}${system_VERSION_ID}_${architecture}.deb")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries by dpkg-shlibdeps; mpirun is in openmpi-bin.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS openmpi-bin)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, man-db")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"balmer is a symbolic-regression engine for particle physicists: it searches
for the best formula at each complexity, with constants fitted on all events.
A search runs on one core or, with MPI, on many nodes; it is checkpointed, and
resumes on any number of ranks. balmer also makes events of ZH production, W
boson fusion, stransverse masses and initial-state radiation, fits formulas of
your own, and writes results for LaTeX, NumPy and SymPy.")
include(CPack)
