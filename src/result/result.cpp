#include "ohmloop/result/result.hpp"

#include <set>
#include <tuple>

namespace ohmloop::result {

std::vector<const Figure*> find(const Result& result, const std::string& quantity,
                                const std::optional<std::string>& channel,
                                const std::optional<std::string>& load) {
    std::vector<const Figure*> found;
    for (const Figure& figure : result.figures) {
        const FigureKey& key = figure.key;
        if (key.quantity != quantity) continue;
        if (channel && key.channel != channel) continue;
        if (load && key.load != load) continue;
        found.push_back(&figure);
    }
    return found;
}

const Figure* find_repeated(const Result& result) {
    const auto parts = [](const FigureKey& k) {
        return std::tie(k.quantity, k.channel, k.load, k.drive, k.at_hz, k.level_dbfs, k.order,
                        k.weighting, k.band);
    };
    std::set<decltype(parts(FigureKey()))> seen;
    for (const Figure& figure : result.figures)
        if (!seen.insert(parts(figure.key)).second) return &figure;
    return nullptr;
}

}  // namespace ohmloop::result
