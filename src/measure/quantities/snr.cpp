#include "level_ratio.hpp"

#include "ohmloop/measure/quantities.hpp"

namespace ohmloop::measure::snr {

Findings evaluate(const std::vector<result::Figure>& figures) {
    Findings findings;
    for (const auto& noise : figures) {
        if (noise.key.quantity != "noise") continue;
        if (const auto* maximum = maximum_with(noise, figures))
            findings.figures.push_back(level_ratio("snr", *maximum, noise));
    }
    return findings;
}

}  // namespace ohmloop::measure::snr
