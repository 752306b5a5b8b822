#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/result/result.hpp"
#include "ohmloop/signal/rates.hpp"
#include "ohmloop/signal/wiring.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// What is played: shared by measure, stimulus and analyze.
struct StimulusSettings {
    profiles::Plan plan;
    Hertz rate{48000};
    signal::Wiring wiring = signal::Wiring::stereo;
    DbFs max_level{0};
};
[[nodiscard]] StimulusSettings read_stimulus(const Options& options);
/// --wiring, or stereo.
[[nodiscard]] signal::Wiring read_wiring(const Options& options);
[[nodiscard]] Hertz read_rate(const Options& options);
/// --output-rate, or that of recording.
[[nodiscard]] signal::Rates read_rates(const Options& options, Hertz recorded);

/// The loads of --loads and --load-box, from the lightest to the heaviest. Simulated ones are
/// exact unless they carry a tolerance, and bear any power unless a load box says otherwise.
[[nodiscard]] std::vector<profiles::Load> read_loads(const Options& options, bool simulated);
/// Throws UsageError: the verdict's quantities need the open jack and at least one resistor.
void require_open_and_resistor(const std::vector<profiles::Load>& loads);

[[nodiscard]] result::DutNote read_subject(const Options& options);
[[nodiscard]] std::string read_volume(const Options& options);

/// Now, as result files write it: "2026-01-31T12:00:00Z".
[[nodiscard]] std::string now_utc();

}  // namespace ohmloop::cli
