#pragma once

#include "ohmloop/measure/take.hpp"

namespace ohmloop::measure {

/// What two takes of one stream say about the delay they should share.
struct DelayJudgement {
    enum class Finding {
        common,  ///< their loads explain all that differs
        lost,    ///< whole frames went missing, or came twice, between them
        unclear  ///< both might be, or neither
    };
    Finding finding = Finding::common;
    int frames = 0;  ///< lost: how much later the take lies, lost frames counted negative
};

/// No circuit with a single pole delays the markers' band, from 1 kHz up, by more: 1/(2 w) at the
/// most, doubled for what more than one pole may do.
inline constexpr double longest_circuit_delay_s = 160e-6;

/// A load changes the phases of the tones as a source of resistance, inductance and capacitance in
/// series does, whole frames as a delay does, in proportion to the frequency: whichever number of
/// frames, taken off, leaves such a source. Both takes observed with the reference's alignment;
/// `take.frames_apart` is where its markers lie.
[[nodiscard]] DelayJudgement judge_delay(const Take& reference, const Take& take);

}  // namespace ohmloop::measure
