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
};

/// A kind of driver within a class, by the largest clean current it gives.
struct DriverKind {
    double weight = 0;
    double median_ma = 0;  ///< rms, of a stage of up to 1.5 V
    double ma_decades = 0;
    double growth = 0;  ///< above 1.5 V the median goes with (V / 1.5)^growth
};

struct ClassPopulation {
    std::vector<PortKind> ports;
    std::vector<DriverKind> drivers;
};

/// How the ports of each class are spread. A hybrid is built as a headphone output is and shares
/// its population.
struct Populations {
    ClassPopulation line;
    ClassPopulation headphone;
    ClassPopulation other;
};

/// Weights are made to sum to 1 within each class. Throws SettingsError.
[[nodiscard]] Populations parse_populations(std::string_view toml, const std::string& file);

/// Those of calibration/ports/populations.toml as compiled in.
[[nodiscard]] const Populations& built_in_populations();

}  // namespace ohmloop::profiles
