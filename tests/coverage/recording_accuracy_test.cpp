// Are the figures of recordings right? Ports and cards are circuits solved in the frequency domain
// by tests/support, truth is worked out here; neither shares code with the analysis but the FFT.

#include "coverage/recorded_measurement.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <map>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

constexpr double reference_hz = 997;

double db(double ratio) { return 20 * std::log10(ratio); }

struct Case {
    const char* name;
    RecordedSetup setup;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

CardInput card(double resistance, double picofarads, double port_v) {
    CardInput input;
    input.resistance_ohm = resistance;
    input.capacitance_f = picofarads * 1e-12;
    input.full_scale_v = 1.2 * port_v;
    input.noise_density = 12e-9;
    return input;
}

/// None of the shipped ports. Harmonics of at most 45 dB above a noiseless recorder's.
std::vector<Case> linear_cases() {
    PortCircuit stiff{.emf_v = 1, .resistance_ohm = 0.05, .noise_density = 4e-9};
    PortCircuit low{.emf_v = 0.8, .resistance_ohm = 0.3, .balance_db = -0.2};
    low.noise_density = 150e-9;
    low.second_harmonic = 1e-3;
    PortCircuit coupled{.emf_v = 1.2, .resistance_ohm = 2.2, .capacitance_f = 220e-6};
    coupled.noise_density = 150e-9;
    coupled.second_harmonic = 5e-3;
    coupled.third_harmonic = 1e-3;
    coupled.inverted = true;
    PortCircuit combo{.emf_v = 1, .resistance_ohm = 33, .capacitance_f = 47e-6};
    combo.shared_ground_ohm = 0.05;
    combo.noise_density = 150e-9;
    PortCircuit output{.emf_v = 2, .resistance_ohm = 75, .noise_density = 8e-9};
    output.third_harmonic = 3e-4;
    PortCircuit line{.emf_v = 2, .resistance_ohm = 150, .capacitance_f = 22e-6};
    line.noise_density = 40e-9;
    PortCircuit heavy{.emf_v = 1.5, .resistance_ohm = 470, .capacitance_f = 2.2e-6};
    heavy.inductance_h = 3e-6;
    heavy.noise_density = 150e-9;
    PortCircuit professional{.emf_v = 4, .resistance_ohm = 600, .noise_density = 300e-9};
    professional.hum_v = 2e-4;
    PortCircuit passive{.emf_v = 0.5, .resistance_ohm = 1000, .noise_density = 60e-9};
    PortCircuit unequal{.emf_v = 1, .resistance_ohm = 10, .shared_ground_ohm = 0.3};
    unequal.balance_db = 0.3;
    unequal.noise_density = 20e-9;
    PortCircuit amplifier{.emf_v = 3, .resistance_ohm = 4.7, .shared_ground_ohm = 0.5};
    amplifier.noise_density = 200e-9;
    return {
        {"stiff", {stiff, card(10e3, 200, 1), "standard", "open,33"}},
        {"low_five_loads", {low, card(47e3, 47, 0.8), "quick", "open,1k,100,33,15"}},
        {"coupled", {coupled, card(10e3, 330, 1.2), "standard", "open,33"}},
        {"combo", {combo, card(10e3, 200, 1), "standard", "open,33"}},
        {"output_seventyfive", {output, card(47e3, 100, 2), "quick", "open,33"}},
        {"line", {line, card(10e3, 680, 2), "quick", "open,1k,33"}},
        {"heavy", {heavy, card(47e3, 220, 1.5), "standard", "open,33"}},
        {"professional", {professional, card(1e6, 680, 4), "standard", "open,600"}},
        {"passive", {passive, card(1e6, 47, 0.5), "quick", "open,33"}},
        {"unequal_channels", {unequal, card(10e3, 200, 1), "standard", "open,33"}},
        {"amplifier", {amplifier, card(10e3, 200, 3), "quick", "open,100,15"}},
    };
}

/// Closed forms of what a Case's jack does.
class Truth {
  public:
    explicit Truth(const RecordedSetup& setup) : port_(setup.port), card_(setup.card) {}

