# Writes OUTPUT: a C++ source with each TOML file below SOURCE_DIR as (kind, name, text).
file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/*.toml)
list(SORT files)
list(LENGTH files count)
set(rows "")
foreach(file IN LISTS files)
    file(READ ${SOURCE_DIR}/${file} text)
    get_filename_component(kind ${file} DIRECTORY)
    get_filename_component(name ${file} NAME_WLE)
    string(APPEND rows "    {\"${kind}\", \"${name}\", R\"calibration(${text})calibration\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from calibration/.
#include \"ohmloop/profiles/built_in.hpp\"

#include <array>

namespace ohmloop::profiles {

namespace {
constexpr std::array<BuiltInFile, ${count}> files{{
${rows}}};
}  // namespace

std::span<const BuiltInFile> built_in_files() { return files; }

}  // namespace ohmloop::profiles
")
