#include "classify/load_fit.hpp"

#include "classify/wording.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/received_level.hpp"

namespace ohmloop::classify {

namespace {

using result::HeadphoneFit;
using result::Kind;

/// Without an impedance a load's own level tells what a headphone like it gets: the load's voltage
/// as a source's, behind nothing. A resistance a tenth off takes at most 0.8 dB more or less.
std::optional<HeadphoneDrive> drive_of_load(const PortFacts& facts, const LoadFacts& load) {
    constexpr double resistance_off_db = 0.8;
    if (!facts.volts || !load.max_level || !load.resistance_ohm) return {};
    return HeadphoneDrive{.impedance = SourceCurve(0),
                          .emf_v = load.max_level->value,
                          .emf_uncertainty_db = resistance_off_db,
                          .emf_is_bound = load.max_level->kind == Kind::lower_bound};
}

/// What that tells: its loudness, and nothing of the source.
HeadphoneFit fit_to_load(const HeadphoneDrive& drive, const profiles::Headphone& headphone) {
    auto fit = headphone_fit(drive, headphone);
    fit.response_change_db.reset();
    fit.response_change_hz.reset();
    fit.upper_bounds.clear();
    return fit;
}

const LoadFacts* load_like(const PortFacts& facts, double ohm) {
    for (const LoadFacts& load : facts.loads)
        if (load.resistance_ohm && *load.resistance_ohm < same_load * ohm &&
            ohm < same_load * *load.resistance_ohm)
            return &load;
    return nullptr;
}

}  // namespace

std::vector<HeadphoneFit> fits_to_loads(const PortFacts& facts) {
    std::vector<HeadphoneFit> fits;
    auto headphone = profiles::typical_headphones().front();
    for (auto load = facts.loads.rbegin(); load != facts.loads.rend(); ++load) {
        const auto drive = drive_of_load(facts, *load);
        if (!drive || *load->resistance_ohm >= least_input_ohm) continue;
        headphone.title = "a headphone of 100 dB/mW and " + worded_ohms(*load->resistance_ohm);
        headphone.nominal_ohm = *load->resistance_ohm;
        headphone.sensitivity->db_per_v = profiles::db_per_v(100, headphone.nominal_ohm);
        fits.push_back(fit_to_load(*drive, headphone));
    }
    return fits;
}

std::optional<HeadphoneFit> fit_to_load_like(const PortFacts& facts,
                                             const profiles::Headphone& headphone) {
    const LoadFacts* load = load_like(facts, headphone.nominal_ohm);
    const auto drive = load ? drive_of_load(facts, *load) : std::nullopt;
    return drive ? std::optional(fit_to_load(*drive, headphone)) : std::nullopt;
}

}  // namespace ohmloop::classify
