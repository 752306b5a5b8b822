#pragma once

#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/result/figure.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// What a person wants measured: names after "ohmloop measure", none for all a verdict needs.
class AskedQuantities {
  public:
    /// Throws UsageError for a name that is none of a quantity or not in this version.
    explicit AskedQuantities(std::vector<std::string> names);

    [[nodiscard]] bool wants(const std::string& name) const;

    /// The plan without what only the others need; the reference tone stays, by which channels
    /// and clocks are judged. Throws UsageError where the plan does not play what is asked.
    [[nodiscard]] profiles::Plan of(profiles::Plan plan) const;

    /// Is anything of it among the figures, be it as a bound?
    [[nodiscard]] bool are_answered(const std::vector<result::Figure>& figures) const;

  private:
    std::vector<std::string> names_;
};

}  // namespace ohmloop::cli
