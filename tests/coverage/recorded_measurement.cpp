#include "coverage/recorded_measurement.hpp"

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/built_in.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/signal/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace ohmloop::test {

namespace {

constexpr Hertz rate(48000);

std::string variable(const char* name, const std::string& otherwise) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? otherwise : value;
}

Capture capture_of(const RecordedSetup& setup, const profiles::Load& load, std::size_t k) {
    std::mt19937_64 random(1000 * setup.seed + k);
    std::uniform_real_distribution<double> early(2000, 30000);
    Capture capture;
    capture.load_ohm = load.is_open() ? 0 : load.resistance_ohm + load.contact_ohm;
    capture.clock_ppm = setup.clock_ppm;
    capture.start_frames = early(random);
    capture.tail_frames = early(random);
    capture.mono = setup.mono;
    capture.seed = random();
    return capture;
}

}  // namespace

RecordedSetup quick_setup() {
    RecordedSetup setup;
    setup.port = {.emf_v = 1, .resistance_ohm = quick_source_ohm, .noise_density = 20e-9};
    setup.card.full_scale_v = 1.2;
    setup.card.noise_density = 12e-9;
    setup.plan = "quick";
    return setup;
}

profiles::Plan built_in_plan(const std::string& name) {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "plans" && file.name == name) return profiles::parse_plan(file.text, name);
    throw std::runtime_error("no plan " + name);
}

std::vector<measure::RawTake> record_takes(const RecordedSetup& setup) {
    const auto layout =
        measure::file_layout(built_in_plan(setup.plan), rate, signal::Wiring::stereo, DbFs(0));
    const auto stimulus = signal::render(layout);
    std::vector<measure::RawTake> takes;
    for (const auto& load : profiles::parse_loads(setup.loads, 0)) {
        const auto capture = capture_of(setup, load, takes.size());
        measure::RawTake take;
        take.load = load;
        take.order = static_cast<int>(takes.size());
        take.layout = layout;
        take.recording = record(stimulus, setup.port, setup.card, capture);
        takes.push_back(std::move(take));
    }
    return takes;
}

measure::AnalysisSetup analysis_of(const RecordedSetup& setup) {
    measure::AnalysisSetup analysis;
    analysis.contact_uncertainty_ohm = 0;
    auto& input = analysis.input;
    input.resistance_ohm = {setup.card.resistance_ohm, 0};
    input.capacitance_pf = {setup.card.capacitance_f * 1e12, 0};
    input.full_scale_v = {{setup.card.full_scale_v, 0}};
    input.thd_db = setup.card.thd_db();
    input.high_pass_hz = setup.card.high_pass_hz;
    input.noise_averaging_s = 10;
    std::mt19937_64 random(setup.seed);
    std::normal_distribution<double> gauss;
    constexpr double band = 19980;
    const double power = 1 + gauss(random) / std::sqrt(band * input.noise_averaging_s);
    input.noise_v = setup.card.noise_density * std::sqrt(band * power);
    return analysis;
}

measure::Findings measure_recordings(const RecordedSetup& setup) {
    return measure::evaluate(measure::observe_all(record_takes(setup)), analysis_of(setup));
}

std::vector<result::Figure> figures_of(const measure::Findings& findings,
                                       const std::string& quantity, const Chosen& chosen) {
    std::vector<result::Figure> found;
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == quantity && (!chosen || chosen(figure.key)))
            found.push_back(figure);
    return found;
}

bool has_doubt(const measure::Findings& findings, const std::string& code) {
    return std::any_of(findings.doubts.begin(), findings.doubts.end(),
                       [&](const result::Doubt& doubt) { return doubt.code == code; });
}

double ohms_of(const std::string& load) {
    const auto parsed = profiles::parse_loads(load, 0).front();
    return parsed.is_open() ? 0 : parsed.resistance_ohm;
}

int channel_of(const result::FigureKey& key) { return key.channel == "right" ? 1 : 0; }

void Tally::add(double error, double tolerance, const std::string& where) {
    ++count_;
    const double ratio = std::isfinite(error) ? std::abs(error) / tolerance : HUGE_VAL;
    if (ratio > 1) ++outside_;
    if (ratio < worst_) return;
    worst_ = ratio;
    worst_where_ = where;
}

void Tally::judge() const {
    EXPECT_GT(count_, 0) << what_ << ": nothing was measured";
    EXPECT_LE(outside_, count_ / 20) << what_ << ": " << outside_ << " of " << count_
                                     << " outside, worst " << worst_ << " x at " << worst_where_;
    EXPECT_LE(worst_, 2) << what_ << ": at " << worst_where_;
}

int runs(int usual) { return std::stoi(variable("OHMLOOP_RUNS", std::to_string(usual))); }

std::uint64_t first_seed() { return std::stoull(variable("OHMLOOP_SEED", "1")); }

}  // namespace ohmloop::test
