#include "profiles/toml.hpp"

#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::profiles {

struct TomlTable::Node {
    const toml::table& table;
    const std::string& file;
};

namespace {

constexpr std::int64_t known_version = 1;

[[noreturn]] void refuse_at(const std::string& file, toml::source_index line,
                            std::string_view sentence) {
    throw SettingsError(fmt::format("{}, line {}: {}", file, line, sentence));
}

toml::table parse_text(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        refuse_at(file, error.source().begin.line, error.description());
    }
}

std::string print_allowed(Range range) {
    if (range.lower == Range::Lower::included)
        return range.high == unlimited ? fmt::format("at least {:g}", range.low)
                                       : fmt::format("{:g} to {:g}", range.low, range.high);
    return range.high == unlimited ? fmt::format("above {:g}", range.low)
                                   : fmt::format("above {:g}, up to {:g}", range.low, range.high);
}

/// False for nan too, which TOML can write.
bool lies_in(double value, Range range) {
    const bool high_enough =
        range.lower == Range::Lower::included ? value >= range.low : value > range.low;
    return high_enough && value <= range.high;
}

std::string print_type(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "an integer";
        case toml::node_type::floating_point:
            return "a number";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::table:
            return "a table";
        default:
            return "a date or time";
    }
}

[[noreturn]] void refuse_type(const std::string& file, const toml::node& node, std::string_view key,
                              std::string_view wanted) {
    refuse_at(file, node.source().begin.line,
              fmt::format("{} must be {}, not {}", key, wanted, print_type(node)));
}

double checked_number(const std::string& file, const toml::node& node, std::string_view key,
                      Range range) {
    if (!node.is_number()) refuse_type(file, node, key, "a number");
    const double value = node.value<double>().value_or(std::nan(""));
    if (!lies_in(value, range))
        refuse_at(file, node.source().begin.line,
                  fmt::format("{} = {:g} is out of range: allowed is {}", key, value,
                              print_allowed(range)));
    return value;
}

std::vector<double> checked_numbers(const std::string& file, const toml::node& node,
                                    std::string_view key, Range range) {
    const auto* list = node.as_array();
    if (!list) refuse_type(file, node, key, "a list of numbers");
    std::vector<double> values;
    for (const auto& element : *list)
        values.push_back(
            checked_number(file, element, fmt::format("an element of {}", key), range));
    return values;
}

void check_version(const toml::table& table, const std::string& file) {
    const auto* version = table.get("version");
    if (!version) refuse_at(file, 1, "version is missing; write version = 1");
    if (version->value_exact<std::int64_t>() != known_version)
        refuse_at(file, version->source().begin.line,
                  "this version of the file is not known; version = 1 is");
}

void check_kind(const toml::table& table, const std::string& file, std::string_view kind) {
    const auto* node = table.get("kind");
    if (!node) refuse_at(file, 1, fmt::format("kind is missing; write kind = \"{}\"", kind));
    const auto written = node->value_exact<std::string>();
    if (!written) refuse_type(file, *node, "kind", "a text");
    if (*written != kind)
        refuse_at(file, node->source().begin.line,
                  fmt::format("this is a file of kind \"{}\", not \"{}\"", *written, kind));
}

}  // namespace

TomlTable::TomlTable(std::unique_ptr<Node> node) : node_(std::move(node)) {}
TomlTable::~TomlTable() = default;

void TomlTable::ask(std::string_view key) {
    if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
}

void TomlTable::note_missing(std::string_view key) { missing_.emplace_back(key); }

void TomlTable::refuse(std::string_view key, std::string_view sentence) const {
    const auto* node = node_->table.get(key);
    const auto& source = node ? node->source() : node_->table.source();
    refuse_at(node_->file, std::max<toml::source_index>(source.begin.line, 1), sentence);
}

void TomlTable::close() const {
    for (const auto& [key, value] : node_->table)
        if (std::ranges::find(asked_, key.str()) == asked_.end())
            refuse(key.str(),
                   fmt::format("unknown key {}{}", key.str(), suggestion(key.str(), asked_)));
    if (!missing_.empty())
        refuse(missing_.front(), fmt::format("{} {} missing", fmt::join(missing_, " and "),
                                             missing_.size() == 1 ? "is" : "are"));
}