    /// Jack volts of a channel re its own EMF when both play: `sign` +1 alike, -1 opposite.
    [[nodiscard]] double gain(int channel, double ohms, double hz, int sign = 1) const {
        const auto jack = jack_transfer(port_, card_, ohms, hz);
        const double other = std::pow(10, (channel == 0 ? 1 : -1) * port_.balance_db / 20);
        return std::abs(jack.own + static_cast<double>(sign) * other * jack.cross);
    }

    /// Harmonics of x + a2 x^2 + a3 x^3 at peak A: 3/4 a3 A^3 on the fundamental, a2 A^2/2, a3
    /// A^3/4.
    struct Emf {
        double fundamental = 0;
        double second = 0;
        double third = 0;
    };
    [[nodiscard]] Emf emf(int channel, double level_dbfs) const {
        const double a = std::pow(10, level_dbfs / 20) *
                         (channel == 1 ? std::pow(10, port_.balance_db / 20) : 1);
        const double h2 = port_.second_harmonic * a;
        const double h3 = port_.third_harmonic * a * a;
        const double rms = port_.emf_v * a;
        return {rms * (1 + 3 * h3), rms * h2, rms * h3};
    }

    [[nodiscard]] double level_v(int channel, double ohms, double level_dbfs) const {
        return emf(channel, level_dbfs).fundamental * gain(channel, ohms, reference_hz);
    }

    /// 20 Hz to 20 kHz by the trapezoidal rule on a fine logarithmic grid, hum added.
    [[nodiscard]] double noise_v(int channel, double ohms) const {
        constexpr int steps = 3000;
        double power = 0;
        const double ratio = std::log(1000.0) / steps;
        for (int k = 0; k <= steps; ++k) {
            const double hz = 20 * std::exp(k * ratio);
            const auto jack = jack_transfer(port_, card_, ohms, hz);
            power += (std::norm(jack.own) + std::norm(jack.cross)) * hz * ratio *
                     (k == 0 || k == steps ? 0.5 : 1);
        }
        const auto at_hum = jack_transfer(port_, card_, ohms, 50);
        const double hum = port_.hum_v * std::abs(at_hum.own + at_hum.cross);
        static_cast<void>(channel);
        return std::sqrt(power * port_.noise_density * port_.noise_density + hum * hum);
    }

    [[nodiscard]] double thd_n_db(int channel, double ohms, double level_dbfs) const {
        const auto e = emf(channel, level_dbfs);
        const double second = e.second * gain(channel, ohms, 2 * reference_hz);
        const double third = e.third * gain(channel, ohms, 3 * reference_hz);
        const double noise = noise_v(channel, ohms);
        return db(std::sqrt(second * second + third * third + noise * noise) /
                  level_v(channel, ohms, level_dbfs));
    }

  private:
    PortCircuit port_;
    CardInput card_;
};

/// Everything a linear port's recordings must get right, each quantity with its own count.
class Scores {
  public:
    void take(const RecordedSetup& setup) {
        const auto findings = measure_recordings(setup);
        const Truth truth(setup);
        const std::string where =
            "seed " + std::to_string(setup.seed) + ", " + std::to_string(setup.clock_ppm) + " ppm";
        EXPECT_TRUE(findings.supports_a_result);
        for (const auto& doubt : findings.doubts)
            EXPECT_TRUE(is_of_the_set_up(doubt.code) ||
                        (doubt.code == "hum" && setup.port.hum_v > 0))
                << doubt.code << ": " << doubt.text;
        impedance(findings, setup, where);
        drops(findings, truth, where);
        levels(findings, truth, where);
        noises(findings, setup, truth, where);
        distortions(findings, setup, truth, where);
        responses(findings, truth, where);
    }

    void judge() const {
        for (const auto& [name, tally] : tallies_) tally.judge();
    }

  private:
    void add(const std::string& what, double error, double tolerance, const std::string& where) {
        tallies_.try_emplace(what, what).first->second.add(error, tolerance, where);
    }

