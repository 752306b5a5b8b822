#include "result/verdict_schema.hpp"

#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

namespace ohmloop::result {
namespace {

// The marks @quantities@ and @units@ are filled from the catalogue, @verdict@ with its own
// definitions. Objects are closed, so that a
// key nobody described cannot slip into a file of this version.
constexpr std::string_view frame = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "ohmloop-result",
  "description": "What Ohmloop measured at one audio jack. Values are in the units their keys or 'unit' name; intervals are the shortest 95 % ones.",
  "type": "object",
  "required": ["format", "version", "id", "program", "simulated", "started", "dut", "setup", "takes", "figures", "curves", "doubts"],
  "additionalProperties": false,
  "properties": {
    "format": {"const": "ohmloop-result"},
    "version": {"const": 1},
    "id": {"type": "string"},
    "program": {
      "type": "object",
      "required": ["version", "conformance"],
      "additionalProperties": false,
      "properties": {
        "version": {"type": "string"},
        "conformance": {"type": "integer", "description": "Rises when the same recordings give other numbers."}
      }
    },
    "simulated": {"type": "boolean"},
    "started": {"type": "string", "description": "ISO 8601, UTC."},
    "dut": {
      "type": "object",
      "required": ["name"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string"},
        "port": {"type": "string"},
        "serial": {"type": "string"},
        "note": {"type": "string"}
      }
    },
    "setup": {"$ref": "#/$defs/setup"},
    "takes": {"type": "array", "items": {"$ref": "#/$defs/take"}},
    "figures": {"type": "array", "items": {"$ref": "#/$defs/figure"}},
    "curves": {"type": "array", "items": {"$ref": "#/$defs/curve"}},
    "doubts": {"type": "array", "items": {"$ref": "#/$defs/doubt"}},
    "verdict": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "port": {"$ref": "#/$defs/verdict"},
        "channels": {"type": "object", "additionalProperties": {"$ref": "#/$defs/verdict"}}
      }
    }
  },
  "$defs": {
    "texts": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "number"}},
    "count": {"type": "integer", "minimum": 0},
    "not_negative": {"type": "number", "minimum": 0},
    "device": {
      "type": "object",
      "required": ["host_api", "name", "rate_asked_hz", "rate_obtained_hz", "frames"],
      "additionalProperties": false,
      "properties": {
        "host_api": {"type": "string"},
        "name": {"type": "string"},
        "rate_asked_hz": {"$ref": "#/$defs/not_negative"},
        "rate_obtained_hz": {"$ref": "#/$defs/not_negative"},
        "frames": {"$ref": "#/$defs/count", "description": "A buffer's; 0: the host's choice."}
      }
    },
    "setup": {
      "type": "object",
      "required": ["plan", "volume", "wiring", "source", "loads", "calibration", "input"],
      "additionalProperties": false,
      "properties": {
        "output_device": {"$ref": "#/$defs/device"},
        "input_device": {"$ref": "#/$defs/device"},
        "plan": {"type": "string"},
        "volume": {"type": "string"},
        "wiring": {"type": "string"},
        "source": {"type": "string"},
        "loads": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
              "name": {"type": "string"},
              "resistance_ohm": {"type": "number", "exclusiveMinimum": 0, "description": "Absent when open."},
              "uncertainty_ohm": {"$ref": "#/$defs/not_negative", "description": "Expanded, 95 %."}
            }
          }
        },
        "calibration": {
          "type": ["object", "null"],
          "required": ["name", "covers"],
          "additionalProperties": false,
          "properties": {
            "name": {"type": "string"},
            "age": {"type": "string"},
            "covers": {"$ref": "#/$defs/texts"}
          }
        },
        "input": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "resistance_ohm": {"$ref": "#/$defs/not_negative"},
            "capacitance_pf": {"$ref": "#/$defs/not_negative"},
            "full_scale_v": {"$ref": "#/$defs/not_negative", "description": "Rms volts of a sine that just reaches full scale."},
            "source": {"type": "string"}
          }
        },
        "simulated_port": {"type": "string"},
        "seed": {"$ref": "#/$defs/count"}
      }
    },
    "take": {
      "type": "object",
      "required": ["load", "order", "frames_asked", "frames_obtained", "xruns", "retakes"],
      "additionalProperties": false,
      "properties": {
        "load": {"type": "string"},
        "order": {"$ref": "#/$defs/count"},
        "file": {"type": "string"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "frames_asked": {"$ref": "#/$defs/count"},
        "frames_obtained": {"$ref": "#/$defs/count"},
        "clock_offset_ppm": {"type": "number", "description": "Positive when the recorder runs fast."},
        "latency_s": {"type": "number", "description": "Measured, never the host's own figure."},
        "xruns": {"$ref": "#/$defs/count"},
        "retakes": {"$ref": "#/$defs/count"}
      }
    },
    "quantity": {
      "oneOf": [
@quantities@
      ]
    },
    "figure": {
      "description": "Identified by quantity, channel, load, drive, at_hz, level_dbfs, order, weighting and band; absent: does not apply.",
      "type": "object",
      "required": ["quantity", "kind", "value", "unit"],
      "additionalProperties": false,
      "properties": {
        "quantity": {"$ref": "#/$defs/quantity"},
        "channel": {"type": "string", "description": "left, right, or a pair left>right."},
        "load": {"type": "string"},
        "drive": {"enum": ["both", "left", "right", "opposite"]},
        "at_hz": {"type": "number", "exclusiveMinimum": 0},
        "level_dbfs": {"type": "number"},
        "order": {"type": "integer", "minimum": 1},
        "weighting": {"enum": ["none", "a", "ccir_rms", "itu_468"]},
        "band": {"type": "string"},
        "kind": {"enum": ["measured", "upper_bound", "lower_bound", "not_measured"]},
        "value": {"type": ["number", "null"]},
        "real_ohm": {"type": "number"},
        "imag_ohm": {"type": "number", "description": "e^(+jwt), inductive positive."},
        "real_uncertainty_ohm": {"$ref": "#/$defs/not_negative"},
        "imag_uncertainty_ohm": {"$ref": "#/$defs/not_negative"},
        "phase_deg": {"type": "number", "description": "Of a harmonic: phi_n - n phi_1, sine reference."},
        "phase_uncertainty_deg": {"$ref": "#/$defs/not_negative"},
        "low": {"type": "number"},
        "high": {"type": "number"},
        "uncertainty": {"$ref": "#/$defs/not_negative", "description": "Half-width, only where the interval is symmetric."},
        "unit": {"type": "string"},
        "limited_by": {"enum": ["distortion", "compression", "digital_full_scale", "input_full_scale", "load_rating", "ceiling", "protection"]},
        "reason": {"type": "string", "description": "Why a bound, or why not measured."},
        "dominant": {"type": "string", "description": "The source of the largest term."},
        "terms": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["source", "cu", "shape"],
            "additionalProperties": false,
            "properties": {
              "source": {"type": "string"},
              "cu": {"type": "number", "description": "Sensitivity times standard uncertainty, signed, in the figure's unit."},
              "shape": {"enum": ["normal", "rectangular"]},
              "degrees_of_freedom": {"type": "number", "exclusiveMinimum": 0, "description": "Absent: infinite."}
            }
          }
        },
        "conditions": {"type": "object", "additionalProperties": {"type": "string"}}
      },
      "allOf": [
        {
          "if": {"properties": {"kind": {"const": "not_measured"}}},
          "then": {"required": ["reason"], "properties": {"value": {"type": "null"}}},
          "else": {"properties": {"value": {"type": "number"}}}
        },
        {
          "if": {"properties": {"kind": {"const": "measured"}}},
          "then": {"required": ["low", "high"]}
        },
@units@
      ]
    },
    "curve": {
      "description": "Lists of equal length against frequency, or against the level played.",
      "type": "object",
      "required": ["quantity", "unit"],
      "additionalProperties": false,
      "properties": {
        "quantity": {"$ref": "#/$defs/quantity"},
        "channel": {"type": "string"},
        "load": {"type": "string"},
        "order": {"type": "integer", "minimum": 2, "description": "Of a harmonic."},
        "at_hz": {"type": "number", "exclusiveMinimum": 0, "description": "Of the tone, where the axis is level."},
        "at_level_dbfs": {"type": "number", "description": "As played, where the axis is frequency and the level matters."},
        "unit": {"type": "string"},
        "frequency_hz": {"$ref": "#/$defs/numbers"},
        "level_dbfs": {"$ref": "#/$defs/numbers"},
        "value": {"$ref": "#/$defs/numbers"},
        "real_ohm": {"$ref": "#/$defs/numbers"},
        "imag_ohm": {"$ref": "#/$defs/numbers"},
        "uncertainty": {"$ref": "#/$defs/numbers", "description": "Half-width of the 95 % interval, the longer where it is lopsided; 0 for a bound."},
        "uncertainty_ohm": {"$ref": "#/$defs/numbers"},
        "kind": {
          "description": "Absent: all are measured.",
          "type": "array",
          "items": {"enum": ["measured", "upper_bound"]}
        }
      },
      "oneOf": [{"required": ["frequency_hz"]}, {"required": ["level_dbfs"]}]
    },
    "doubt": {
      "type": "object",
      "required": ["code", "severity", "text", "remedy"],
      "additionalProperties": false,
      "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "severity": {"enum": ["note", "weakens", "spoils"]},
        "channel": {"type": "string"},
        "load": {"type": "string"},
        "text": {"type": "string"},
        "remedy": {"type": "string"}
      }
    },
