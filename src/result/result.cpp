#include "ohmloop/result/result.hpp"

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

}  // namespace ohmloop::result
