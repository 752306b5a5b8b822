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

    /// Whether asking once more can help where the jack shows another load than was asked for.
    /// Only then is anything played to find out.
    [[nodiscard]] virtual bool can_ask() const { return false; }
    /// The same load once more; `why` is one sentence without its capital letter: what the level
    /// shows, and what to look at. Only where can_ask().
    virtual void select_again(const std::string& load, const std::string& /*why*/) { select(load); }
};

}  // namespace ohmloop::device
