#pragma once

#include "classify/phrase.hpp"

#include "ohmloop/result/verdict.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace ohmloop::classify {

/// Sentences of advice, each under its topic and with the figures it says.
class Sentences {
  public:
    void add(const char* topic, Phrase sentence, std::vector<result::HeadphoneFit> fits = {}) {
        all_.push_back(
            {topic, std::move(sentence.text), std::move(fits), std::move(sentence.figures)});
    }
    void add(std::vector<result::Advice> more) {
        std::ranges::move(more, std::back_inserter(all_));
    }
    [[nodiscard]] std::vector<result::Advice> all() && { return std::move(all_); }

  private:
    std::vector<result::Advice> all_;
};

}  // namespace ohmloop::classify
