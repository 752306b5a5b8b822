#pragma once

#include <stdexcept>

namespace ohmloop::cli {

/// The codes a program that calls ohmloop may rely on.
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int usage = 2;
inline constexpr int invalid_measurement = 3;
inline constexpr int device = 4;
inline constexpr int calibration = 5;
inline constexpr int storage = 6;
inline constexpr int internal = 70;
inline constexpr int signal_base = 128;
}  // namespace exit_code

/// The command line is wrong (exit code 2).
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The recordings support no result (exit code 3).
class InvalidMeasurement : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// A calibration is missing, expired or another device's (exit code 5).
class CalibrationError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace ohmloop::cli
