#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// A kind of port within a class: a Gaussian in (lg ohm, lg V). Medians as people read them, one
/// standard deviation in decades.
struct PortKind {
    double weight = 0;
    double median_ohm = 0;
    double ohm_decades = 0;
    double median_v = 0;  ///< of the largest EMF without a load, rms
    double v_decades = 0;
    // Devices behind its weight, and behind its place and spread on each axis; the circuit that
    // puts it there counts as so many.
    double devices = 0;
    double ohm_devices = 0;
    double v_devices = 0;
};

/// A kind of driver within a class, by the largest clean current it gives.
struct DriverKind {
    double weight = 0;
    double median_ma = 0;  ///< rms, of a stage of up to 1.5 V
    double ma_decades = 0;
    double growth = 0;   ///< above 1.5 V the median goes with (V / 1.5)^growth
    double devices = 0;  ///< the circuit's, no current being published
};

/// What else is published of a class, in devices: so many of so many.
struct PublishedCounts {
    double fixed = 0;  ///< volume
    double fixed_of = 0;
    double balanced = 0;
    double balanced_of = 0;
    double snr_of = 0;
    double snr_low_db = 0;  ///< between these lie the middle two thirds
    double snr_high_db = 0;
};

struct ClassPopulation {
    std::vector<PortKind> ports;
    std::vector<DriverKind> drivers;
    PublishedCounts published;  ///< of `other` none
};

/// Devices published with exactly two outputs whose impedances are known.
struct JackPairs {
    double one_of_each = 0;
    double two_line = 0;
    double two_headphone = 0;
};

/// How the ports of each class are spread. A hybrid is built as a headphone output is and shares
/// its population.
struct Populations {
    ClassPopulation line;
    ClassPopulation headphone;
    ClassPopulation other;
    JackPairs jack_pairs;
    /// How far off what nobody published may be judged, one standard deviation, decades.
    double judged_decades = 0;
    /// Odds of impedance and level count to this power, since few rows are drawn wider than they
    /// lie.
    double sharpness = 1;
};

/// Weights are made to sum to 1 within each class. Throws SettingsError.
[[nodiscard]] Populations parse_populations(std::string_view toml, const std::string& file);

/// Those of calibration/ports/populations.toml as compiled in.
[[nodiscard]] const Populations& built_in_populations();

}  // namespace ohmloop::profiles
