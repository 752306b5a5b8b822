#pragma once

namespace ohmloop::report {

/// How strongly a criterion speaks: "+", from 1 nat on "++", from 3 on "+++".
[[nodiscard]] inline const char* signs_of(double strength) {
    return strength < 1.0 ? "+" : strength < 3.0 ? "++" : "+++";
}

}  // namespace ohmloop::report
