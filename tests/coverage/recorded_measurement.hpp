#pragma once

#include "support/frequency_domain_port.hpp"

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/result/figure.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::test {

/// A stimulus file played once with each load into an independent simulation of port and card.
struct RecordedSetup {
    PortCircuit port;
    CardInput card;
    std::string plan = "standard";
    std::string loads = "open,33";
    double clock_ppm = 0;
    bool mono = false;
    std::uint64_t seed = 1;
};

/// A clean port of 1 V and 5 ohm, recorded by plan quick.
inline constexpr double quick_source_ohm = 5;
[[nodiscard]] RecordedSetup quick_setup();

[[nodiscard]] profiles::Plan built_in_plan(const std::string& name);

/// Each recording begins elsewhere and has noise of its own.
[[nodiscard]] std::vector<measure::RawTake> record_takes(const RecordedSetup& setup);

/// Everything about the input declared exactly but its noise, which was measured over ten seconds.
[[nodiscard]] measure::AnalysisSetup analysis_of(const RecordedSetup& setup);

[[nodiscard]] measure::Findings measure_recordings(const RecordedSetup& setup);

using Chosen = std::function<bool(const result::FigureKey&)>;
/// The figures of a quantity, those `chosen` only.
[[nodiscard]] std::vector<result::Figure> figures_of(const measure::Findings& findings,
                                                     const std::string& quantity,
                                                     const Chosen& chosen = {});
[[nodiscard]] bool has_doubt(const measure::Findings& findings, const std::string& code);

/// 0 for an open load, as captures have it.
[[nodiscard]] double ohms_of(const std::string& load);
/// 0 left, 1 right.
[[nodiscard]] int channel_of(const result::FigureKey& key);

/// Counts errors against a tolerance: at least 95 of 100 within, all within twice.
class Tally {
  public:
    explicit Tally(std::string what) : what_(std::move(what)) {}
    void add(double error, double tolerance, const std::string& where);
    /// A GoogleTest failure where too many lie outside, or one far outside.
    void judge() const;

  private:
    std::string what_;
    int count_ = 0;
    int outside_ = 0;
    double worst_ = 0;  ///< error over tolerance
    std::string worst_where_;
};

/// Said of two loads recorded once, however well: nothing tests the source, nor the gain between.
[[nodiscard]] inline bool is_of_the_set_up(const std::string& code) {
    return code == "source_not_tested" || code == "drift_assumed";
}

/// How often each case is drawn: the environment's OHMLOOP_RUNS, `usual` otherwise.
[[nodiscard]] int runs(int usual);
[[nodiscard]] std::uint64_t first_seed();

}  // namespace ohmloop::test
