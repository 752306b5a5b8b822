#pragma once

#include "cli/guide/keyboard.hpp"

#include "ohmloop/session/level_check.hpp"

#include <iosfwd>
#include <string>

namespace ohmloop::cli {

/// What the level is, and which knob to turn which way.
[[nodiscard]] std::string level_advice(const session::InputLevel& level);

/// Checks and advises until the level is good or the person goes on as it is. Throws Interrupted
/// when the person gave up, and as RunningStream::exchange.
void ask_level(device::RunningStream& stream, signal::Wiring wiring, DbFs ceiling,
               const Keyboard& keyboard, std::ostream& screen);

}  // namespace ohmloop::cli