    /// The goal: 0.05 % + 2 mohm, plan quick 0.1 % + 5 mohm.
    void impedance(const measure::Findings& findings, const RecordedSetup& setup,
                   const std::string& where) {
        const double truth = std::abs(setup.port.source_impedance(reference_hz));
        const double tolerance = setup.plan == "quick" ? 1e-3 * truth + 5e-3 : 5e-4 * truth + 2e-3;
        const auto figures = figures_of(findings, "output_impedance",
                                        [](const auto& key) { return key.at_hz == reference_hz; });
        EXPECT_EQ(figures.size(), 2U);
        for (const auto& figure : figures) {
            // Below what is resolved, a bound is the honest answer: it must not be below truth.
            if (figure.kind == result::Kind::upper_bound)
                EXPECT_GE(figure.value.value_or(0), truth - tolerance);
            else
                add("output impedance", figure.value.value_or(NAN) - truth, tolerance,
                    *figure.key.channel + ", " + where);
        }
    }

    /// The goal: 0.001 dB.
    void drops(const measure::Findings& findings, const Truth& truth, const std::string& where) {
        for (const auto& figure : figures_of(findings, "load_drop")) {
            const int sign = figure.key.drive == "opposite" ? -1 : 1;
            const int channel = channel_of(figure.key);
            const double drop =
                db(truth.gain(channel, ohms_of(*figure.key.load), reference_hz, sign) /
                   truth.gain(channel, 0, reference_hz, sign));
            add("load drop", figure.value.value_or(NAN) - drop, 0.001,
                *figure.key.channel + ", " + *figure.key.load + ", " + where);
        }
    }

    /// Levels come from the same fits as load drops; so do 0 dBFS on the ramp, whose goal is
    /// 0.1 dB.
    void levels(const measure::Findings& findings, const Truth& truth, const std::string& where) {
        for (const auto& figure : figures_of(findings, "level")) {
            const double v = truth.level_v(channel_of(figure.key), ohms_of(*figure.key.load),
                                           *figure.key.level_dbfs);
            add("level", db(figure.value.value_or(NAN) / v), 0.001, where);
        }
        for (const auto& figure : figures_of(findings, "max_level")) {
            const double v = truth.level_v(channel_of(figure.key), ohms_of(*figure.key.load), 0);
            EXPECT_EQ(figure.limited_by, "digital_full_scale");
            add("maximum level", db(figure.value.value_or(NAN) / v), 0.1, where);
        }
    }

    /// The goal: 0.05 dB + 3 s, s = 4.34 sqrt(((1+r)^2/T + r^2/T_ref)/B); a bound where r > 4.
    void noises(const measure::Findings& findings, const RecordedSetup& setup, const Truth& truth,
                const std::string& where) {
        constexpr double band = 19980;
        const double seconds = built_in_plan(setup.plan).noise_time.value();
        const auto figures =
            figures_of(findings, "noise", [](const auto& key) { return key.weighting == "none"; });
        EXPECT_FALSE(figures.empty());
        for (const auto& figure : figures) {
            const double v = truth.noise_v(channel_of(figure.key), ohms_of(*figure.key.load));
            const double r = setup.card.noise_density * setup.card.noise_density * band / (v * v);
            const double s = 4.34 * std::sqrt(((1 + r) * (1 + r) / seconds + r * r / 10) / band);
            if (r < 3.5) {
                EXPECT_EQ(figure.kind, result::Kind::measured);
                add("noise", db(figure.value.value_or(NAN) / v), 0.05 + 3 * s, where);
            } else if (r > 4.5) {
                EXPECT_EQ(figure.kind, result::Kind::upper_bound);
                // A 95 % bound falls short of the truth once in twenty, hardly ever by as much
                // again: s is of the power relative to the port's, in decibels.
                const double short_of = 1 - std::pow(figure.value.value_or(NAN) / v, 2);
                add("noise bound", std::max(0.0, short_of), 1.645 * s / 4.34, where);
            }
        }
    }

