#pragma once

#include "classify/phrase.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify {

/// Reads a number off a port; absent where the figures do not tell it.
using Reading = std::function<std::optional<double>(const PortFacts&, const Capability&)>;

/// What a quoted number is called.
struct Label {
    std::string name;
    std::string unit;
    std::optional<double> load_ohm = {};
    result::Kind kind = result::Kind::measured;
};

/// Quotes what is read off a port with its 95 % interval and the figures it rests on. Both come
/// from reading the port again with one figure after the other moved to the ends of its interval:
/// what changes the reading is what it rests on, and the changes are added in quadrature, upwards
/// and downwards apart. Figures that share an error, such as the volts, are taken as independent:
/// ratios of levels come out somewhat wide.
class Quoter {
  public:
    Quoter(const PortFacts& facts, const Capability& port);

    /// The port must have the reading.
    [[nodiscard]] result::QuotedFigure quote(const Label& label, const Reading& reading) const;

  private:
    struct View {
        PortFacts facts;
        Capability port;
    };
    /// The port with one figure moved.
    struct Moved {
        result::FigureName figure;
        double value;
        View low;
        View high;
        View nudged;  ///< by a trifle, to see what depends on a figure whose interval is a point
    };

    void move(result::FigureName figure, double value, std::optional<Interval> interval,
              const std::function<void(PortFacts&, double)>& set);
    void move_known(const char* quantity, std::optional<Known> PortFacts::*fact);
    void move_load(std::size_t index);
    [[nodiscard]] View with(const std::function<void(PortFacts&, double)>& set, double value) const;

    View now_;
    std::vector<Moved> moved_;
};

/// A number somebody set: a nominal level, a rule.
[[nodiscard]] result::QuotedFigure given(const Label& label, double value);

}  // namespace ohmloop::classify
