#pragma once

#include <string>
#include <string_view>

namespace ohmloop::store {

/// SHA-256 (FIPS 180-4) in 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_of(std::string_view bytes);
/// Of a regular file's bytes, read in pieces. Throws StoreError.
[[nodiscard]] std::string sha256_of_file(const std::string& path);

/// A random UUID (RFC 9562, version 4), lower case.
[[nodiscard]] std::string new_uuid();

}  // namespace ohmloop::store
