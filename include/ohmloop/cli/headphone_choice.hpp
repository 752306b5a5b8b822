#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/profiles/headphone.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// One headphone as --headphone names it: a profile by name or file; NAME=FILE.zma, its impedance
/// from that curve; FILE.zma alone, of which no sensitivity is known. Throws SettingsError.
[[nodiscard]] profiles::Headphone find_headphone(const std::string& text);

/// All of --headphone, each once. It may be repeated and hold several between commas; behind NAME=
/// or a slash the rest is one file's name, which may hold commas.
[[nodiscard]] std::vector<profiles::Headphone> read_headphones(const Options& options);

}  // namespace ohmloop::cli