bool TomlTable::has(std::string_view key) {
    ask(key);
    return node_->table.contains(key);
}

std::optional<double> TomlTable::optional_number(std::string_view key, Range range) {
    if (!has(key)) return std::nullopt;
    return checked_number(node_->file, *node_->table.get(key), key, range);
}

double TomlTable::number(std::string_view key, Range range) {
    const auto value = optional_number(key, range);
    if (!value) note_missing(key);
    return value.value_or(range.high);
}

double TomlTable::number(std::string_view key, Range range, double otherwise) {
    return optional_number(key, range).value_or(otherwise);
}

int TomlTable::integer(std::string_view key, Range range, int otherwise) {
    const auto value = optional_number(key, range);
    if (!value) return otherwise;
    if (!node_->table.get(key)->is_integer())
        refuse_type(node_->file, *node_->table.get(key), key, "a whole number");
    return static_cast<int>(*value);
}

bool TomlTable::boolean(std::string_view key, bool otherwise) {
    if (!has(key)) return otherwise;
    const auto& node = *node_->table.get(key);
    if (!node.is_boolean()) refuse_type(node_->file, node, key, "true or false");
    return node.value_or(otherwise);
}

std::string TomlTable::text(std::string_view key) {
    if (!has(key)) note_missing(key);
    return text(key, "");
}

std::string TomlTable::text(std::string_view key, std::string_view otherwise) {
    if (!has(key)) return std::string(otherwise);
    const auto& node = *node_->table.get(key);
    if (!node.is_string()) refuse_type(node_->file, node, key, "a text in quotes");
    return node.value_or(std::string(otherwise));
}

std::string TomlTable::word(std::string_view key, std::initializer_list<std::string_view> allowed) {
    auto written = text(key, *allowed.begin());
    if (std::ranges::find(allowed, written) == allowed.end())
        refuse(key, fmt::format("{} = \"{}\" is not known: allowed is {}", key, written,
                                fmt::join(allowed, ", ")));
    return written;
}

std::vector<double> TomlTable::numbers(std::string_view key, Range range) {
    if (!has(key)) return {};
    return checked_numbers(node_->file, *node_->table.get(key), key, range);
}

std::vector<std::vector<double>> TomlTable::number_lists(std::string_view key, Range range) {
    if (!has(key)) return {};
    const auto& node = *node_->table.get(key);
    if (!node.is_array()) refuse_type(node_->file, node, key, "a list of lists of numbers");
    std::vector<std::vector<double>> lists;
    for (const auto& element : *node.as_array())
        lists.push_back(checked_numbers(node_->file, element, key, range));
    return lists;
}

void TomlTable::each(std::string_view key, const Reader& read) {
    if (!has(key)) return;
    const auto& node = *node_->table.get(key);
    if (!node.is_array_of_tables())
        refuse_type(node_->file, node, key, fmt::format("written as [[{}]]", key));
    for (const auto& element : *node.as_array()) {
        TomlTable table(std::make_unique<Node>(Node{*element.as_table(), node_->file}));
        read(table);
        table.close();
    }
}

void read_toml(std::string_view text, const std::string& file, std::string_view kind,
               const TomlTable::Reader& read) {
    const auto root = parse_text(text, file);
    check_kind(root, file, kind);
    check_version(root, file);
    TomlTable table(std::make_unique<TomlTable::Node>(TomlTable::Node{root, file}));
    table.ask("kind");
    table.ask("version");
    read(table);
    table.close();
}

std::string kind_of(std::string_view text) {
    try {
        return parse_text(text, "")["kind"].value_or(std::string());
    } catch (const SettingsError&) {
        return {};
    }
}

std::string name_of_file(std::string_view file) {
    const auto slash = file.rfind('/');
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    if (file.ends_with(".toml")) file.remove_suffix(5);
    return std::string(file);
}

}  // namespace ohmloop::profiles
