#include "benchmark/estimator_limits.hpp"

#include "measure/observe/observe.hpp"
#include "measure/source/source_fit.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::benchmark {

namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

constexpr double rate = 48000;
constexpr double tone_hz = 997.3;
constexpr double amplitude = 0.5;
constexpr double phase = 0.4;
constexpr double db_of_relative = 20 * std::numbers::log10e;

double square(double x) { return x * x; }

/// One segment's length and noise.
struct Case {
    double seconds;
    double snr_db;

    [[nodiscard]] double frames() const { return std::round(seconds * rate); }
    [[nodiscard]] double snr() const { return std::pow(10, snr_db / 10); }
    [[nodiscard]] double sigma() const { return amplitude / std::sqrt(2 * snr()); }
};

std::vector<double> noise(double frames, double sigma, std::mt19937_64& random) {
    std::normal_distribution<double> normal(0, sigma);
    std::vector<double> x(static_cast<std::size_t>(frames));
    for (double& value : x) value = normal(random);
    return x;
}

void add_tone(std::vector<double>& x, Complex phasor) {
    for (std::size_t n = 0; n < x.size(); ++n)
        x[n] +=
            (phasor * std::polar(1.0, 2 * pi * std::fmod(tone_hz * double(n), rate) / rate)).real();
}

std::vector<double> noisy_tone(const Case& of, std::mt19937_64& random) {
    auto x = noise(of.frames(), of.sigma(), random);
    add_tone(x, std::polar(amplitude, phase));
    return x;
}

/// Errors of one draw; the rows they belong to, with their bounds.
struct Estimator {
    std::vector<LimitRow> rows;
    std::function<std::vector<double>(std::mt19937_64&)> errors;
};

std::vector<LimitRow> rows_of(const Case& of, std::vector<LimitRow> named) {
    for (LimitRow& row : named) {
        row.seconds = of.seconds;
        row.snr_db = of.snr_db;
    }
    return named;
}

LimitRow row(const char* quantity, const char* unit, double bound) {
    LimitRow made;
    made.quantity = quantity;
    made.unit = unit;
    made.bound = bound;
    return made;
}

/// u(A)/A = u(phase) = 1/sqrt(N SNR) where the frequency is known.
Estimator known_frequency(const Case& of) {
    const double bound = 1 / std::sqrt(of.frames() * of.snr());
    return {rows_of(of, {row("level", "dB", db_of_relative * bound), row("phase", "rad", bound)}),
            [of](std::mt19937_64& random) {
                const auto fit = dsp::fit_tones(noisy_tone(of, random), Hertz(rate),
                                                std::vector<double>{tone_hz});
                return std::vector<double>{
                    db_of_relative * std::log(std::abs(fit.phasor[0]) / amplitude),
                    std::arg(fit.phasor[0]) - phase};
            }};
}

/// The frequency found too: 12/(N (N^2 - 1) SNR) in radians per frame, squared; the first frame's
/// phase 2 (2N - 1)/(N (N + 1) SNR); the level as before.
std::vector<LimitRow> found_frequency_rows(const Case& of, const char* level, const char* first,
                                           const char* frequency) {
    const double n = of.frames();
    const double radians = std::sqrt(12 / (n * (n * n - 1) * of.snr()));
    return rows_of(of, {row(level, "dB", db_of_relative / std::sqrt(n * of.snr())),
                        row(first, "rad", std::sqrt(2 * (2 * n - 1) / (n * (n + 1) * of.snr()))),
                        row(frequency, "Hz", radians * rate / (2 * pi))});
}

std::vector<double> found_frequency_errors(const dsp::ToneFit& fit) {
    return {db_of_relative * std::log(std::abs(fit.phasor[0]) / amplitude),
            std::arg(fit.phasor[0]) - phase, fit.frequency_hz[0] - tone_hz};
}

