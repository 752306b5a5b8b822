#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/take.hpp"

#include <vector>

namespace ohmloop::measure {

// What each measurement makes of the takes of one run; each answers its needs() in needs.hpp.
// Figures of all channels, doubts where the takes do not carry the quantity.
namespace impedance {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// What the drop into each load makes of a source, at each level of the tones: equal at all of them
/// where the port is linear.
namespace apparent_impedance {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
namespace level {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
namespace distortion {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
namespace noise {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
namespace max_level {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// Of the figures of the others: maximum level over noise, each load by itself.
namespace snr {
[[nodiscard]] Findings evaluate(const std::vector<result::Figure>& figures);
}
/// Maximum level (of `figures`) over what remains beside a tone of -60 dBFS, where one was played.
namespace dynamic_range {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup,
                                const std::vector<result::Figure>& figures);
}
/// Harmonics and THD against frequency, as curves.
namespace swept_distortion {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// THD+N against the level played, as a curve.
namespace ramp_distortion {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// From playing to recording, of a stream that does both.
namespace latency {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// Of near-silence, where the input passes direct voltage.
namespace dc_offset {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// Right re left; `figures`: the source impedances, which tell what unequal resistors do.
namespace channel_balance {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup,
                                const std::vector<result::Figure>& figures);
}
/// Of a standard's pairs of tones.
namespace imd {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// What stands between many tones played at once: TD+N.
namespace multitone {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// What a channel played alone leaves in the other.
namespace crosstalk {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// The resistance of the return that both channels share.
namespace shared_ground {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
/// Where the response has fallen by 3 dB, and its group delay.
namespace band_limits {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}
namespace response {
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);
}

}  // namespace ohmloop::measure
