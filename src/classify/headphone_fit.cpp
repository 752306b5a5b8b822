#include "ohmloop/classify/headphone_fit.hpp"

#include "classify/decibels.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/headphone_impedance.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace ohmloop::classify {

namespace {

using result::HeadphoneFit;

constexpr double reference_hz = 1000;
constexpr double lowest_hz = 20;
constexpr double highest_hz = 20000;

/// 20 Hz to 20 kHz in 1/48 octaves, and where the headphone's impedance was given.
std::vector<double> frequencies_for(const profiles::Headphone& headphone) {
    constexpr int steps = 480;
    std::vector<double> all{reference_hz};
    for (int i = 0; i <= steps; ++i)
        all.push_back(lowest_hz * std::pow(highest_hz / lowest_hz, static_cast<double>(i) / steps));
    if (headphone.peak) all.push_back(headphone.peak->hz);
    for (const auto& point : headphone.curve) all.push_back(point.hz);
    std::erase_if(all, [](double hz) { return hz < lowest_hz || hz > highest_hz; });
    std::ranges::sort(all);
    return all;
}

const char* word_for(profiles::SensitivityBasis basis) {
    switch (basis) {
        case profiles::SensitivityBasis::measured:
            return "measured";
        case profiles::SensitivityBasis::typical:
            return "typical";
        case profiles::SensitivityBasis::published:
            break;
    }
    return "published";
}

/// By whole decibels, as they are printed.
const char* rating_of(double exactly_db) {
    const double music_db = std::round(exactly_db);
    if (music_db >= 95) return "unsafe";
    if (music_db >= 85) return "loud";
    return music_db >= 75 ? "enough" : "quiet";
}

class Fitting {
  public:
    Fitting(const HeadphoneDrive& drive, const profiles::Headphone& headphone)
        : drive_(drive),
          headphone_(headphone),
          impedance_(headphone),
          frequencies_(frequencies_for(headphone)) {}

    [[nodiscard]] HeadphoneFit fit() && {
        fit_.name = headphone_.title;
        fit_.nominal_ohm = headphone_.nominal_ohm;
        fit_.impedance = impedance_.known_as();
        if (headphone_.sensitivity) fit_.sensitivity = word_for(headphone_.sensitivity->basis);
        add_loudness();
        add_damping();
        add_response();
        add_bass();
        add_current();
        return std::move(fit_);
    }

  private:
    [[nodiscard]] double total_ohm(double hz) const {
        return std::abs(impedance_.at(hz) + drive_.impedance.at(hz));
    }

    /// The largest clean current at 1 kHz.
    [[nodiscard]] double amperes() const {
        const bool untried = drive_.current_is_untried;
        const double total = untried ? least_total_ohm(reference_hz) : total_ohm(reference_hz);
        const double drawn = *drive_.emf_v / total;
        if (untried && drive_.emf_is_bound) return std::min(drawn, *drive_.current_a);
        return drive_.current_is_limit ? std::min(drawn, *drive_.current_a) : drawn;
    }
    [[nodiscard]] bool is_current_limited() const {
        return drive_.current_is_limit &&
               *drive_.current_a < *drive_.emf_v / total_ohm(reference_hz);
    }
    /// How far an impedance that is a bound leaves the level open.
    [[nodiscard]] double slack_db() const {
        if (!drive_.impedance_is_bound) return 0;
        return decibels(total_ohm(reference_hz) / std::abs(impedance_.at(reference_hz)));
    }
    [[nodiscard]] bool may_give_more() const {
        const bool slack = !drive_.current_is_untried && slack_db() > noticeable_slack_db;
        return !is_current_limited() && (drive_.emf_is_bound || slack);
    }
    [[nodiscard]] bool may_give_less() const {
        return drive_.current_is_untried && !drive_.emf_is_bound;
    }
    /// Neither an upper nor a lower bound of what it gives is known.
    [[nodiscard]] bool is_open() const {
        return drive_.current_is_untried && drive_.emf_is_bound && !drive_.current_a;
    }
    void add_bounds(std::initializer_list<const char*> names) {
        for (const char* name : names) {
            if (may_give_more()) fit_.lower_bounds.emplace_back(name);
            if (may_give_less()) fit_.upper_bounds.emplace_back(name);
        }
    }

    [[nodiscard]] double uncertainty_db() const {
        const double divider =
            is_current_limited()
                ? 0
                : decibels(1 + drive_.impedance_uncertainty_ohm / total_ohm(reference_hz));
        return std::hypot(headphone_.sensitivity->uncertainty_db, drive_.emf_uncertainty_db,
                          divider);
    }

    [[nodiscard]] bool is_between_modes() const { return drive_.least_emf_v.has_value(); }

    /// Half of what lies between the two modes.
    [[nodiscard]] double half_span_db() const {
        if (!is_between_modes()) return 0;
        const double least = *drive_.least_emf_v / total_ohm(reference_hz);
        return std::max(0.0, decibels(amperes() / least)) / 2;
    }

    void add_power() {
        if (is_between_modes()) return;
        fit_.power_mw = 1e3 * amperes() * amperes() * impedance_.at(reference_hz).real();
        add_bounds({"power_mw"});
    }

