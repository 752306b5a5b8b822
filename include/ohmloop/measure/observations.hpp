#pragma once

#include "ohmloop/signal/segment_spec.hpp"

#include <complex>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// One tone of a segment in one channel. `gain` is recorded over played (both full scale = 1), at
/// the stimulus clock; its standard relative uncertainty comes from the white residual.
struct ToneReading {
    double frequency_hz = 0;
    double level_dbfs = 0;  ///< as played
    std::complex<double> gain;
    double relative_uncertainty = 0;

    /// At a level at which a source impedance is defined: -60 to -20 dBFS.
    [[nodiscard]] bool is_small_signal() const { return level_dbfs > -60 && level_dbfs <= -20; }
};

/// From here on clicks are named: 0.04 dB of THD+N.
inline constexpr double notable_click_share = 0.01;

/// From here on bursts that moved a tone are named: 0.001 dB.
inline constexpr double notable_burst = 1e-4;

/// A tone whose level moves by more within its segment has sidebands that no THD+N is.
inline constexpr double largest_level_range_db = 0.1;

/// A tone no stronger tells a dynamic range by what remains beside it: AES17 plays -60 dBFS.
inline constexpr double weak_level_dbfs = -59.5;

/// A line of mains hum: a steady tone, whose power noise moves only through their product.
struct HumLine {
    double frequency_hz = 0;
    double mean_square = 0;  ///< full scale = 1; weighted where the reading is
    double uncertainty = 0;  ///< standard, of mean_square, by the noise beside it
};

/// Noise power in the audio band, mean squares, full scale = 1: what scatters, and the hum that
/// stands out of it, which does not.
struct NoiseReading {
    double random = 0;
    double random_uncertainty = 0;  ///< standard
    std::vector<HumLine> hum;

    [[nodiscard]] double mean_square() const {
        double sum = random;
        for (const auto& line : hum) sum += line.mean_square;
        return sum;
    }
};

/// A harmonic of a lone tone, full scale = 1.
struct HarmonicReading {
    double rms = 0;
    double noise = 0;     ///< mean square that noise leaves in it on average
    double rounding = 0;  ///< mean square that rounding in step with the tone leaves in it
    double phase = 0;     ///< phi_n - n phi_1 for a sine reference, radians in [-pi, pi]
};

/// A steady-tones segment. Harmonics are taken only where one tone stands alone, noise there and
/// between many.
struct TonesObservation {
    signal::Drive drive = signal::Drive::both;
    std::vector<ToneReading> tones;
    double fundamental_rms = 0;  ///< full-scale sine = 1/sqrt2; of many tones, their sum
    std::vector<HarmonicReading> harmonics;  ///< index 0 = second; below 20 kHz and 0.45 fs
    std::vector<HarmonicReading> products;   ///< of a standard's pair of tones, those of its band
    bool for_source = true;                  ///< its gains may tell an impedance
    NoiseReading noise;                      ///< residual without harmonics, 20 Hz-20 kHz
    NoiseReading notched_noise;              ///< the same through AES17's notch
    NoiseReading a_weighted;                 ///< noise; of a tone weak_level_dbfs or below
    NoiseReading ccir_rms;
    double beside_rms = 0;  ///< all but the tones played, hum and what settles, full scale = 1
    double seconds = 0;
    double residual_peak = 0;  ///< largest |residual|, full scale = 1; single tone
    double click_share = 0;    ///< of the residual's power, in moments that stand out; single tone
    /// By how much moments that stand out may have moved a tone, the most of all, relative; it is
    /// in the tones' uncertainties.
    double moved_by_bursts = 0;
    /// Of a lone driven tone's amplitude re what its noise makes; 0: not told.
    double scatter_over_noise = 0;
    double level_range_db = 0;  ///< by which the level moves within the segment; 0: steady
};

/// A point of a level ramp.
struct RampPoint {
    double level_dbfs = 0;  ///< as played, at the block's centre
    std::complex<double> gain;
    double distortion_rms = 0;  ///< root of the summed harmonic powers below 20 kHz
    double fundamental_rms = 0;
    /// Standard, of |gain|, by the white noise beside the harmonics: sqrt(2/N) sigma/A.
    double relative_uncertainty = 0;
};
struct RampObservation {
    signal::Drive drive = signal::Drive::both;
    double frequency_hz = 0;
    double to_dbfs = 0;
    std::vector<RampPoint> points;  ///< rising level
    double block_s = 0;             ///< of which each point is read
    int harmonics = 0;              ///< in each point's distortion
};