Estimator found_frequency(const Case& of) {
    return {
        found_frequency_rows(of, "level, frequency fitted", "phase of the first frame",
                             "frequency"),
        [of](std::mt19937_64& random) {
            return found_frequency_errors(dsp::fit_scaled_tones(noisy_tone(of, random), Hertz(rate),
                                                                std::vector<double>{tone_hz}, 1e-6)
                                              .tones);
        }};
}

/// As a recording is inspected, eleven harmonics beside the tone, its clock and level free to run.
Estimator wandering(const Case& of) {
    auto rows = found_frequency_rows(of, "level, inspected", "", "frequency, inspected");
    rows.erase(rows.begin() + 1);
    return {
        rows, [of](std::mt19937_64& random) {
            auto errors = found_frequency_errors(
                dsp::fit_wandering_tone(noisy_tone(of, random), Hertz(rate), tone_hz, 11, 2).tones);
            errors.erase(errors.begin() + 1);
            return errors;
        }};
}

/// A measurement's own segment, read as measurements read it.
struct Segment {
    signal::Layout layout;
    measure::Alignment alignment = {};

    Segment(const Case& of, DbFs level)
        : layout(signal::place(
              Hertz(rate),
              {{.stimulus =
                    signal::Tones{{{.frequency = Hertz(tone_hz), .level = level, .phase = 0}}},
                .settle = Seconds(0.02),
                .steady = Seconds(of.seconds)}})) {}

    [[nodiscard]] double frames() const { return static_cast<double>(layout.frames); }
    [[nodiscard]] measure::ObservedChannel channel(const std::vector<double>& x) const {
        return {x, layout, alignment, 0};
    }
};

/// Twenty harmonics, hum and what settles are looked for beside the tone.
Estimator observed(const Case& of) {
    const Segment segment(of, DbFs(20 * std::log10(amplitude)));
    const double bound = 1 / std::sqrt(of.frames() * of.snr());
    return {rows_of(of, {row("level, measured", "dB", db_of_relative * bound),
                         row("phase, measured", "rad", bound)}),
            [of, segment](std::mt19937_64& random) {
                auto x = noise(segment.frames(), of.sigma(), random);
                // What is played is a sine from the segment's first frame.
                add_tone(x, std::polar(amplitude, phase - pi / 2));
                measure::ChannelObservations seen;
                measure::observe_tones(segment.channel(x), segment.layout.segments.front(), seen);
                const Complex gain = seen.tones.at(0).tones.at(0).gain;
                return std::vector<double>{db_of_relative * std::log(std::abs(gain)),
                                           std::arg(gain) - phase};
            }};
}

/// A source of 33 ohm + 20 j at four loads, read one after the other: the bound is what the
/// derivatives of X = V / (1 + Z Y) by V and Z leave to Z where each part of X scatters by
/// sigma sqrt(2/N).
Estimator impedance(const Case& of) {
    const Complex source(33, 20);
    const std::vector<double> admittances{1 / 20000.0, 1e-3, 1e-2, 1 / 33.0};
    double vv = 0;
    double zz = 0;
    Complex vz = 0;
    for (const double y : admittances) {
        const Complex by_v = 1.0 / (1.0 + source * y);
        const Complex by_z = -amplitude * y * by_v * by_v;
        vv += std::norm(by_v);
        zz += std::norm(by_z);
        vz += std::conj(by_v) * by_z;
    }
    const double bound =
        of.sigma() * std::sqrt(2 / of.frames()) / std::sqrt(zz - std::norm(vz) / vv);
    return {rows_of(of, {row("resistance, four loads", "ohm", bound),
                         row("reactance, four loads", "ohm", bound)}),
            [of, source, admittances](std::mt19937_64& random) {
                std::vector<measure::LineReading> readings;
                for (const double y : admittances) {
                    auto x = noise(of.frames(), of.sigma(), random);
                    add_tone(x, amplitude / (1.0 + source * y));
                    const auto fit = dsp::fit_tones(x, Hertz(rate), std::vector<double>{tone_hz});
                    readings.push_back({fit.phasor[0], y,
                                        fit.amplitude_uncertainty() / std::abs(fit.phasor[0]), 0});
                }
                const Complex error = measure::fit_source(readings).impedance - source;
                return std::vector<double>{error.real(), error.imag()};
            }};
}

