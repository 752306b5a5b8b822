#include "plays.hpp"

#include <cmath>
#include <cstddef>

namespace ohmloop::measure {

namespace {

MarkerPair pair_of(const FoundMarker& first, const FoundMarker& last, double span) {
    return {first, last, (last.position - first.position) / span};
}

}  // namespace

std::vector<MarkerPair> whole_plays(std::span<const FoundMarker> markers, double span,
                                    double tolerance) {
    std::vector<MarkerPair> plays;
    for (std::size_t i = 0; i < markers.size(); ++i) {
        if (!plays.empty() && markers[i].position <= plays.back().last.position) continue;
        for (std::size_t j = i + 1; j < markers.size(); ++j) {
            const auto pair = pair_of(markers[i], markers[j], span);
            if (std::abs(pair.stretch - 1) > tolerance) continue;
            plays.push_back(pair);
            break;
        }
    }
    return plays;
}

std::optional<MarkerPair> nearest_pair(std::span<const FoundMarker> markers, double span) {
    std::optional<MarkerPair> best;
    for (std::size_t i = 0; i < markers.size(); ++i)
        for (std::size_t j = i + 1; j < markers.size(); ++j) {
            const auto pair = pair_of(markers[i], markers[j], span);
            if (!best || std::abs(pair.stretch - 1) < std::abs(best->stretch - 1)) best = pair;
        }
    return best;
}

}  // namespace ohmloop::measure