/// By the scatter of so many pieces a record's mean is known: Student's t of one degree less.
inline constexpr int mean_pieces = 10;

/// A steady line in silence that nobody played and the mains did not make.
struct IdleTone {
    double frequency_hz = 0;
    double rms = 0;
    double uncertainty = 0;  ///< standard, of noise
};

struct IdleTones {
    std::vector<IdleTone> tones;  ///< the strongest first
    double hidden_rms = 0;        ///< the largest that noise may hide; 0 where none were looked for
};

/// Near-silence: the keep-awake tone removed.
struct NoiseObservation {
    NoiseReading flat;  ///< 20 Hz-20 kHz unweighted
    NoiseReading a_weighted;
    NoiseReading ccir_rms;
    /// Quasi-peak through the network of ITU-R BS.468-4, hum included: the rms of the 1 kHz sine
    /// that reads the same; 0 where the record is too short for it.
    double itu_468 = 0;
    double seconds = 0;
    double hum_rms[2] = {0, 0};      ///< of 50 and 60 Hz with harmonics to the fifth
    double hum_line_rms[2][5] = {};  ///< each harmonic alone, the first being the mains itself
    double hum_floor_rms = 0;        ///< what noise alone reads as hum
    IdleTones idle;
    double mean = 0;              ///< of the samples, full scale = 1
    double mean_uncertainty = 0;  ///< standard, by the scatter of its pieces
    /// Mean square per hertz that the recording's steps may hide; 0 where noise dithers them.
    double hidden_density = 0;
    bool frozen = false;  ///< the recording does not move at all
    bool gated = false;   ///< frozen, though noise stands beside the tones: hidden_density is that
};

/// A harmonic of a sweep, as an amplitude ratio to the fundamental, noise's share taken off.
struct SweptHarmonic {
    int order = 2;
    std::vector<double> frequency_hz;  ///< of the fundamental
    std::vector<double> ratio;
    std::vector<double> uncertainty;  ///< standard, from the noise
};

struct SweepObservation {
    signal::Drive drive = signal::Drive::both;
    double level_dbfs = 0;
    std::vector<double> frequency_hz;
    std::vector<std::complex<double>> response;
    std::vector<double> relative_uncertainty;
    std::vector<SweptHarmonic> harmonics;  ///< from the second up
    /// From 0.39 to 0.44 of edge_rate, the slower converter's, whose band goes on there.
    double edge_fall_db = 0;
    Hertz edge_rate{48000};
};

struct ChannelObservations {
    int output_channel = 0;  ///< the jack channel it answers: 0 left, 1 right
    std::vector<TonesObservation> tones;
    std::vector<RampObservation> ramps;
    std::vector<NoiseObservation> noises;
    std::vector<SweepObservation> sweeps;
    double peak = 0;                 ///< largest |sample|, full scale = 1
    std::size_t clipped_frames = 0;  ///< in runs at an extreme
    double clip_level_dbfs = 0;      ///< lowest played level at which the input clipped; > 0: never
    double gain_moved = 0;           ///< relative: how far the gain moved within the take
    bool dead = false;               ///< no trace of the stimulus
    bool unloaded = false;           ///< the take's load was not there: only its absence is seen

    /// The input, and not the port, limits what is recorded of this level.
    [[nodiscard]] bool input_clips_at(double level_dbfs) const {
        constexpr double rounding_db = 0.01;
        return clipped_frames > 0 && clip_level_dbfs <= level_dbfs + rounding_db;
    }
};

/// What one take's samples say, made once; index 0 is the recording's first channel.
struct Observations {
    std::vector<ChannelObservations> channels;

    /// What answers a jack channel; null where no recorded channel does.
    [[nodiscard]] const ChannelObservations* find(int output_channel) const {
        for (const auto& seen : channels)
            if (seen.output_channel == output_channel) return &seen;
        return nullptr;
    }
};

}  // namespace ohmloop::measure
