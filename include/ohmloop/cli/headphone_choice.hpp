#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/profiles/headphone.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// One headphone as --headphone names it: a profile by name or file; NAME=FILE.zma, its impedance
/// from that curve; FILE.zma alone, of which no sensitivity is known. Throws SettingsError.
[[nodiscard]] profiles::Headphone find_headphone(const std::string& text);

/// All of --headphone, which may be repeated and hold several between commas, each once.
[[nodiscard]] std::vector<profiles::Headphone> read_headphones(const Options& options);

}  // namespace ohmloop::cli
