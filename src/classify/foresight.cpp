#include "classify/foresight.hpp"

#include "classify/counted_evidence.hpp"
#include "classify/judged_evidence.hpp"
#include "classify/log_readings.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::classify {

namespace {

using Side = LogReading::Side;

/// The populations' kinds spread by a quarter of a decade and more.
constexpr double cell_decades = 0.1;

LogReading exactly(double lg) { return {lg, 0, Side::exactly}; }

ClassScores exponential(const ClassScores& nats) {
    ClassScores scores;
    for (const Candidate c : candidates) scores[c] = std::exp(nats[c]);
    return scores;
}

ClassScores scaled(ClassScores scores, double factor) {
    for (const Candidate c : candidates) scores[c] *= factor;
    return scores;
}

/// The middles of equal cells between two ends.
struct Cells {
    double low;
    double high;

    [[nodiscard]] int count() const {
        return high > low ? static_cast<int>(std::ceil((high - low) / cell_decades)) : 0;
    }
    [[nodiscard]] double width() const { return (high - low) / count(); }
    [[nodiscard]] double middle(int i) const { return low + (i + 0.5) * width(); }
};

template <class Density>
Outcomes over(const Cells& cells, Density density) {
    Outcomes outcomes;
    for (int i = 0; i < cells.count(); ++i)
        outcomes.push_back({cells.middle(i), scaled(density(cells.middle(i)), cells.width())});
    return outcomes;
}

/// Each class's to 1: something is shown whatever it is.
Outcomes whole(Outcomes outcomes) {
    for (const Candidate c : candidates) {
        double sum = 0;
        for (const Outcome& one : outcomes) sum += one.probability[c];
        for (Outcome& one : outcomes) one.probability[c] /= std::max(sum, 1e-300);
    }
    return outcomes;
}

Outcomes nothing_new() { return {{0, {{1, 1, 1, 1}}}}; }

/// Each of the first seen together with what `next` makes of its value.
template <class Next>
Outcomes followed(const Outcomes& first, Next next) {
    Outcomes all;
    for (const Outcome& one : first)
        for (Outcome second : next(one.log10_value)) {
            for (const Candidate c : candidates) second.probability[c] *= one.probability[c];
            all.push_back(second);
        }
    return all;
}

Outcomes of_two(const CountedEvidence& one, const CountedEvidence& other) {
    return whole({{0, exponential(one.log_likelihood)}, {0, exponential(other.log_likelihood)}});
}

}  // namespace

Rivals rivals_among(const ClassScores& probabilities) {
    std::array<std::pair<double, Candidate>, 3> sides{
        {{probabilities[Candidate::line], Candidate::line},
         {probabilities[Candidate::headphone] + probabilities[Candidate::hybrid],
          Candidate::headphone},
         {probabilities[Candidate::other], Candidate::other}}};
    std::ranges::stable_sort(sides, std::ranges::greater{}, &std::pair<double, Candidate>::first);
    const double together = sides[0].first + sides[1].first;
    return {sides[0].second, sides[1].second, together > 0 ? sides[0].first / together : 0.5};
}

double expected_information(const Outcomes& outcomes, const Rivals& rivals) {
    const auto part = [](double share, double of_class, double of_both) {
        return share * of_class > 0 ? share * of_class * std::log(of_class / of_both) : 0;
    };
    double nats = 0;
    for (const Outcome& outcome : outcomes) {
        const double one = outcome.probability[rivals.one];
        const double other = outcome.probability[rivals.other];
        const double share = rivals.share_of_one;
        const double both = share * one + (1 - share) * other;
        nats += part(share, one, both) + part(1 - share, other, both);
    }
    return nats;
}

Outcomes beside(const Outcomes& one, const Outcomes& other) {
    return followed(one, [&](double) { return other; });
}

std::optional<LogReading> Foresight::known_level() const {
    if (!port_.reach_emf_v) return {};
    return level_reading(facts_, *port_.reach_emf_v, port_.reach_is_bound);
}

Outcomes Foresight::impedance() const {
    const auto level = known_level();
    const auto& known = facts_.resistance_ohm ? facts_.resistance_ohm : facts_.impedance_ohm;
    const bool bounded = known && known->kind == result::Kind::upper_bound;
    const double most = bounded ? std::log10(known->value) : 4;
    return whole(over({std::min(-2.0, most - 1), most}, [&](double lg_ohm) {
        const LogReading ohm = exactly(lg_ohm);
        ClassScores nats = sharpened(populations_, likelihood_of_impedance(populations_, ohm));
        if (level)
            nats = nats + sharpened(populations_, likelihood_of_level(populations_, *level, ohm));
        return exponential(nats);
    }));
}

Outcomes Foresight::level() const {
    const auto ohm = impedance_reading(facts_, port_);
    const double least = port_.clean_emf_v ? std::log10(*port_.clean_emf_v) : -2;
    return whole(over({least, std::max(2.0, least + 1)}, [&](double lg_v) {
        return exponential(
            sharpened(populations_, likelihood_of_level(populations_, exactly(lg_v), ohm)));
    }));
}

