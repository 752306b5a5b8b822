#pragma once

#include "ohmloop/result/result.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify_tests {

/// A source by its circuit: EMF behind R and C, with the limits real ones have.
struct TheveninPort {
    double full_scale_v = 1;  ///< EMF of a digital full-scale sine, rms
    double ohm = 1;
    std::optional<double> farads = {};
    std::optional<double> current_peak_a = {};
    std::optional<double> rail_peak_v = {};
    double h2 = 0;  ///< H2/H1 at h2_at_v, 1 dB per dB
    double h2_at_v = 1;
    double thd_n_db = -95;
    double noise_v = 5e-6;
    /// Loads of at least this resistance get this EMF at full scale; heaviest last.
    struct Sensed {
        double from_ohm;
        double volts;
    };
    std::vector<Sensed> sensed = {};
    double return_ohm = 0;  ///< both channels'; twice in series with each while they play alike

    [[nodiscard]] double full_scale_at(double load_ohm) const {
        for (const Sensed& group : sensed)
            if (load_ohm >= group.from_ohm) return group.volts;
        return full_scale_v;
    }
};

/// How it was measured.
struct Bench {
    std::vector<double> loads_ohm = {33};
    bool volts = true;
    std::string volume = "max";
    double input_ohm = 100e3;
    double tone_dbfs = -3;
    bool fits_impedance = true;   ///< false: no single source explained the loads
    bool phase_known = true;      ///< false: recordings without a common clock
    bool drops_in_phase = false;  ///< the drop read with both channels alike, not opposite
    bool fits_parts = true;       ///< false: too few frequencies for R and C
};

inline double db(double ratio) { return 20 * std::log10(ratio); }

class TheveninMeasurement {
  public:
    TheveninMeasurement(TheveninPort port, Bench bench)
        : port_(port), bench_(std::move(bench)), full_scale_(1.2 * port.full_scale_v) {}

    [[nodiscard]] result::Result result() {
        result_ = {};
        result_.setup.volume = bench_.volume;
        result_.setup.input.resistance_ohm = bench_.input_ohm;
        result_.setup.loads.push_back({"open", {}, {}});
        for (const double ohm : bench_.loads_ohm)
            result_.setup.loads.push_back({name(ohm), ohm, 0.0});
        for (const char* channel : {"left", "right"}) add_channel(channel);
        return result_;
    }

  private:
    static std::string name(double ohm) { return std::to_string(static_cast<int>(ohm)); }

    [[nodiscard]] std::complex<double> source() const {
        const double w = 2 * std::numbers::pi * 997;
        return {port_.ohm, port_.farads ? -1 / (w * *port_.farads) : 0.0};
    }
    [[nodiscard]] double total(double load) const {
        return std::abs(source() + 2 * port_.return_ohm + load);
    }
    /// Across the jack, from the EMF.
    [[nodiscard]] double divider(double load) const { return load / total(load); }

    /// With opposite signals nothing runs in the return.
    [[nodiscard]] double opposite_divider(double load) const {
        return load / std::abs(source() + load);
    }

    /// Largest EMF at 1 % distortion, ideal clipping taken to reach 1 % at its onset.
    [[nodiscard]] double strained_emf(double load) const {
        double emf = std::numeric_limits<double>::infinity();
        if (port_.rail_peak_v) emf = std::min(emf, *port_.rail_peak_v / std::numbers::sqrt2);
        if (port_.h2 > 0) emf = std::min(emf, 0.01 / port_.h2 * port_.h2_at_v);
        if (port_.current_peak_a)
            emf = std::min(emf, *port_.current_peak_a / std::numbers::sqrt2 * total(load));
        return emf;
    }

    void add(const char* channel, const char* quantity, std::optional<std::string> load,
             double value, double half_width, const char* unit,
             std::optional<double> level_dbfs = {}) {
        result::Figure figure;
        figure.key.quantity = quantity;
        figure.key.channel = channel;
        figure.key.load = std::move(load);
        figure.key.level_dbfs = level_dbfs;
        figure.value = value;
        figure.low = value - half_width;
        figure.high = value + half_width;
        figure.uncertainty = half_width;
        figure.unit = unit;
        result_.figures.push_back(figure);
    }
    void add_level(const char* channel, const char* quantity, const std::string& load, double volts,
                   std::optional<double> level_dbfs = {}) {
        if (bench_.volts)
            add(channel, quantity, load, volts, 0.003 * volts, "V", level_dbfs);
        else
            add(channel, quantity, load, db(volts / full_scale_), 0.03, "dBFS", level_dbfs);
    }

