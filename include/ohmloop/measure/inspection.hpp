#pragma once

#include "ohmloop/result/figure.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// A level or a ratio in decibels, as far as the recording's own noise lets it be known: measured;
/// an upper bound (95 %) where the noise hides it; not measured where there is nothing to compare.
struct Reading {
    result::Kind kind = result::Kind::not_measured;
    double db = 0;
    double uncertainty_db = 0;  ///< standard, of a measured one
};

/// A steady tone that carries most of a channel's power. Levels in dBFS (a full-scale sine is 0),
/// ratios in dB re the fundamental; ten harmonics (2 to 11), as far as they lie below 0.48 of the
/// rate. What lies within 1 % of the fundamental is
/// not counted, as with an analyser's notch, but noise as dense as that beside it is.
struct ToneInspection {
    double frequency_hz = 0;
    double frequency_uncertainty_hz = 0;  ///< standard
    Reading level;
    std::vector<Reading> harmonics;     ///< index 0 = second
    std::size_t harmonics_in_band = 0;  ///< how many of them THD+N counts
    Reading thd;                        ///< not measured without a harmonic below 0.48 of the rate
    Reading thd_n;                      ///< harmonics and noise in the noise band
    Reading snr;                        ///< fundamental re noise without harmonics
};

/// One of several tones that carry a channel together, none of them most of it.
struct ShareOfTones {
    double frequency_hz = 0;
    double level_dbfs = 0;
};

/// Where a channel stays flat at an extreme.
struct FlatTop {
    double value = 0;        ///< of full scale, signed
    std::size_t frames = 0;  ///< that stay there
    bool at_full_scale = false;
    bool one_sided = false;  ///< the other half goes further: clipped before the converter
};

/// Where a steady tone goes on with another phase.
struct PhaseJump {
    double time_s = 0;  ///< from the recording's start, to half a block of 20 ms or 8 periods
    double degrees = 0;
};

/// Mains frequency and its harmonics to the fifth.
struct HumInspection {
    double mains_hz = 50;
    Reading level;                   ///< of all five
    std::vector<Reading> harmonics;  ///< index 0 = the mains frequency itself
};

struct ChannelInspection {
    Reading level;    ///< rms of everything but the mean; not measured: digital silence
    double peak = 0;  ///< largest |sample|, full scale = 1
    double mean = 0;  ///< of full scale
    std::optional<ToneInspection> tone;
    std::vector<ShareOfTones> several;  ///< loudest first, where there is no one tone
    Reading noise;                      ///< in the band, without the tone and its harmonics
    Reading noise_a;                    ///< A-weighted
    Reading noise_ccir_rms;             ///< as AES17 weights it
    std::optional<HumInspection> hum;   ///< where it stands out of the noise
    std::vector<FlatTop> flat_tops;     ///< lowest first
    std::vector<PhaseJump> phase_jumps;
};

/// What any recording says about itself, without knowing what was played. Uncertainties are what
/// steady noise leaves open; a level that drifts or hum that swells is not in them.
struct Inspection {
    Hertz band_low{20};
    Hertz band_high{20000};  ///< 20 kHz, or half the rate where that is lower
    std::vector<ChannelInspection> channels;
};

/// At least 0.1 s; of long recordings the tone and the noise are taken from the middle minute.
[[nodiscard]] Inspection inspect(const signal::Recording& recording);

/// Where a channel stays flat at its lowest or highest values: at full scale two frames in a row
/// do, unless others go beyond it; elsewhere three and more in a row rest near the extreme for two
/// to three times as large a share of whole periods as a sine's would.
[[nodiscard]] std::vector<FlatTop> find_flat_tops(const std::vector<double>& samples, Hertz rate);
/// "one-sided: the negative half stays flat at -0.605 of full scale for 5000 frames ...".
[[nodiscard]] std::string describe(const FlatTop& top);

/// Where a tone of about this frequency, steady before and after, goes on with another phase:
/// samples were lost or repeated. A jump of 2 degrees is found, of more where the phase scatters.
[[nodiscard]] std::vector<PhaseJump> find_phase_jumps(const std::vector<double>& samples,
                                                      Hertz rate, double frequency_hz);
/// "the tone's phase jumps by 120 degrees at 0.92 s ..."; at least one jump.
[[nodiscard]] std::string describe(const std::vector<PhaseJump>& jumps);

}  // namespace ohmloop::measure
