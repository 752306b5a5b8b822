#pragma once

#include <string>

namespace ohmloop::device {

/// Puts a load across the jack: a person who is asked, a command, or the simulation.
class LoadSwitch {
  public:
    LoadSwitch() = default;
    LoadSwitch(const LoadSwitch&) = delete;
    LoadSwitch& operator=(const LoadSwitch&) = delete;
    virtual ~LoadSwitch() = default;

    /// `load` is the name as the user wrote it ("open", "33"). Returns when the load is in place;
    /// throws DeviceError when it cannot be, Interrupted when the user gave up.
    virtual void select(const std::string& load) = 0;
};

}  // namespace ohmloop::device
