#pragma once

#include <stdexcept>

namespace ohmloop::store {

/// A file cannot be read or stored; what() is one clear sentence (exit code 6).
class StoreError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace ohmloop::store
