#pragma once

#include "ohmloop/profiles/settings_error.hpp"

#include <string>

namespace ohmloop::profiles {

/// The sentence with which `parse` refuses, or "accepted".
template <class Parse>
std::string refusal(Parse parse) {
    try {
        static_cast<void>(parse());
    } catch (const SettingsError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace ohmloop::profiles
