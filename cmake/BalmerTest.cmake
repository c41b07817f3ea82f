# GoogleTest programs under CTest.
find_package(GTest REQUIRED)
include(GoogleTest)
include(BalmerMpiTest)

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
    balmer_compile_together(${name})
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
endfunction()
