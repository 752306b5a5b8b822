#include "classify/phrase.hpp"

#include "ohmloop/units/expects.hpp"

namespace ohmloop::classify {

Phrase put_together(std::string_view pattern, const std::vector<Phrase>& parts) {
    Phrase whole;
    for (const Phrase& part : parts) {
        const auto hole = pattern.find("{}");
        expects(hole != std::string_view::npos, "every part has its place in the sentence");
        whole.text += pattern.substr(0, hole);
        whole.text += part.text;
        whole.figures.insert(whole.figures.end(), part.figures.begin(), part.figures.end());
        pattern.remove_prefix(hole + 2);
    }
    expects(pattern.find("{}") == std::string_view::npos, "every place in a sentence is filled");
    whole.text += pattern;
    return whole;
}

}  // namespace ohmloop::classify
