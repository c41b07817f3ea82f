# Runs GoogleTest programs on several ranks under CTest, also as root, with more ranks than cores, and without ssh.
# MPI libraries ignore the variables that they do not know.
set(BALMER_MPI_ENVIRONMENT
    OMPI_ALLOW_RUN_AS_ROOT=1
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    OMPI_MCA_rmaps_base_oversubscribe=1
    OMPI_MCA_hwloc_base_binding_policy=none
    OMPI_MCA_mpi_yield_when_idle=1
    OMPI_MCA_btl=self,vader,tcp
    OMPI_MCA_btl_tcp_if_include=lo
    OMPI_MCA_oob_tcp_if_include=lo
    OMPI_MCA_plm_rsh_agent=/bin/false
    # The launcher of Open MPI 5.
    PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
    PRTE_MCA_hwloc_default_binding_policy=none
    PRTE_MCA_plm_ssh_agent=/bin/false)
if(BALMER_SANITIZE MATCHES address)
    # MPI libraries do not free everything. The tests without MPI find leaks of this project.
    list(APPEND BALMER_MPI_ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
endif()

# balmer_add_mpi_run(NAME RANKS n COMMAND target arguments… [EXIT_CODE 0] [TIMEOUT s] [LABEL mpi]
# [ENVIRONMENT NAME=value…]): one CTest test that runs the program under mpirun and expects the exit code. On timeout,
# mpirun ends all ranks, so that none is left running.
function(balmer_add_mpi_run name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "RANKS;EXIT_CODE;TIMEOUT;LABEL" "COMMAND;ENVIRONMENT")
    if(NOT ARG_RANKS OR NOT ARG_COMMAND)
        message(FATAL_ERROR "balmer_add_mpi_run(${name}): RANKS and COMMAND are needed")
    endif()
    foreach(default EXIT_CODE=0 TIMEOUT=120 LABEL=mpi)
        string(REGEX MATCH "([A-Z_]+)=(.*)" _ ${default})
        if(NOT DEFINED ARG_${CMAKE_MATCH_1})
            set(ARG_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
        endif()
    endforeach()
    list(POP_FRONT ARG_COMMAND program)
    set(command ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ARG_RANKS} ${MPIEXEC_PREFLAGS}
        $<TARGET_FILE:${program}> ${MPIEXEC_POSTFLAGS} ${ARG_COMMAND})
    if(NOT ARG_EXIT_CODE EQUAL 0)
        set(command ${CMAKE_COMMAND} -DEXIT_CODE=${ARG_EXIT_CODE}
            -P ${PROJECT_SOURCE_DIR}/cmake/expect_exit_code.cmake -- ${command})
    endif()
    add_test(NAME ${name} COMMAND ${command})
    math(EXPR kill_after_s "${ARG_TIMEOUT} + 20")
    set_tests_properties(${name} PROPERTIES
        LABELS ${ARG_LABEL} PROCESSORS ${ARG_RANKS} TIMEOUT ${kill_after_s}
        ENVIRONMENT "${BALMER_MPI_ENVIRONMENT};MPIEXEC_TIMEOUT=${ARG_TIMEOUT};${ARG_ENVIRONMENT}")
endfunction()

# balmer_add_mpi_test(NAME SOURCES a_test.cpp … USES modules… RANKS 1 2 4 [TIMEOUT s] [LIBRARIES …]): one test
# program that every rank runs, and a CTest test NAME.ranks_N for each number of ranks. Its main function is in
# tests/parallel/mpi_main.cpp; tests/parallel/mpi_main.hpp states the rules for such tests.
function(balmer_add_mpi_test name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "TIMEOUT" "SOURCES;USES;RANKS;LIBRARIES")
    add_executable(${name} ${ARG_SOURCES})
    list(TRANSFORM ARG_USES PREPEND balmer::)
    target_link_libraries(${name} PRIVATE balmer_mpi_main ${ARG_USES} ${ARG_LIBRARIES} balmer_flags)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_compile_definitions(${name} PRIVATE BALMER_TEST_DATA="${PROJECT_SOURCE_DIR}/tests")
    balmer_compile_together(${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    foreach(ranks IN LISTS ARG_RANKS)
        balmer_add_mpi_run(${name}.ranks_${ranks} RANKS ${ranks} TIMEOUT ${ARG_TIMEOUT} COMMAND ${name})
    endforeach()
endfunction()
