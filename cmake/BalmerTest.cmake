# GoogleTest programs under CTest.
find_package(GTest REQUIRED)
include(GoogleTest)
include(BalmerMpiTest)

# GoogleTest's header compiled once for all programs saves minutes. By clang: g++ 12 then warns of overflows in std::string that
# are not there. ccache wants CCACHE_SLOPPINESS=pch_defines,time_macros for it.
option(BALMER_PRECOMPILE_GTEST "Precompile gtest/gtest.h for the tests" OFF)
if(BALMER_PRECOMPILE_GTEST)
    file(WRITE ${PROJECT_BINARY_DIR}/generated/gtest_header.cpp "")
    add_library(balmer_gtest_header OBJECT ${PROJECT_BINARY_DIR}/generated/gtest_header.cpp)
    target_link_libraries(balmer_gtest_header PRIVATE balmer_flags GTest::gtest)
    target_precompile_headers(balmer_gtest_header PRIVATE <gtest/gtest.h>)
endif()

# The programs whose results full optimisation could change: what stage release of scripts/test runs.
add_custom_target(computing_tests)

# balmer_add_test(NAME SOURCES a_test.cpp … USES modules… [LIBRARIES …] [LABEL unit] [COMPUTING]): one program of tests
# without MPI.
function(balmer_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "COMPUTING" "LABEL" "SOURCES;USES;LIBRARIES")
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(ARG_COMPUTING)
        add_dependencies(computing_tests ${name})
    endif()
    add_executable(${name} ${ARG_SOURCES})
    list(TRANSFORM ARG_USES PREPEND balmer::)
    target_link_libraries(${name} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} balmer_flags GTest::gtest GTest::gtest_main)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
    target_compile_definitions(${name} PRIVATE BALMER_TEST_DATA="${PROJECT_SOURCE_DIR}/tests")
    if(BALMER_PRECOMPILE_GTEST)
        target_precompile_headers(${name} REUSE_FROM balmer_gtest_header)
    endif()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
endfunction()
