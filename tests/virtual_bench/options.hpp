#pragma once

#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ohmloop::virtual_bench {

/// What stands on the bench, and where it listens.
struct Options {
    std::string name = "bench";      ///< of the JACK client, so of the device PortAudio lists
    std::string recorder;            ///< name of a second device that records; empty: `name` does
    double clock_offset_ppm = 0;     ///< how much the recorder's clock is faster
    std::string port;                ///< a built-in virtual port or a TOML file
    std::string card = "simulated";  ///< likewise
    std::string loads = "open";
    std::string control;  ///< path of the socket that takes requests
    std::string select;   ///< not empty: only ask the bench at `control` for this load,
                          ///< or "heard?": what was played so far,
                          ///< or "late!": sit out one period
    std::uint64_t seed = 1;
};

/// Throws std::invalid_argument with a sentence.
[[nodiscard]] Options parse_options(int argc, char** argv);

[[nodiscard]] profiles::VirtualPort load_port(const std::string& name);
[[nodiscard]] profiles::SimulatedCard load_card(const std::string& name);

}  // namespace ohmloop::virtual_bench
