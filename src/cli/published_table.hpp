#pragma once

#include "ohmloop/classify/published_port.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// A row that cannot be read.
struct RefusedRow {
    std::string id;
    std::string name;
    std::string reason;      ///< "row 2 (line 3), z_out_ohm: cannot read ..."
    std::size_t before = 0;  ///< stands before this one of the ports
};

/// A table of published figures, one port a row under a heading.
struct PublishedTable {
    std::vector<classify::PublishedPort> ports;
    std::vector<RefusedRow> refused;
    /// Columns that are none of the known ones, though nearly: "z_out (did you mean z_out_ohm?)".
    std::vector<std::string> mistaken;
};

/// Reads CSV (UTF-8, comma, RFC 4180 quotes, no line breaks within them). Columns: id, maker,
/// device, port, z_out_ohm ("<0.1" is a bound), z_out_qualifier ("<", "~" or a word),
/// z_out_20hz_ohm, coupling_cap_uF, v_max_unloaded_vrms, v_16ohm_vrms, v_32ohm_vrms, v_150ohm_vrms,
/// v_300ohm_vrms, v_600ohm_vrms, thdn_pct, snr_dr_db, volume, balanced; any of them may be missing,
/// but not all figures, and others are skipped. A row that cannot be read is refused, and the
/// others stand. Throws UsageError for a heading without figures and a table without rows, and as
/// store::read_text_from; "-" is standard input.
[[nodiscard]] PublishedTable read_published_table(const std::string& path);

}  // namespace ohmloop::cli
