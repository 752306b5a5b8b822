#include "ohmloop/profiles/headphone.hpp"

#include "profiles/toml.hpp"

#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ohmloop::profiles {

namespace {

constexpr Range ohm_range = between(1, 10000);
constexpr Range sensitivity_range = between(50, 160);

SensitivityBasis basis_of(TomlTable& table) {
    const auto word = table.word("sensitivity_is", {"published", "measured", "typical"});
    if (word == "measured") return SensitivityBasis::measured;
    return word == "typical" ? SensitivityBasis::typical : SensitivityBasis::published;
}

Driver driver_of(TomlTable& table) {
    const auto word = table.word("driver", {"dynamic", "planar", "balanced-armature", "hybrid"});
    if (word == "planar") return Driver::planar;
    if (word == "balanced-armature") return Driver::balanced_armature;
    return word == "hybrid" ? Driver::hybrid : Driver::dynamic;
}

std::optional<Sensitivity> read_sensitivity(TomlTable& table, double nominal_ohm) {
    const auto per_v = table.optional_number("sensitivity_db_per_v", sensitivity_range);
    const auto per_mw = table.optional_number("sensitivity_db_per_mw", sensitivity_range);
    const auto basis = basis_of(table);
    const double uncertainty =
        table.number("sensitivity_uncertainty_db", between(0, 30), usual_uncertainty_db(basis));
    if (per_v && per_mw)
        table.refuse("sensitivity_db_per_mw",
                     "sensitivity_db_per_v and sensitivity_db_per_mw are one figure in two units: "
                     "keep the one that was published or measured");
    if (per_v) return Sensitivity{*per_v, basis, uncertainty};
    if (!per_mw) return {};
    return Sensitivity{db_per_v(*per_mw, nominal_ohm), basis, uncertainty};
}

std::optional<ImpedancePeak> read_peak(TomlTable& table) {
    const auto ohm = table.optional_number("peak_ohm", ohm_range);
    const auto hz = table.optional_number("peak_hz", between(5, 40000));
    const double q = table.number("peak_q", between(0.1, 20), ImpedancePeak::usual_q);
    if (ohm.has_value() != hz.has_value())
        table.refuse(ohm ? "peak_ohm" : "peak_hz", "a peak needs both peak_ohm and peak_hz");
    if (!ohm) return {};
    return ImpedancePeak{*ohm, *hz, q};
}

void check_order(const TomlTable& table, const Headphone& headphone) {
    const double least =
        headphone.minimum_ohm.value_or(headphone.measured_ohm.value_or(headphone.nominal_ohm));
    if (headphone.peak && headphone.peak->ohm < least)
        table.refuse("peak_ohm", fmt::format("peak_ohm is {:g}, below the {:g} ohm it rises from",
                                             headphone.peak->ohm, least));
}

std::vector<ImpedancePoint> read_curve(TomlTable& table) {
    std::vector<ImpedancePoint> curve;
    for (const auto& row : table.number_lists("impedance_curve", between(-90, 1e6))) {
        const bool whole = row.size() == 2 || row.size() == 3;
        if (!whole || row[0] <= 0 || row[1] <= 0 || (row.size() == 3 && std::abs(row[2]) > 90))
            table.refuse("impedance_curve",
                         "impedance_curve is a list of [Hz, ohms] or [Hz, ohms, degrees], the "
                         "degrees from -90 to 90");
        if (!curve.empty() && row[0] <= curve.back().hz)
            table.refuse("impedance_curve", "the frequencies of impedance_curve must ascend");
        const double degrees = row.size() == 3 ? row[2] : 0;
        curve.push_back({row[0], std::polar(row[1], degrees * std::acos(-1.0) / 180)});
    }
    return curve;
}

}  // namespace

double usual_uncertainty_db(SensitivityBasis basis) {
    switch (basis) {
        case SensitivityBasis::measured:
            return 3;
        case SensitivityBasis::typical:
            return 10;
        case SensitivityBasis::published:
            break;
    }
    return 5;
}

double db_per_v(double db_per_mw, double ohm) { return db_per_mw + 10 * std::log10(1000 / ohm); }

Headphone parse_headphone(std::string_view toml, const std::string& file) {
    Headphone headphone;
    headphone.name = name_of_file(file);
    read_toml(toml, file, "headphone", [&](TomlTable& table) {
        headphone.title = table.text("maker") + " " + table.text("model");
        headphone.measured_ohm = table.optional_number("measured_ohm", ohm_range);
        headphone.nominal_ohm =
            headphone.measured_ohm ? table.number("nominal_ohm", ohm_range, *headphone.measured_ohm)
                                   : table.number("nominal_ohm", ohm_range);
        headphone.minimum_ohm = table.optional_number("minimum_ohm", ohm_range);
        headphone.peak = read_peak(table);
        headphone.driver = driver_of(table);
        headphone.sensitivity = read_sensitivity(table, headphone.nominal_ohm);
        if (table.has("impedance_curve")) headphone.curve = read_curve(table);
        check_order(table, headphone);
    });
    return headphone;
}

Headphone with_curve(Headphone headphone, std::vector<ImpedancePoint> curve) {
    expects(!curve.empty(), "an impedance curve with points");
    if (headphone.nominal_ohm <= 0) headphone.nominal_ohm = std::abs(impedance_at(curve, 1000));
    headphone.curve = std::move(curve);
    return headphone;
}

std::complex<double> impedance_at(const std::vector<ImpedancePoint>& curve, double hz) {
    expects(!curve.empty(), "an impedance curve with points");
    const auto above = std::ranges::lower_bound(curve, hz, {}, &ImpedancePoint::hz);
    if (above == curve.begin()) return curve.front().ohm;
    if (above == curve.end()) return curve.back().ohm;
    const auto& [low_hz, low] = *std::prev(above);
    const double part = std::log(hz / low_hz) / std::log(above->hz / low_hz);
    return std::polar(std::lerp(std::abs(low), std::abs(above->ohm), part),
                      std::lerp(std::arg(low), std::arg(above->ohm), part));
}

std::vector<Headphone> typical_headphones() {
    constexpr double typical_db_per_mw = 100;
    std::vector<Headphone> headphones;
    for (const double ohm : std::array{16.0, 32.0, 80.0, 300.0, 600.0}) {
        Headphone one;
        one.name = fmt::format("{:g}", ohm);
        one.title = fmt::format("typical {:g} Ω", ohm);
        one.nominal_ohm = ohm;
        one.sensitivity = {db_per_v(typical_db_per_mw, ohm), SensitivityBasis::typical,
                           usual_uncertainty_db(SensitivityBasis::typical)};
        headphones.push_back(std::move(one));
    }
    return headphones;
}

}  // namespace ohmloop::profiles
