# ohmloop_module(NAME DEPENDS modules... PRIVATE libraries...)
# One static library a folder of src, its public headers verified to compile alone.
# Files are globbed, so that a source or a test cannot exist without being built.
add_library(ohmloop_compile_options INTERFACE)
add_library(ohmloop::compile_options ALIAS ohmloop_compile_options)
target_compile_options(ohmloop_compile_options INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -fno-fast-math
    -ffp-contract=off -fstack-protector-strong
    $<$<BOOL:${OHMLOOP_WARNINGS_AS_ERRORS}>:-Werror>
    # g++ 12 sees overlaps in std::string's assignment that are not there (GCC bug 105651).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
target_link_options(ohmloop_compile_options INTERFACE -Wl,-z,relro,-z,now)
if(NOT OHMLOOP_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    # Ubuntu's compiler predefines it: undefining first keeps the redefinition silent.
    target_compile_options(ohmloop_compile_options INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(OHMLOOP_SANITIZE)
    target_compile_options(ohmloop_compile_options INTERFACE
        -fsanitize=${OHMLOOP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(ohmloop_compile_options INTERFACE -fsanitize=${OHMLOOP_SANITIZE})
endif()

function(ohmloop_module name)
    cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/include/ohmloop/${name}/*.hpp)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    list(TRANSFORM ARG_DEPENDS PREPEND ohmloop::)
    if(sources)
        add_library(ohmloop_${name} STATIC ${sources})
        set(scope PUBLIC)
        target_link_libraries(ohmloop_${name} PRIVATE
            ohmloop::compile_options fmt::fmt ${ARG_PRIVATE})
        target_include_directories(ohmloop_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    else()
        add_library(ohmloop_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(ohmloop::${name} ALIAS ohmloop_${name})
    target_sources(ohmloop_${name} ${scope} FILE_SET HEADERS
        BASE_DIRS ${CMAKE_SOURCE_DIR}/include FILES ${headers})
    target_link_libraries(ohmloop_${name} ${scope} ${ARG_DEPENDS})
endfunction()

# Compiles every file below calibration/ into the profiles library, so that tests, the build
# tree, packages and library users see the same data.
function(ohmloop_embed_calibration)
    file(GLOB_RECURSE data CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/calibration/*.toml)
    set(output ${CMAKE_BINARY_DIR}/generated/embedded_calibration.cpp)
    set(embed ${CMAKE_SOURCE_DIR}/scripts/cmake/embed_calibration.cmake)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${CMAKE_SOURCE_DIR}/calibration
                -D OUTPUT=${output} -P ${embed}
        DEPENDS ${data} ${embed} VERBATIM)
    target_sources(ohmloop_profiles PRIVATE ${output})
endfunction()
