#include "ohmloop/classify/next_measurement.hpp"

#include "classify/foresight.hpp"
#include "classify/log_readings.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/received_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace ohmloop::classify {

namespace {

/// What stopped the levels before the port's own limit did, taken away.
const char* limit_lifted(const std::string& limited_by) {
    if (limited_by == "ceiling") return "without --max-level";
    if (limited_by == "input_full_scale") return "with a pad before the input, or its gain lower";
    if (limited_by == "load_rating") return "with loads of a higher power rating";
    if (limited_by == "protection")
        return "once what the approach stopped at (the doubts name it) is mended";
    return "up to full scale";
}

/// The volume may not have stood at its maximum.
bool may_be_lower(const PortFacts& facts) {
    return facts.volume == Volume::unknown || facts.volume == Volume::partial;
}

/// Of a port whose largest level is no more than a bound, or was set to an unknown volume.
std::string measure_higher(const PortFacts& facts, const Capability& port) {
    std::string text = "measure";
    if (may_be_lower(facts)) text += " at full volume (--volume max)";
    if (!port.emf_is_bound) return text;
    return fmt::format("{} {}: its maximum level is not reached yet", text,
                       limit_lifted(facts.open()->limited_by));
}

std::string worded_load(const LostTake& lost) {
    return lost.resistance_ohm ? "with the " + worded_ohms(*lost.resistance_ohm) + " resistor"
                               : "without a load";
}

/// Those lost for the first one's reason, which are made again together.
std::string repeat_lost(const std::vector<LostTake>& lost) {
    std::string loads;
    int count = 0;
    for (const LostTake& one : lost) {
        if (one.reason != lost.front().reason) continue;
        loads += (count++ > 0 ? " and " : "") + worded_load(one);
    }
    const std::string& reason = lost.front().reason;
    return fmt::format("repeat the lost take{} {}{}", count > 1 ? "s" : "", loads,
                       reason.empty() ? "" : fmt::format(" ({})", reason));
}

/// The open take, or one heavier than all that were not lost.
bool lost_what_decides(const PortFacts& facts) {
    return std::ranges::any_of(facts.lost_takes, [&](const LostTake& lost) {
        const LoadFacts* heaviest = facts.heaviest();
        return !lost.resistance_ohm || !heaviest ||
               *lost.resistance_ohm < *heaviest->resistance_ohm;
    });
}

/// One EMF with light loads and another with heavy ones shows in two loads of each kind; which of
/// them are wanting.
std::string tell_sensing(const PortFacts& facts) {
    const auto light = std::ranges::count_if(facts.loads, [](const LoadFacts& load) {
        return load.resistance_ohm.value_or(least_input_ohm) >= least_input_ohm;
    });
    const auto heavy = static_cast<std::ptrdiff_t>(facts.loads.size()) - light;
    std::string wanting = light < 2 ? "4.7 kΩ" : "";
    if (heavy < 2) wanting += (wanting.empty() ? "" : " and ") + std::string("100 Ω");
    if (wanting.empty()) wanting = "600 Ω and 300 Ω";
    return fmt::format(
        "check which take has which load and add {} to them: two light and two heavy loads show "
        "whether it senses them",
        wanting);
}

/// A usual resistor bears a quarter of a watt.
std::string of_enough_watts(const Capability& port) {
    constexpr double usual_w = 0.25;
    constexpr double load_ohm = 33;
    if (!port.clean_emf_v) return {};
    const double source = port.source ? port.source->least_ohm().real() : 0;
    const double volts = *port.clean_emf_v * load_ohm / (load_ohm + source);
    const double watts = volts * volts / load_ohm;
    return watts > usual_w ? fmt::format(" that bears {:.2g} W", std::max(watts, usual_w)) : "";
}

/// A data sheet's port, which nobody has at hand to measure again.
bool is_of_sheet(const PortFacts& facts) { return facts.channel.empty(); }

/// What must be mended before anything else counts; empty: nothing.
std::string first_of_all(const PortFacts& facts) {
    if (lost_what_decides(facts)) return repeat_lost(facts.lost_takes);
    if (!facts.has_figures())
        return is_of_sheet(facts) ? "measure it open and with a 33 Ω load"
                                  : "check the wiring and measure open and with a 33 Ω load";
    return facts.rises_with_load ? tell_sensing(facts) : "";
}

/// The measurements a port still wants, each with what is expected of it.
class OpenQuestions {
  public:
    OpenQuestions(const PortFacts& facts, const Capability& port, const ClassScores& probabilities,
                  const profiles::Populations& populations)
        : facts_(facts),
          port_(port),
          rivals_(rivals_among(probabilities)),
          foresight_(facts, port, populations) {
        ask_load();
        ask_impedance();
        ask_level();
        ask_volume();
        if (is_of_sheet(facts) && !facts.balanced)
            ask("find out whether it is balanced, as few headphone outputs are",
                foresight_.balanced_or_not());
    }