    void add_load(const char* channel, const std::string& load, double ohm) {
        const double limit = strained_emf(ohm);
        const double full_scale = port_.full_scale_at(ohm);
        const bool strained = limit < full_scale;
        const double largest = std::min(limit, full_scale) * divider(ohm);
        add_level(channel, "max_level", load, largest);
        result_.figures.back().limited_by = strained ? "distortion" : "digital_full_scale";
        const double tone = full_scale * std::pow(10, bench_.tone_dbfs / 20);
        // H2 distorts without compressing; clipping holds the tone near the limit.
        const bool clips = tone > limit && port_.h2 <= 0;
        add_level(channel, "level", load, (clips ? limit : tone) * divider(ohm), bench_.tone_dbfs);
        const double h2_db = port_.h2 > 0 ? db(port_.h2 * tone / port_.h2_at_v) : -300;
        add(channel, "thd_n", load, clips ? -15 : std::max(port_.thd_n_db, h2_db), 0.1, "dB",
            bench_.tone_dbfs);
        if (load == "open") return;
        const double open = port_.full_scale_at(bench_.input_ohm);
        const double drop = bench_.drops_in_phase
                                ? divider(ohm) / divider(bench_.input_ohm)
                                : opposite_divider(ohm) / opposite_divider(bench_.input_ohm);
        add(channel, "load_drop", load, db(full_scale * drop / open), 0.001, "dB");
        result_.figures.back().key.drive = bench_.drops_in_phase ? "both" : "opposite";
        if (!bench_.volts) return;
        add(channel, "max_current", load, largest / ohm, 0.003 * largest / ohm, "A");
        add(channel, "max_power", load, largest * largest / ohm, 0, "W");
    }

    void add_channel(const char* channel) {
        add_load(channel, "open", bench_.input_ohm);
        for (const double ohm : bench_.loads_ohm) add_load(channel, name(ohm), ohm);
        if (!bench_.loads_ohm.empty() && bench_.fits_impedance) {
            const double magnitude = std::abs(source());
            add(channel, "output_impedance", {}, magnitude, 0.001 * magnitude + 0.002, "ohm");
            result_.figures.back().key.at_hz = 997;
            if (bench_.phase_known) {
                result_.figures.back().real_ohm = source().real();
                result_.figures.back().imag_ohm = source().imag();
                result_.figures.back().real_uncertainty_ohm = 0.001 * port_.ohm + 0.002;
            }
            if (bench_.fits_parts) add_parts(channel);
        }
        add_level(channel, "noise", "open", port_.noise_v);
    }

    void add_parts(const char* channel) {
        add(channel, "source_resistance", {}, port_.ohm, 0.001 * port_.ohm + 0.002, "ohm");
        if (port_.farads)
            add(channel, "coupling_capacitance", {}, *port_.farads, 0.01 * *port_.farads, "F");
    }

    TheveninPort port_;
    Bench bench_;
    double full_scale_;
    result::Result result_;
};

[[nodiscard]] inline result::Result measured(const TheveninPort& port, const Bench& bench = {}) {
    return TheveninMeasurement(port, bench).result();
}

/// The impedance no more than a bound, as of a set-up that cannot tell it from nothing.
[[nodiscard]] inline result::Result with_impedance_below(double ohm, result::Result result) {
    std::erase_if(result.figures, [](const result::Figure& figure) {
        return figure.key.quantity == "source_resistance";
    });
    for (result::Figure& figure : result.figures)
        if (figure.key.quantity == "output_impedance")
            figure = result::bound(figure.key, result::Kind::upper_bound, ohm, "ohm", "a bound");
    return result;
}

/// Played no louder than this below what it was, because the recording input was full.
[[nodiscard]] inline result::Result stopped_at(double dbfs, result::Result result) {
    for (result::Figure& figure : result.figures) {
        const bool most = figure.key.quantity == "max_level";
        if (!most && figure.key.quantity != "level") continue;
        if (most) {
            figure.kind = result::Kind::lower_bound;
            figure.limited_by = "input_full_scale";
        } else {
            *figure.key.level_dbfs += dbfs;
        }
        figure.value =
            figure.unit == "dBFS" ? *figure.value + dbfs : *figure.value * std::pow(10, dbfs / 20);
        figure.low = figure.value;
        figure.high.reset();
    }
    return result;
}

}  // namespace ohmloop::classify_tests
