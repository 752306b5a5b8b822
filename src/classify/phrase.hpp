#pragma once

#include "ohmloop/result/quoted_figure.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
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
    Phrase& operator+=(const Phrase& more) {
        text += more.text;
        figures.insert(figures.end(), more.figures.begin(), more.figures.end());
        return *this;
    }

    std::string text;
    std::vector<result::QuotedFigure> figures;
};

/// "its {} lose {} into {}": the words put together, and all their figures.
template <class... Parts>
[[nodiscard]] Phrase phrase(fmt::string_view pattern, const Parts&... parts) {
    Phrase whole;
    (whole += ... += Phrase(parts));
    whole.text = fmt::format(fmt::runtime(pattern), Phrase(parts).text...);
    return whole;
}

}  // namespace ohmloop::classify
