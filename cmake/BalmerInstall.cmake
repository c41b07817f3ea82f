# `cmake --install` and find_package(balmer). Outside projects link balmer::expr, balmer::eval, ….
# Packages have the component `runtime` alone; `development` is what other projects need to link the modules.
include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY BALMER_MODULES)
list(TRANSFORM modules PREPEND balmer_ OUTPUT_VARIABLE module_targets)
install(TARGETS balmer_flags ${module_targets} EXPORT balmerTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
if(TARGET balmer)
    install(TARGETS balmer RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
endif()
install(DIRECTORY include/balmer DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
    FILES_MATCHING PATTERN "*.hpp")
install(EXPORT balmerTargets NAMESPACE balmer:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer COMPONENT development)
configure_package_config_file(cmake/balmerConfig.cmake.in ${PROJECT_BINARY_DIR}/balmerConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/balmerConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/balmerConfig.cmake ${PROJECT_BINARY_DIR}/balmerConfigVersion.cmake
        cmake/BalmerDependencies.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer COMPONENT development)

# Optional: a build of the target balmer alone has no documents.
install(FILES ${BALMER_COMPLETION} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    COMPONENT runtime OPTIONAL)
install(DIRECTORY ${BALMER_MAN_PAGES}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime OPTIONAL)
# Jobs find these scripts beside their folder, as in the project.
install(DIRECTORY jobs DESTINATION ${CMAKE_INSTALL_DATADIR}/balmer COMPONENT runtime)
install(FILES scripts/mpi_environment.sh scripts/run_facts.sh
    DESTINATION ${CMAKE_INSTALL_DATADIR}/balmer/scripts COMPONENT runtime)
install(PROGRAMS scripts/make-data scripts/supervise
    DESTINATION ${CMAKE_INSTALL_DATADIR}/balmer/scripts COMPONENT runtime)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(FILES README.md CHANGELOG.md CITATION.cff LICENSE packaging/copyright
    DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
