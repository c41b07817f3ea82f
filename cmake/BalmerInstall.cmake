# `cmake --install` and find_package(balmer). Outside projects link balmer::expr, balmer::eval, ….
include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY BALMER_MODULES)
list(TRANSFORM modules PREPEND balmer_ OUTPUT_VARIABLE module_targets)
install(TARGETS balmer_flags ${module_targets} EXPORT balmerTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET balmer)
    install(TARGETS balmer RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY include/balmer DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT balmerTargets NAMESPACE balmer:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer)
configure_package_config_file(cmake/balmerConfig.cmake.in ${PROJECT_BINARY_DIR}/balmerConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/balmerConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/balmerConfig.cmake ${PROJECT_BINARY_DIR}/balmerConfigVersion.cmake
        cmake/BalmerDependencies.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/balmer)
