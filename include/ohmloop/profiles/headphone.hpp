#pragma once

#include <complex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// An impedance at a frequency; lists of them ascend.
struct ImpedancePoint {
    double hz = 0;
    std::complex<double> ohm;
};

enum class SensitivityBasis { published, measured, typical };

/// Sound pressure of a sine near 1 kHz, dB SPL at 1 V rms across the headphone.
struct Sensitivity {
    double db_per_v = 0;
    SensitivityBasis basis = SensitivityBasis::published;
    double uncertainty_db = 0;  ///< half-width
};

/// 5 dB published (makers' figures of 56 models differ from measurements by 4.3 dB, standard), 3 dB
/// measured, 10 dB typical (six in seven of the shipped profiles).
[[nodiscard]] double usual_uncertainty_db(SensitivityBasis basis);

/// The peak of |Z|, that of the diaphragm's resonance or another.
struct ImpedancePeak {
    double ohm = 0;
    double hz = 0;
    double q = usual_q;
    /// Of the circuit's resonance; the readings at 20 Hz beside published peaks ask for 0.5 to 2.5.
    static constexpr double usual_q = 0.8;
};

enum class Driver { dynamic, planar, balanced_armature, hybrid };

/// A headphone as data sheets, laboratories and people's own files describe it.
struct Headphone {
    std::string name;   ///< of its file
    std::string title;  ///< "Sennheiser HD 600"
    double nominal_ohm = 0;
    std::optional<double> measured_ohm;  ///< |Z| near 1 kHz
    std::optional<double> minimum_ohm;   ///< smallest |Z|
    std::optional<ImpedancePeak> peak;
    Driver driver = Driver::dynamic;
    std::vector<ImpedancePoint> curve;  ///< measured; takes the place of all of the above
    std::optional<Sensitivity> sensitivity;
};

/// dB SPL/V of dB SPL/mW, into the nominal impedance.
[[nodiscard]] double db_per_v(double db_per_mw, double ohm);

[[nodiscard]] Headphone parse_headphone(std::string_view toml, const std::string& file);

/// A .zma file: a line a frequency with Hz, ohms and, optionally, degrees, parted by blanks, tabs
/// or commas; what starts with '*', ';', '#' or '"' is a comment. Throws SettingsError naming file
/// and line; a passive load has phases within 90 degrees, and one frequency is no curve.
[[nodiscard]] std::vector<ImpedancePoint> parse_zma(std::string_view text, const std::string& file);

/// The headphone with this curve in place of what was known of its impedance; its nominal value
/// stays unless it had none, which then is |Z| at 1 kHz.
[[nodiscard]] Headphone with_curve(Headphone headphone, std::vector<ImpedancePoint> curve);

/// Magnitude and phase, linear in log f; the nearest end beyond the curve, which must hold a point.
[[nodiscard]] std::complex<double> impedance_at(const std::vector<ImpedancePoint>& curve,
                                                double hz);

/// What is asked about where nobody names a headphone: 16, 32, 80, 300 and 600 ohm of 100 dB/mW,
/// the middle of the shipped profiles.
[[nodiscard]] std::vector<Headphone> typical_headphones();

}  // namespace ohmloop::profiles
