#pragma once

#include <stdexcept>

namespace ohmloop::profiles {

/// A settings file or option is wrong; what() names file, line and what is allowed (exit code 2).
class SettingsError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace ohmloop::profiles
