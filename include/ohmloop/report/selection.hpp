#pragma once

#include "ohmloop/result/result.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::report {

/// What was asked for cannot be a figure's name; what() is one clear sentence with near names.
class SelectionError : public std::invalid_argument {
  public:
    using std::invalid_argument::invalid_argument;
};

/// Reads QUANTITY[@KEY=VALUE,...]; keys are channel, load, drive, at_hz, level_dbfs, order,
/// weighting and band. Throws SelectionError.
[[nodiscard]] result::FigureKey parse_selection(std::string_view text);

/// The figures, in order, that agree with everything `wanted` names. Frequencies agree within
/// 0.1 %, levels within 0.05 dB, loads as text or as ohms ("33R" is "33").
[[nodiscard]] std::vector<const result::Figure*> matching(const result::Result& result,
                                                          const result::FigureKey& wanted);

/// The text that selects exactly this key: "thd_n@channel=left,load=33,level_dbfs=-1".
[[nodiscard]] std::string selection_of(const result::FigureKey& key);

}  // namespace ohmloop::report
