#pragma once

#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/wiring.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ohmloop::measure {

/// Where the approach allows the body to go with one load.
struct BodyLevels {
    DbFs ceiling{0};  ///< no sample of the body exceeds a sine's peak at this level
    DbFs ramp_from{-12};
    DbFs ramp_to{0};
    /// What set the ceiling, as `limited_by` of max_level names it: "digital_full_scale",
    /// "ceiling" (the user's), "input_full_scale", "load_rating", "protection" (the approach
    /// stopped, for either channel's sake).
    std::string ceiling_by = "digital_full_scale";
};

/// What is played once with each load: marker, segments, marker. Its markers carry
/// layout_number(). What would be louder than the ceiling is played at the ceiling, n tones at once
/// 20 lg n below it. Only what both rates carry is played.
[[nodiscard]] signal::Layout body_layout(const profiles::Plan& plan, signal::Rates rates,
                                         signal::Wiring wiring, const BodyLevels& levels);

/// The body as a file to be played by something that cannot be driven: a second of silence, the
/// approach as a fixed staircase, the body with the plan's fixed ramp, a second of silence.
[[nodiscard]] signal::Layout file_layout(const profiles::Plan& plan, Hertz rate,
                                         signal::Wiring wiring, DbFs max_level);

/// The largest |sample| a layout can have, full scale = 1: tones at once may meet in their peaks.
[[nodiscard]] double largest_peak(const signal::Layout& layout);

/// A layout as lines of text and back: what a stimulus file and a folder of takes carry.
[[nodiscard]] std::string layout_text(const signal::Layout& layout);
/// Throws MalformedSequence.
[[nodiscard]] signal::Layout parse_layout_text(std::string_view text);

class MalformedSequence : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// CRC-16 of the layout's text without the markers' numbers: what its markers carry.
[[nodiscard]] std::uint16_t layout_number(const signal::Layout& layout);

}  // namespace ohmloop::measure