/// B = (int S)^2 / int S^2 of white noise through a weighting, 20 Hz to 20 kHz, by the rectangle
/// rule in steps of a hertz.
double statistical_bandwidth(const dsp::PowerWeighting& weighting) {
    double sum = 0;
    double squares = 0;
    for (double f = 20.5; f < 20000; ++f) {
        sum += weighting(f);
        squares += square(weighting(f));
    }
    return square(sum) / squares;
}

double decibels(double power) { return 10 * std::log10(power); }

/// 4.34/sqrt(B T) dB, by the full periodogram, and as a measurement reads near-silence.
Estimator noise_level(double seconds) {
    const Case of{seconds, 0};
    const double b = statistical_bandwidth(dsp::a_weighting_power);
    double weighted = 0;
    for (double f = 20.5; f < 20000; ++f) weighted += dsp::a_weighting_power(f) / 24000;
    const auto bound = [&](double width) {
        return 10 * std::numbers::log10e / std::sqrt(width * seconds);
    };
    const Segment segment(of, DbFs(-100));
    return {rows_of(of, {row("noise", "dB", bound(19980)), row("noise, A-weighted", "dB", bound(b)),
                         row("noise, measured", "dB", bound(19980))}),
            [of, weighted, segment](std::mt19937_64& random) {
                const auto x = noise(of.frames(), 1e-3, random);
                const auto read = [&](const dsp::PowerWeighting& weighting, double truth) {
                    const auto power =
                        dsp::band_power(x, Hertz(rate), Hertz(20), Hertz(20000), weighting);
                    return decibels(power.mean_square / (1e-6 * truth));
                };
                auto silence = noise(segment.frames(), 1e-3, random);
                measure::ChannelObservations seen;
                measure::observe_noise(segment.channel(silence), segment.layout.segments.front(),
                                       seen);
                return std::vector<double>{
                    read({}, 19980 / 24000.0), read(dsp::a_weighting_power, weighted),
                    decibels(seen.noises.at(0).flat.mean_square() / (1e-6 * 19980 / 24000))};
            }};
}

/// Each estimator draws its own noise, so that rows scatter independently of one another.
class Table {
  public:
    Table(int draws, unsigned first_seed) : draws_(draws), first_seed_(first_seed) {}

    void add(Estimator estimator) {
        ++estimators_;
        for (int draw = 0; draw < draws_; ++draw) {
            std::seed_seq seeds{first_seed_ + static_cast<unsigned>(draw), estimators_};
            std::mt19937_64 random(seeds);
            const auto errors = estimator.errors(random);
            for (std::size_t k = 0; k < errors.size(); ++k)
                estimator.rows[k].spread += square(errors[k]) / draws_;
        }
        for (LimitRow& each : estimator.rows) {
            each.spread = std::sqrt(each.spread);
            each.draws = draws_;
            rows.push_back(each);
        }
    }

    std::vector<LimitRow> rows;

  private:
    int draws_;
    unsigned first_seed_;
    unsigned estimators_ = 0;
};

}  // namespace

double LimitRow::ratio_error() const { return ratio() / std::sqrt(2.0 * draws); }

std::vector<LimitRow> estimator_limits(int draws, unsigned first_seed) {
    Table table(draws, first_seed);
    for (const double seconds : {0.1, 0.3, 1.0}) {
        for (const double snr_db : {20.0, 60.0, 100.0}) {
            if (seconds == 0.3 && snr_db != 60) continue;
            for (const auto& make :
                 {known_frequency, found_frequency, wandering, observed, impedance})
                table.add(make({seconds, snr_db}));
        }
        table.add(noise_level(seconds));
    }
    return table.rows;
}

}  // namespace ohmloop::benchmark
