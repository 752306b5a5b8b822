#include "ohmloop/cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::cli {

std::vector<OptionSpec> joined(const std::vector<std::vector<OptionSpec>>& tables) {
    std::vector<OptionSpec> all;
    for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
    return all;
}

std::optional<std::string> Options::text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Options::all(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<long long> Options::whole(const std::string& name, long long least,
                                        long long most) const {
    const auto number = read(name, parse_number);
    if (!number) return std::nullopt;
    if (std::trunc(*number) != *number || *number < static_cast<double>(least) ||
        *number > static_cast<double>(most)) {
        throw UsageError(fmt::format("--{}: {} is not a whole number from {} to {}", name,
                                     *text(name), least, most));
    }
    return static_cast<long long>(*number);
}

std::string Options::choice(const std::string& name, const std::vector<std::string>& allowed,
                            const std::string& otherwise) const {
    const auto value = text(name);
    if (!value) return otherwise;
    if (std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
        throw UsageError(
            fmt::format("--{}: unknown '{}'{}", name, *value, suggestion(*value, allowed)));
    }
    return *value;
}

}  // namespace ohmloop::cli