    void add_loudness() {
        if (!drive_.emf_v || is_open() || slack_db() > most_slack_db) return;
        add_power();
        if (!headphone_.sensitivity) return;
        const double most = headphone_.sensitivity->db_per_v +
                            decibels(amperes() * std::abs(impedance_.at(reference_hz)));
        const double peak = most - half_span_db();
        fit_.clean_peak_spl_db = peak;
        fit_.spl_uncertainty_db = uncertainty_db() + half_span_db();
        fit_.headroom_over_85_db = peak - music_peak_db - 85;
        fit_.headroom_over_100_db = peak - music_peak_db - 100;
        fit_.rating = rating_of(most - music_peak_db + drive_.overdrive_db);
        if (is_between_modes()) fit_.lower_bounds.emplace_back("rating");
        if (is_between_modes()) return;
        add_bounds({"clean_peak_spl_db", "headroom_over_85_db", "headroom_over_100_db", "rating"});
    }

    void add_damping() {
        const double source = std::abs(drive_.impedance.at(reference_hz));
        if (source <= 0) return;
        fit_.damping = headphone_.nominal_ohm / source;
        if (drive_.impedance_is_bound) fit_.lower_bounds.emplace_back("damping");
        fit_.least_damping = least_damping();
        if (!fit_.least_damping) return;
        if (drive_.impedance_is_bound || impedance_.is_nominal_only())
            fit_.lower_bounds.emplace_back("least_damping");
    }

    [[nodiscard]] std::optional<double> least_damping() const {
        if (impedance_.is_nominal_only()) {
            const auto least = impedance_.least_of_nominal_ohm();
            if (!least) return {};
            return *least / std::abs(drive_.impedance.at(reference_hz));
        }
        const double where = std::ranges::min(
            frequencies_, {}, [&](double hz) { return std::abs(impedance_.at(hz)); });
        return std::abs(impedance_.at(where)) / std::abs(drive_.impedance.at(where));
    }

    [[nodiscard]] double response_db(double hz) const {
        return decibels(std::abs(impedance_.at(hz)) / total_ohm(hz));
    }

    void add_response() {
        if (impedance_.is_nominal_only()) return add_most_response();
        const double middle = response_db(reference_hz);
        double least = middle;
        double most = middle;
        double farthest = 0;
        for (const double hz : frequencies_) {
            const double response = response_db(hz);
            least = std::min(least, response);
            most = std::max(most, response);
            if (std::abs(response - middle) <= farthest) continue;
            farthest = std::abs(response - middle);
            fit_.response_change_hz = hz;
        }
        fit_.response_change_db = most - least;
        if (drive_.impedance_is_bound) fit_.upper_bounds.emplace_back("response_change_db");
    }

    /// All that is lost where |Z| is least, nothing where it rises without limit.
    void add_most_response() {
        const auto load = impedance_.least_of_nominal_ohm();
        if (!load) return;
        double most = 0;
        for (const double hz : frequencies_)
            most = std::max(most, std::abs(*load + drive_.impedance.at(hz)) / *load);
        fit_.response_change_db = decibels(most);
        fit_.upper_bounds.emplace_back("response_change_db");
    }

    void add_bass() {
        if (!drive_.coupling_farads) return;
        constexpr int steps_an_octave = 48;
        for (double hz = 100e3; hz > 0.01; hz *= std::exp2(-1.0 / steps_an_octave)) {
            if (is_above_corner(hz)) continue;
            double low = hz;
            double high = hz * std::exp2(1.0 / steps_an_octave);
            for (int i = 0; i < 40; ++i) {
                const double middle = std::sqrt(low * high);
                (is_above_corner(middle) ? high : low) = middle;
            }
            fit_.bass_corner_hz = high;
            if (drive_.impedance_is_bound) fit_.upper_bounds.emplace_back("bass_corner_hz");
            return;
        }
    }

    [[nodiscard]] bool is_above_corner(double hz) const {
        const double reactance = 1 / (2 * std::numbers::pi * hz * *drive_.coupling_farads);
        const double resistance = drive_.impedance_is_bound ? 0 : drive_.impedance.at(hz).real();
        return reactance < std::abs(impedance_.at(hz) + resistance);
    }

    void add_current() {
        if (!drive_.emf_v || !drive_.current_a || is_between_modes()) return;
        const double where =
            std::ranges::min(frequencies_, {}, [&](double hz) { return least_total_ohm(hz); });
        fit_.current_margin = *drive_.current_a * least_total_ohm(where) / *drive_.emf_v;
        const bool at_least = !drive_.current_is_limit || drive_.impedance_is_bound;
        if (at_least && drive_.emf_is_bound) return fit_.current_margin.reset();
        if (at_least) fit_.lower_bounds.emplace_back("current_margin");
        if (drive_.emf_is_bound) fit_.upper_bounds.emplace_back("current_margin");
    }

    [[nodiscard]] double least_total_ohm(double hz) const {
        return drive_.impedance_is_bound ? std::abs(impedance_.at(hz)) : total_ohm(hz);
    }

    const HeadphoneDrive& drive_;
    const profiles::Headphone& headphone_;
    HeadphoneImpedance impedance_;
    std::vector<double> frequencies_;
    HeadphoneFit fit_;
};

}  // namespace

HeadphoneFit headphone_fit(const HeadphoneDrive& drive, const profiles::Headphone& headphone) {
    return Fitting(drive, headphone).fit();
}

}  // namespace ohmloop::classify