Outcomes Foresight::current(double emf_v, double source_ohm, double load_ohm) const {
    const double seen = port_.heaviest ? port_.heaviest->amperes.value_or(0) : 0;
    if (port_.heaviest && port_.heaviest->limited && seen > 0) return nothing_new();
    const double most = std::log10(1e3 * emf_v / (source_ohm + load_ohm));
    const double least = seen > 0 ? std::log10(1e3 * seen) : most - 3;
    if (least >= most) return nothing_new();
    const Volts swing = swing_into_headphones(emf_v, source_ohm);
    auto outcomes = over({least, most}, [&](double lg_ma) {
        return likelihood_of_current(populations_, exactly(lg_ma), swing);
    });
    const LogReading unlimited{most, 0, Side::at_least};
    outcomes.push_back({most, likelihood_of_current(populations_, unlimited, swing)});
    return whole(std::move(outcomes));
}

Outcomes Foresight::sag(double source_ohm, double load_ohm) const {
    const double total = source_ohm + load_ohm;
    const LogReading ohm = exactly(std::log10(source_ohm));
    auto outcomes = over({-2, 0}, [&](double lg_sag) {
        return likelihood_of_sag(populations_, exactly(lg_sag), total, ohm);
    });
    const LogReading unlimited{0, 0, Side::at_least};
    outcomes.push_back({0, likelihood_of_sag(populations_, unlimited, total, ohm)});
    return whole(std::move(outcomes));
}

Outcomes Foresight::with_load_behind(double source_ohm, double load_ohm) const {
    if (port_.clean_emf_v) return current(*port_.clean_emf_v, source_ohm, load_ohm);
    if (!facts_.volts) return sag(source_ohm, load_ohm);
    return followed(level(),
                    [&](double lg_v) { return current(std::pow(10, lg_v), source_ohm, load_ohm); });
}

Outcomes Foresight::with_load(double load_ohm) const {
    if (const auto known = impedance_reading(facts_, port_))
        return with_load_behind(std::pow(10, known->log10_value), load_ohm);
    return followed(impedance(), [&](double lg_ohm) {
        return with_load_behind(std::pow(10, lg_ohm), load_ohm);
    });
}

Outcomes Foresight::levels_of_known_sag(double source_ohm) const {
    const LoadedDrive& drive = *port_.heaviest;
    Outcomes outcomes = level();
    for (Outcome& one : outcomes) {
        const double emf_v = std::pow(10, one.log10_value);
        const double most = std::log10(1e3 * emf_v / (source_ohm + drive.load_ohm));
        const LogReading ma{drive.limited ? most + *drive.sag_db / 20 : most, 0,
                            drive.limited ? Side::exactly : Side::at_least};
        const auto seen =
            likelihood_of_current(populations_, ma, swing_into_headphones(emf_v, source_ohm));
        for (const Candidate c : candidates) one.probability[c] *= seen[c];
    }
    return whole(std::move(outcomes));
}

Outcomes Foresight::level_and_current() const {
    const auto ohm = impedance_reading(facts_, port_);
    if (!ohm || !port_.heaviest) return level();
    if (!facts_.volts && port_.heaviest->sag_db)
        return levels_of_known_sag(std::pow(10, ohm->log10_value));
    return followed(level(), [&](double lg_v) {
        return current(std::pow(10, lg_v), std::pow(10, ohm->log10_value),
                       port_.heaviest->load_ohm);
    });
}

Outcomes Foresight::overdrive() const {
    const LoadFacts* open = facts_.open();
    const auto now = of_overdrive(facts_, port_);
    const bool known = std::ranges::any_of(now.score, [](double nats) { return nats != 0; });
    if (known || !open || open->limited_by.empty()) return nothing_new();
    const auto shown = [&](const char* limited_by, double overdrive_db) {
        PortFacts facts = facts_;
        Capability port = port_;
        facts.volume = Volume::maximum;
        facts.loads.front().limited_by = limited_by;
        facts.loads.front().level = PlayedLevel{1, 0, {}};
        port.overdrive_db = overdrive_db;
        return Outcome{0, exponential(of_overdrive(facts, port))};
    };
    return whole({shown("digital_full_scale", 0), shown("distortion", 2), shown("distortion", 5)});
}

Outcomes Foresight::fixed_or_variable() const {
    PortFacts facts = facts_;
    facts.volume_range_db.reset();
    facts.volume = Volume::unknown;
    facts.adjustable = false;
    const auto fixed = of_volume(facts, populations_);
    facts.adjustable = true;
    return of_two(fixed, of_volume(facts, populations_));
}

Outcomes Foresight::balanced_or_not() const {
    PortFacts facts = facts_;
    facts.balanced = true;
    const auto balanced = of_balance(facts, populations_);
    facts.balanced = false;
    return of_two(balanced, of_balance(facts, populations_));
}

}  // namespace ohmloop::classify