    [[nodiscard]] const NextMeasurement* best() const {
        const auto found = std::ranges::max_element(asked_, {}, &NextMeasurement::nats);
        return found == asked_.end() ? nullptr : &*found;
    }

  private:
    void ask(std::string text, const Outcomes& outcomes) {
        asked_.push_back({std::move(text), expected_information(outcomes, rivals_)});
    }

    [[nodiscard]] const char* again() const {
        if (!is_of_sheet(facts_)) return "again with";
        return port_.clean_emf_v ? "it with" : "it open and with";
    }

    void ask_load() {
        constexpr double usual_ohm = 33;
        if (is_asked_for_current(port_)) return;
        const auto shown = foresight_.with_load(usual_ohm);
        const auto watts = of_enough_watts(port_);
        if (port_.heaviest)
            ask(fmt::format("measure with a load of about 33 Ω{}: the current it can give decides",
                            watts),
                shown);
        else
            ask(fmt::format("measure {} a 33 Ω resistor across the port{}", again(), watts), shown);
    }

    void ask_impedance() {
        if (!facts_.heaviest() || impedance_reading(facts_, port_)) return;
        if (is_of_sheet(facts_))
            ask("find its output impedance, stated or measured", foresight_.impedance());
        else if (port_.source && port_.source->at_most)
            ask("check the loads' resistances and the input's (--input-impedance), measure again: "
                "the output impedance is only bounded",
                foresight_.impedance());
    }

    void ask_level() {
        if (!port_.volts)
            return ask("name the input's full scale (--input-full-scale): level and current decide",
                       foresight_.level_and_current());
        if (!port_.clean_emf_v || (port_.heaviest && !port_.heaviest->amperes)) {
            if (port_.heaviest)
                ask("measure max-level open and with the load: the current it can give decides",
                    foresight_.level_and_current());
            return;
        }
        if (!port_.emf_is_bound && !may_be_lower(facts_)) return;
        if (is_of_sheet(facts_))
            return ask("find its largest level without a load", foresight_.level());
        ask(measure_higher(facts_, port_),
            beside(foresight_.level_and_current(), foresight_.overdrive()));
    }

    void ask_volume() {
        if (facts_.volume_range_db || facts_.adjustable || facts_.volume == Volume::fixed) return;
        ask(is_of_sheet(facts_)
                ? "find out whether its level is fixed, which speaks for line"
                : "move the volume control from minimum to maximum: a fixed level speaks for line",
            foresight_.fixed_or_variable());
    }

    const PortFacts& facts_;
    const Capability& port_;
    Rivals rivals_;
    Foresight foresight_;
    std::vector<NextMeasurement> asked_;
};

/// What tells no class by the populations.
std::string last_of_all(const PortFacts& facts) {
    if (!facts.lost_takes.empty()) return repeat_lost(facts.lost_takes);
    const auto loaded = std::ranges::count_if(
        facts.loads, [](const LoadFacts& load) { return load.resistance_ohm.has_value(); });
    if (loaded < 2 && !is_of_sheet(facts))
        return "add a third load, such as 100 Ω, which tests whether one linear source explains it";
    return "nothing more that can be measured, as outputs of both kinds are built like it: go by "
           "what it serves";
}

}  // namespace

NextMeasurement next_measurement(const PortFacts& facts, const Capability& port,
                                 const ClassScores& probabilities,
                                 const profiles::Populations& populations) {
    constexpr double next_to_nothing = 0.005;
    if (auto first = first_of_all(facts); !first.empty())
        return {std::move(first), std::numeric_limits<double>::infinity()};
    const OpenQuestions questions(facts, port, probabilities, populations);
    const NextMeasurement* best = questions.best();
    if (best && best->nats > next_to_nothing) return *best;
    return {last_of_all(facts), 0};
}

}  // namespace ohmloop::classify
