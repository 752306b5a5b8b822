#pragma once

#include "ohmloop/result/quoted_figure.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ohmloop::classify {

/// Words with the figures they say.
struct Phrase {
    Phrase() = default;
    Phrase(const char* words) : text(words) {}
    Phrase(std::string words) : text(std::move(words)) {}
    /// A figure that came out as no number, of figures beyond all sense, is left out.
    Phrase(std::string words, result::QuotedFigure figure) : text(std::move(words)) {
        if (std::isfinite(figure.value)) figures.push_back(std::move(figure));
    }

    [[nodiscard]] bool empty() const { return text.empty(); }

    std::string text;
    std::vector<result::QuotedFigure> figures;
};

/// "its {} lose {} into {}": the words put together, a {} for each part, and all their figures.
[[nodiscard]] Phrase put_together(std::string_view pattern, const std::vector<Phrase>& parts);

template <class... Parts>
[[nodiscard]] Phrase phrase(std::string_view pattern, const Parts&... parts) {
    return put_together(pattern, {Phrase(parts)...});
}

}  // namespace ohmloop::classify
