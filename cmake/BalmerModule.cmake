# One library target a module, one interface target for all flags.
add_library(balmer_flags INTERFACE)
target_compile_features(balmer_flags INTERFACE cxx_std_20)
# No contraction and no fast-math: results repeat, and NaN means NaN.
target_compile_options(balmer_flags INTERFACE $<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wconversion;-ffp-contract=off>)
# g++ 12 warns of overlaps in std::string that cannot happen (GCC bug 105651).
target_compile_options(balmer_flags INTERFACE $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>)
# Newer clang reports what std::stable_sort of libstdc++ 12 uses itself; g++ reports deprecated functions.
target_compile_options(balmer_flags INTERFACE $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>>)
# Sources that are compiled together shadow names in the unnamed namespaces of each other, and g++ takes all of them for
# headers. The preset dev compiles each source of a module alone, with all warnings.
set(is_together $<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>)
target_compile_options(balmer_flags INTERFACE $<BUILD_INTERFACE:$<$<NOT:${is_together}>:-Wshadow>>
    $<BUILD_INTERFACE:$<$<AND:${is_together},$<CXX_COMPILER_ID:GNU>>:-Wno-subobject-linkage>>)
if(BALMER_WERROR)
    target_compile_options(balmer_flags INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()
if(BALMER_DEBUG_CHECKS)
    target_compile_definitions(balmer_flags INTERFACE BALMER_DEBUG_CHECKS)
endif()
if(BALMER_SANITIZE)
    # Without no-recover, undefined behaviour is printed and the test passes.
    target_compile_options(balmer_flags INTERFACE
        $<BUILD_INTERFACE:-fsanitize=${BALMER_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer>)
    target_link_options(balmer_flags INTERFACE $<BUILD_INTERFACE:-fsanitize=${BALMER_SANITIZE}>)
endif()

# Compiles the sources of a target a few at a time, also in the preset dev: where most of the work is one header, that of
# GoogleTest or CLI11, this takes a quarter of the time. Names in unnamed namespaces must differ within the target.
function(balmer_compile_together name)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# balmer_add_module(NAME SOURCES a.cpp … [USES modules…] [PUBLIC libraries…] [PRIVATE libraries…])
# USES are modules of this project, PUBLIC what its headers need, PRIVATE the rest. Checked against scripts/layers.txt by a test.
function(balmer_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;USES;PUBLIC;PRIVATE")
    add_library(balmer_${name} STATIC ${ARG_SOURCES})
    add_library(balmer::${name} ALIAS balmer_${name})
    target_include_directories(balmer_${name} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    list(TRANSFORM ARG_USES PREPEND balmer_)
    target_link_libraries(balmer_${name} PUBLIC balmer_flags ${ARG_USES} ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    set_target_properties(balmer_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
    set_property(GLOBAL APPEND PROPERTY BALMER_MODULES ${name})
endfunction()
