#pragma once

#include "ohmloop/report/text.hpp"
#include "ohmloop/result/json.hpp"

#include <iosfwd>
#include <span>

namespace ohmloop::report {

/// A paragraph a port: its name, class and probabilities, the criteria that decide, strongest
/// first; how many there are of each class. UTF-8, no line over the style's columns.
void print_classified(std::ostream& out, std::span<const result::ClassifiedPort> ports,
                      const TextStyle& style = {});

/// What two jacks of one device are beside each other, a line a sentence.
void print_pair(std::ostream& out, const result::PairVerdict& pair, const TextStyle& style = {});

/// CSV with a heading (RFC 4180, lines end in LF): id, name, class, line, headphone, hybrid, other
/// (probabilities), serves_as_line, serves_as_headphone, deciding, summary, error (then the rest is
/// empty).
void print_classified_csv(std::ostream& out, std::span<const result::ClassifiedPort> ports);

}  // namespace ohmloop::report
