#pragma once

#include "ohmloop/units/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// EMF and source resistance of a load-sensing port while the load lies in [above, below).
struct SensedLoad {
    Ohms above{0};
    Ohms below{0};  ///< infinity for the topmost
    Volts emf;
    std::optional<Ohms> source_resistance;
};

/// A simulated port: a Thevenin source with its limits, noise and habits. Both channels alike
/// unless `balance` says otherwise.
struct VirtualPort {
    std::string name;
    std::string description;
    Volts full_scale;  ///< EMF, rms, of a full-scale sine
    Ohms source_resistance;
    Henries source_inductance{0};
    std::optional<Farads> coupling_capacitance;
    std::optional<Volts> rail_peak;       ///< EMF clips hard here
    std::optional<Amperes> current_peak;  ///< output current clips hard here
    double second_harmonic = 0;           ///< H2/H1 of the EMF at `harmonics_at`, e.g. 0.02
    double third_harmonic = 0;
    Volts harmonics_at{1};     ///< rms fundamental at which they hold (n-1 dB per dB)
    double noise_density = 0;  ///< of the EMF, V/sqrt(Hz), white; thermal noise of the source added
    Hertz flicker_corner{0};   ///< 1/f noise equals the white noise here
    Volts hum;                 ///< rms of the EMF's 50 Hz fundamental, 0: none
    Hertz mains{50};
    Ohms shared_ground{0};
    bool inverted = false;
    double balance_db = 0;                   ///< right re left
    std::vector<SensedLoad> sensed_loads;    ///< ordered; empty: no sensing
    std::optional<Seconds> auto_mute_after;  ///< of digital zero
    double volume_db = 0;                    ///< the device's own control, <= 0
};

/// Reads TOML; throws SettingsError naming `file`, line and allowed range.
[[nodiscard]] VirtualPort parse_virtual_port(std::string_view toml, const std::string& file);

}  // namespace ohmloop::profiles
