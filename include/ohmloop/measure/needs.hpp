#pragma once

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/signal/segment_spec.hpp"
#include "ohmloop/signal/wiring.hpp"

#include <vector>

namespace ohmloop::measure {

/// What a measurement may ask to be played.
struct NeedsContext {
    profiles::Plan plan;
    signal::Wiring wiring = signal::Wiring::stereo;
    BodyLevels levels;
    bool placed_ramp = true;  ///< false: a file, whose ramp is the plan's fixed one
};

/// The frequency at which levels, distortion and maximum level are taken (AES17).
inline constexpr double reference_hz = 997;

/// The drive that plays a tone in every connected channel.
[[nodiscard]] signal::Drive common_drive(signal::Wiring wiring);
/// The drive in which return currents cancel: the apparent source impedance is the channel's own.
/// With one channel connected there is no such drive and the shared return adds to it.
[[nodiscard]] signal::Drive balanced_drive(signal::Wiring wiring);

// What each measurement must have had played; equal specs are played once.
namespace impedance {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace noise {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace distortion {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace max_level {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace response {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace imd {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace multitone {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace crosstalk {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}
namespace shared_ground {
[[nodiscard]] std::vector<signal::SegmentSpec> needs(const NeedsContext& context);
}

}  // namespace ohmloop::measure