    /// The goal: max(0.05 dB, 3 x 4.34/sqrt(BT) dB) where the input's noise is 20 dB below.
    void distortions(const measure::Findings& findings, const RecordedSetup& setup,
                     const Truth& truth, const std::string& where) {
        if (setup.port.noise_density < 10 * setup.card.noise_density) return;
        const double seconds = built_in_plan(setup.plan).tone_time.value();
        const double tolerance = std::max(0.05, 3 * 4.34 / std::sqrt(19980 * seconds));
        for (const auto& figure : figures_of(findings, "thd_n")) {
            const double ohms = ohms_of(*figure.key.load);
            const int channel = channel_of(figure.key);
            if (truth.noise_v(channel, ohms) < 10 * setup.card.noise_density * std::sqrt(19980))
                continue;
            EXPECT_EQ(figure.kind, result::Kind::measured);
            add("THD+N",
                figure.value.value_or(NAN) - truth.thd_n_db(channel, ohms, *figure.key.level_dbfs),
                tolerance, *figure.key.load + ", " + where);
        }
    }

    /// The goal: 0.05 dB, 20 Hz to 20 kHz; the standard plan's curve.
    void responses(const measure::Findings& findings, const Truth& truth,
                   const std::string& where) {
        for (const auto& curve : findings.curves) {
            if (curve.quantity != "response") continue;
            const double ohms = ohms_of(*curve.load);
            const int channel = curve.channel == "right" ? 1 : 0;
            const double reference = truth.gain(channel, ohms, reference_hz);
            EXPECT_NEAR(curve.frequency_hz.front(), 20, 1e-9);
            EXPECT_NEAR(curve.frequency_hz.back(), 20000, 1e-9);
            double worst = 0;
            for (std::size_t i = 0; i < curve.value.size(); ++i)
                worst = std::max(
                    worst,
                    std::abs(curve.value[i] -
                             db(truth.gain(channel, ohms, curve.frequency_hz[i]) / reference)));
            add("response", worst, 0.05, *curve.load + ", " + where);
        }
    }

    std::map<std::string, Tally> tallies_;
};

class LinearRecordings : public testing::TestWithParam<Case> {};

}  // namespace

TEST_P(LinearRecordings, AreMeasuredWithinTheirGoals) {
    auto setup = GetParam().setup;
    Scores scores;
    for (int run = 0; run < runs(setup.plan == "quick" ? 2 : 1); ++run) {
        setup.seed = first_seed() + static_cast<std::uint64_t>(run);
        setup.clock_ppm = run % 2 == 0 ? 60 : 0;
        scores.take(setup);
    }
    scores.judge();
}

INSTANTIATE_TEST_SUITE_P(recording_accuracy, LinearRecordings, testing::ValuesIn(linear_cases()),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(recording_accuracy, HoldsAtClocksOfEitherSign) {
    auto setup = linear_cases()[1].setup;
    setup.loads = "open,33";
    Scores scores;
    for (const double ppm : {-37.0, 500.0, -500.0}) {
        setup.clock_ppm = ppm;
        scores.take(setup);
    }
    scores.judge();
}

TEST(recording_accuracy, HoldsInSixteenBits) {
    auto setup = linear_cases()[4].setup;
    setup.card.bits = 16;
    const auto findings = measure_recordings(setup);
    // One step of 16 bits is 3e-5 of full scale; a tone of -30 dBFS over 0.6 s averages 28800.
    for (const auto& figure : figures_of(findings, "output_impedance",
                                         [](const auto& key) { return key.at_hz == reference_hz; }))
        EXPECT_NEAR(figure.value.value_or(NAN), 75, 75e-3 + 5e-3);
}

TEST(recording_accuracy, HoldsForOneRecordedChannel) {
    auto setup = linear_cases()[4].setup;
    setup.mono = true;
    const auto findings = measure_recordings(setup);
    const auto figures = figures_of(findings, "output_impedance",
                                    [](const auto& key) { return key.at_hz == reference_hz; });
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures.front().key.channel, "left");
    EXPECT_NEAR(figures.front().value.value_or(NAN), 75, 75e-3 + 5e-3);
}
