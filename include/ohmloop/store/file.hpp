#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ohmloop::store {

/// The largest file of each sort that is read; a larger one is not what it claims to be.
inline constexpr std::size_t settings_limit = 1U << 20U;  ///< bytes; the shipped ones have 1-3 kB
inline constexpr std::size_t result_limit = 32U << 20U;

/// The whole of a regular file of at most `limit` bytes. Folders, pipes and devices are refused
/// without waiting for them. Throws StoreError: "cannot read FILE: WHY".
[[nodiscard]] std::string read_text_file(const std::string& path, std::size_t limit);

/// The same of whatever can be read: a pipe, which is waited for, a device, standard input as "-".
[[nodiscard]] std::string read_text_from(const std::string& path, std::size_t limit);

/// The file appears under its name whole or not at all, as a WholeFile; a pipe or a device
/// (/dev/stdout) is written to as it is. Throws StoreError: "cannot write FILE: WHY"; then what was
/// there before is untouched and nothing is left behind.
void write_file_atomically(const std::string& path, std::string_view bytes);

/// Makes a folder and those above it. Throws StoreError when one cannot be made or is a file.
void make_folder(const std::string& path);

}  // namespace ohmloop::store
