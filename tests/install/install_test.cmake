# Installs BALMER_BUILD under WORK, then configures, builds and runs the project OUTSIDE against it.
file(REMOVE_RECURSE "${WORK}")

function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        list(JOIN ARGV " " command)
        message(FATAL_ERROR "failed (${status}): ${command}")
    endif()
endfunction()

run(${CMAKE_COMMAND} --install "${BALMER_BUILD}" --prefix "${WORK}/prefix")
run(${CMAKE_COMMAND} -S "${OUTSIDE}" -B "${WORK}/build" -G "${GENERATOR}" -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DCMAKE_CXX_COMPILER=${CXX_COMPILER})
run(${CMAKE_COMMAND} --build "${WORK}/build")
run("${WORK}/build/outside")
