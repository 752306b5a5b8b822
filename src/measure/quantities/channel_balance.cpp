#include "channel_pair.hpp"
#include "jack_scale.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <cmath>
#include <complex>
#include <optional>

namespace ohmloop::measure::channel_balance {

namespace {

using result::Curve;
using result::Estimate;
using result::Figure;
using result::FigureKey;
using result::Shape;
using result::Term;
using signal::Drive;

/// Where a port's limits do not enter yet.
constexpr double loudest_dbfs = -15;
constexpr double quietest_dbfs = -60;

const ToneReading* reference_tone(const ChannelObservations& seen, Drive drive) {
    const ToneReading* quietest = nullptr;
    for (const auto& tones : seen.tones) {
        if (tones.drive != drive) continue;
        for (const auto& tone : tones.tones)
            if (tone.frequency_hz == reference_hz && tone.level_dbfs <= loudest_dbfs &&
                tone.level_dbfs > quietest_dbfs &&
                (quietest == nullptr || tone.level_dbfs < quietest->level_dbfs))
                quietest = &tone;
    }
    return quietest;
}

/// Both channels' readings of one tone: both driven alike, or else with opposite signs.
struct Readings {
    Drive drive = Drive::both;
    const ToneReading* left = nullptr;
    const ToneReading* right = nullptr;
};

std::optional<Readings> readings_of(const ChannelPair& pair) {
    for (const Drive drive : {Drive::both, Drive::opposite}) {
        const Readings found{drive, reference_tone(pair.left, drive),
                             reference_tone(pair.right, drive)};
        if (found.left != nullptr && found.right != nullptr) return found;
    }
    return std::nullopt;
}

/// d ln|V| / d ln R of a load: Re(Zo / (Zo + R)); at most 1, which is taken where Zo is not known.
double share_of_source(const std::vector<Figure>& figures, int channel, double load_ohm) {
    const char* name = channel == 0 ? "left" : "right";
    for (const auto& figure : figures)
        if (figure.key.quantity == "output_impedance" && figure.key.channel == name &&
            figure.key.at_hz == reference_hz && figure.real_ohm && figure.imag_ohm) {
            const std::complex<double> zo(*figure.real_ohm, *figure.imag_ohm);
            return (zo / (zo + load_ohm)).real();
        }
    return 1;
}

/// What the input's channels and the resistors may be unequal by, decibels.
std::vector<Term> unequal_terms(const profiles::Load& load, const AnalysisSetup& setup,
                                const std::vector<Figure>& figures) {
    std::vector<Term> terms;
    if (const double match = input_match_db(setup.input); match > 0)
        terms.push_back({match_source, match / std::sqrt(3.0), Shape::rectangular, 0});
    if (load.is_open() || load.tolerance <= 0) return terms;
    for (const int channel : {0, 1})
        terms.push_back({channel == 0 ? "load tolerance, left" : "load tolerance, right",
                         db_per_neper * load.tolerance / std::sqrt(3.0) *
                             share_of_source(figures, channel, load.resistance_ohm),
                         Shape::rectangular, 0});
    return terms;
}

std::string match_condition(const InputModel& input) {
    return input.channel_match_db ? "declared" : "not declared: 0.5 dB";
}

Figure balance_figure(const ChannelPair& pair, const Readings& read, std::vector<Term> terms,
                      const InputModel& input) {
    FigureKey key;
    key.quantity = "channel_balance";
    key.channel = pair_name(0);
    key.load = pair.take.load.name;
    key.drive = read.drive == Drive::both ? "both" : "opposite";
    key.at_hz = reference_hz;
    key.level_dbfs = read.left->level_dbfs;
    for (const auto* tone : {read.left, read.right})
        terms.push_back({tone == read.left ? "noise, left" : "noise, right",
                         db_per_neper * tone->relative_uncertainty, Shape::normal, 0});
    const double balance = db_per_neper * std::log(std::abs(read.right->gain / read.left->gain));
    auto figure = result::measured(std::move(key), {balance, std::move(terms)}, "dB");
    figure.conditions["sign"] = "right re left";
    figure.conditions["input_match"] = match_condition(input);
    return figure;
}

const SweepObservation* common_sweep(const ChannelObservations& seen) {
    for (const auto& sweep : seen.sweeps)
        if (sweep.drive == Drive::both && !sweep.frequency_hz.empty()) return &sweep;
    return nullptr;
}

/// An undeclared AC coupling has capacitors of 20 %: |H| = 1/sqrt(1 + (fc/f)^2) in each channel.
double unequal_coupling_db(double hz, const InputModel& input) {
    constexpr double capacitors = 0.2;
    if (input.high_pass_hz) return 0;
    const double fall = std::pow(highest_corner_hz / hz, 2);
    return db_per_neper * 2 * capacitors * fall / (1 + fall);
}

std::optional<Curve> balance_curve(const ChannelPair& pair, const std::vector<Term>& unequal,
                                   const InputModel& input) {
    const auto* left = common_sweep(pair.left);
    const auto* right = common_sweep(pair.right);
    if (left == nullptr || right == nullptr || left->frequency_hz != right->frequency_hz)
        return std::nullopt;
    Curve curve;
    curve.quantity = "channel_balance";
    curve.channel = pair_name(0);
    curve.load = pair.take.load.name;
    curve.unit = "dB";
    curve.at_level_dbfs = left->level_dbfs;
    curve.frequency_hz = left->frequency_hz;
    for (std::size_t i = 0; i < curve.frequency_hz.size(); ++i) {
        Estimate at{db_per_neper * std::log(std::abs(right->response[i] / left->response[i])),
                    unequal};
        const double noise =
            std::hypot(left->relative_uncertainty[i], right->relative_uncertainty[i]);
        at.terms.push_back({"noise", db_per_neper * noise, Shape::normal, 0});
        curve.value.push_back(at.value);
        curve.uncertainty.push_back(result::expanded_uncertainty(at) +
                                    unequal_coupling_db(curve.frequency_hz[i], input));
    }
    return curve;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup,
                  const std::vector<Figure>& figures) {
    Findings findings;
    for (const auto& pair : channel_pairs(takes, setup)) {
        const auto unequal = unequal_terms(pair.take.load, setup, figures);
        if (const auto read = readings_of(pair))
            findings.figures.push_back(balance_figure(pair, *read, unequal, setup.input));
        if (auto curve = balance_curve(pair, unequal, setup.input))
            findings.curves.push_back(std::move(*curve));
    }
    if (!findings.figures.empty()) return findings;
    FigureKey key;
    key.quantity = "channel_balance";
    findings.figures.push_back(
        result::not_measured(key, "dB", "needs both channels in one recording, below -15 dBFS"));
    return findings;
}

}  // namespace ohmloop::measure::channel_balance