@verdict@
    "probability": {"type": "number", "minimum": 0, "maximum": 1}
  }
})json";

/// Catalogue texts are written by us: a quote or backslash in one is a mistake, not an input.
std::string quoted(std::string_view text) {
    expects(text.find_first_of("\"\\\n") == std::string_view::npos,
            "a catalogue text needs no escape in JSON");
    return fmt::format("\"{}\"", text);
}

std::string quantity_entry(const QuantityInfo& info) {
    return fmt::format(R"(        {{"const": {}, "title": {}, "description": {}}})",
                       quoted(info.name), quoted(info.title), quoted(info.definition));
}

std::string unit_entry(const QuantityInfo& info) {
    std::string units = quoted(info.unit);
    if (!info.unit_without_volts.empty()) units += ", " + quoted(info.unit_without_volts);
    return fmt::format(
        R"(        {{"if": {{"properties": {{"quantity": {{"const": {}}}}}}}, "then": {{"properties": {{"unit": {{"enum": [{}]}}}}}}}})",
        quoted(info.name), units);
}

std::string for_each_quantity(std::string (*entry)(const QuantityInfo&)) {
    std::string lines;
    for (const QuantityInfo& info : catalogue()) {
        if (!lines.empty()) lines += ",\n";
        lines += entry(info);
    }
    return lines;
}

void fill(std::string& text, std::string_view mark, const std::string& content) {
    text.replace(text.find(mark), mark.size(), content);
}

}  // namespace

std::string json_schema() {
    std::string text(frame);
    text += '\n';
    fill(text, "@verdict@", std::string(verdict_definitions()));
    fill(text, "@quantities@", for_each_quantity(quantity_entry));
    fill(text, "@units@", for_each_quantity(unit_entry));
    return text;
}

}  // namespace ohmloop::result
