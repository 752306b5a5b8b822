#pragma once

#include "ohmloop/units/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ohmloop::profiles {

/// A number with a relative tolerance: rectangular half-width, 0 = exact.
struct Toleranced {
    double value = 0;
    double tolerance = 0;
};

/// What is known of a sound card's line input. Absent = not known.
struct SoundCard {
    std::string name;
    std::string device;  ///< PortAudio name it fits
    std::string host_api;
    std::string gain_note;
    std::string date;  ///< ISO 8601
    std::optional<double> rate_hz;
    int valid_days = 365;
    std::optional<Toleranced> input_resistance_ohm;
    std::optional<Toleranced> input_capacitance_pf;
    std::optional<Toleranced> full_scale_v;  ///< rms of a full-scale sine
    std::optional<double> noise_v;           ///< rms, unweighted 20 Hz-20 kHz, input shorted, on
                                             ///< the scale of full_scale_v
    double noise_averaging_s = 10;           ///< time over which noise_v was measured
    std::optional<double> thd_db;            ///< of the input itself, the most at any level
    std::optional<double> high_pass_hz;      ///< first-order AC coupling corner
    double repeatability_db = 0;             ///< standard deviation of gain between takes
    std::optional<double> channel_match_db;  ///< the inputs' gains differ by at most this
    std::optional<double> crosstalk_db;      ///< from one input to the other, the most to 20 kHz
    bool polarity_inverted = false;
    bool polarity_known = false;
};

[[nodiscard]] SoundCard parse_sound_card(std::string_view toml, const std::string& file);

/// The simulated sound card: the line input that records a virtual port.
struct SimulatedCard {
    Ohms input_resistance{10000};
    Farads input_capacitance{200e-12};
    Volts full_scale{2};           ///< rms; 0: 1.2 x the port's highest level, 0.1 V or more
    double noise_density = 12e-9;  ///< V/sqrt(Hz) at the input, white
    double second_harmonic = 0;    ///< H2/H1 at full scale
    double third_harmonic = 0;
    Hertz high_pass{1};  ///< 0: DC coupled
    int bits = 24;
    Seconds latency{0.0123};
    Ppm clock_offset{0};              ///< positive: the recorder runs fast
    double repeatability_db = 0;      ///< standard deviation of gain between takes
    double drift_db = 0;              ///< standard deviation of the slow gain change over a run
    double channel_match_db = 0;      ///< the second input's gain re the first's, at most
    double resistance_tolerance = 0;  ///< of what the profile given to the analysis may be wrong by
    double capacitance_tolerance = 0;
    double full_scale_tolerance = 0;
    Seconds noise_averaging{10};  ///< time over which the profile's noise figure was taken
};

/// True for a file of that kind, whatever else is in it; false for what is no TOML at all.
[[nodiscard]] bool is_simulated_card(std::string_view toml);
[[nodiscard]] SimulatedCard parse_simulated_card(std::string_view toml, const std::string& file);

}  // namespace ohmloop::profiles
