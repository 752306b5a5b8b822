#include "classify/published/scores.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace ohmloop::classify_tests {

namespace {

double squared(double x) { return x * x; }

double summed_error(const Cut& cut, const std::vector<const LabelledPort*>& ports) {
    double sum = 0;
    for (const LabelledPort* port : ports)
        sum += squared(cut.for_line(*port->port.impedance_ohm) - port->truth());
    return sum;
}

Cut cut_at(double ohm, const std::vector<const LabelledPort*>& ports) {
    Share below;
    Share above;
    for (const LabelledPort* port : ports)
        (*port->port.impedance_ohm < ohm ? below : above).count(port->is_line());
    return {ohm, below.value(), above.value()};
}

Cut best_cut(const std::vector<const LabelledPort*>& ports) {
    Cut best;
    double least = static_cast<double>(ports.size());
    for (double ohm = 0.1; ohm < 10000; ohm *= 1.1) {
        const Cut cut = cut_at(ohm, ports);
        const double error = summed_error(cut, ports);
        if (error >= least) continue;
        best = cut;
        least = error;
    }
    return best;
}

/// Sum of the errors of each device, and its number of ports.
std::vector<std::pair<double, double>> of_devices(const LabelledPorts& ports,
                                                  std::span<const double> errors) {
    std::map<std::string, std::pair<double, double>> devices;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        auto& [sum, number] = devices[ports[i].device];
        sum += errors[i];
        number += 1;
    }
    std::vector<std::pair<double, double>> sums;
    for (const auto& [name, sum] : devices) sums.push_back(sum);
    return sums;
}

}  // namespace

Interval Share::interval() const {
    constexpr double z = 1.959964;
    if (of == 0) return {0, 1};
    const double n = static_cast<double>(of);
    const double p = value();
    const double centre = p + z * z / (2 * n);
    const double reach = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {(centre - reach) / scale, (centre + reach) / scale};
}

Ruling ruling(const LabelledPorts& ports, Known known, std::optional<double> decided_above) {
    Ruling all;
    for (const LabelledPort& one : ports) {
        const auto named = opinion(one, known, decided_above).named;
        const bool decided = named != result::PortClass::undecided;
        all.decided.count(decided);
        if (decided) all.right.count(one.is_named_by(named));
    }
    return all;
}

void add(const LabelledPorts& ports, Known known, Calibration& table) {
    for (const LabelledPort& one : ports) {
        const Opinion said = opinion(one, known);
        const double place = std::floor((said.certainty - 0.5) * 10);
        const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1.0));
        table.at(bin).count(said.likeliest_is_right);
    }
}

Cut best_cut(const LabelledPorts& ports) {
    std::vector<const LabelledPort*> all;
    for (const LabelledPort& one : ports) all.push_back(&one);
    return best_cut(all);
}

std::vector<double> errors(const LabelledPorts& ports, Known known) {
    std::vector<double> all;
    for (const LabelledPort& one : ports)
        all.push_back(squared(opinion(one, known).for_line - one.truth()));
    return all;
}

std::vector<double> errors_of_left_out_cuts(const LabelledPorts& ports,
                                            const LabelledPorts& known) {
    std::vector<double> all;
    for (const LabelledPort& one : ports) {
        std::vector<const LabelledPort*> rest;
        for (const LabelledPort& other : known)
            if (other.device != one.device) rest.push_back(&other);
        all.push_back(squared(best_cut(rest).for_line(*one.port.impedance_ohm) - one.truth()));
    }
    return all;
}

std::vector<double> errors_of(const Cut& cut, const LabelledPorts& ports) {
    std::vector<double> all;
    for (const LabelledPort& one : ports)
        all.push_back(squared(cut.for_line(*one.port.impedance_ohm) - one.truth()));
    return all;
}

double mean(std::span<const double> errors) {
    return std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size());
}

Interval bootstrap(const LabelledPorts& ports, std::span<const double> errors) {
    const auto devices = of_devices(ports, errors);
    std::mt19937 random(1);
    std::uniform_int_distribution<std::size_t> draw(0, devices.size() - 1);
    std::vector<double> means(4000);
    for (double& one : means) {
        double sum = 0;
        double number = 0;
        for (std::size_t i = 0; i < devices.size(); ++i) {
            const auto& device = devices[draw(random)];
            sum += device.first;
            number += device.second;
        }
        one = sum / number;
    }
    std::ranges::sort(means);
    return {means[means.size() / 40], means[means.size() - means.size() / 40 - 1]};
}

}  // namespace ohmloop::classify_tests
