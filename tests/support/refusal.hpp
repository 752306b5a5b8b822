#pragma once

#include <string>

namespace ohmloop::testing {

/// The sentence of the Error with which `act` is refused, or "accepted".
template <class Error, class Act>
std::string refusal(Act act) {
    try {
        static_cast<void>(act());
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace ohmloop::testing
