#pragma once

#include <string>

namespace ohmloop::cli {

/// Throws StoreError when no file can be made at `path`: found out before a measurement, not after.
void require_writable(const std::string& path);

}  // namespace ohmloop::cli
