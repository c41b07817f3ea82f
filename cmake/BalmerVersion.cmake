# The commit the build was made from, asked at every build so that it is never stale.
set(BALMER_COMMIT_HEADER "${PROJECT_BINARY_DIR}/generated/balmer_commit.hpp")
add_custom_target(balmer_commit
    COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DHEADER=${BALMER_COMMIT_HEADER}
            -P ${PROJECT_SOURCE_DIR}/cmake/write_commit.cmake
    BYPRODUCTS ${BALMER_COMMIT_HEADER} VERBATIM)
