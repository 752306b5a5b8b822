"""A class as a mixture of Gaussians in (lg ohm, lg V), by expectation maximisation."""
import math

from ports.circuits import CIRCUITS

# Devices' worth of the circuit's prior of a component's place and spread; --choose shows what
# others would do: little between 2 and 16.
STRENGTH = 4

class Component:
    def __init__(self, what, ohm, ohm_decades, volts, volts_decades, share):
        self.what, self.share, self.weight = what, share, share
        self.place = [(math.log10(ohm), ohm_decades), (math.log10(volts), volts_decades)]
        self.mean = [mean for mean, _ in self.place]
        self.devices, self.axis_devices = share, [STRENGTH, STRENGTH]
        self.decades = [decades for _, decades in self.place]

    def likelihood(self, port):
        product = 1.0
        for axis, reading in enumerate((port.impedance, port.level)):
            if reading:
                product *= reading.likelihood(self.mean[axis], self.decades[axis])
        return product

    def drawn_to(self, shares, strength):
        """Means and spreads of a prior of `strength` devices and of these shares of ports."""
        for axis in (0, 1):
            place, decades = self.place[axis]
            seen = [(share, *reading.moments(self.mean[axis], self.decades[axis]))
                    for port, share in shares
                    if (reading := (port.impedance, port.level)[axis])]
            total = strength + sum(share for share, _, _ in seen)
            mean = (strength * place + sum(share * x for share, x, _ in seen)) / total
            spread = strength * (decades ** 2 + (place - mean) ** 2) + sum(
                share * ((x - mean) ** 2 + rest) for share, x, rest in seen)
            self.mean[axis], self.decades[axis] = mean, math.sqrt(spread / total)
            self.axis_devices[axis] = total


# As the program counts them: this much of a class may be nearly anywhere, 2 in 3 of it within
# 1 ohm to 1 kohm, and 0.5 to 8 V.
STRAY = 0.05
STRAY_PLACE = [(math.log10(30), 1.5), (math.log10(2), 0.6)]


def stray_likelihood(port):
    product = 1.0
    for (mean, decades), reading in zip(STRAY_PLACE, (port.impedance, port.level)):
        if reading:
            product *= reading.likelihood(mean, decades)
    return product


def likelihood(components, port):
    fit = sum(one.weight * one.likelihood(port) for one in components)
    return (1 - STRAY) * fit + STRAY * stray_likelihood(port)


def weigh_devices(ports):
    """Each device counts once, however many ports of it are published, and as far as trusted."""
    for port in ports:
        port.weight = port.trust / sum(other.device == port.device for other in ports)


def fitted(places, ports, strength=STRENGTH, rounds=60):
    weigh_devices(ports)
    components = [Component(*place) for place in places]
    devices = sum(port.weight for port in ports)
    for _ in range(rounds):
        shares = [[] for _ in components]
        for port in ports:
            fits = [one.weight * one.likelihood(port) for one in components]
            total = sum(fits) * (1 - STRAY) + STRAY * stray_likelihood(port)
            for kept, fit in zip(shares, fits):
                kept.append((port, port.weight * (1 - STRAY) * fit / total))
        for one, kept in zip(components, shares):
            claimed = sum(share for _, share in kept)
            one.weight = one.devices = one.share + claimed
            one.drawn_to(kept, strength)
        total = sum(one.weight for one in components)
        for one in components:
            one.weight /= total
    return components


def populations(ports, strength=STRENGTH):
    counting = [port for port in ports if port.counts]
    return {name: fitted(places, [port for port in counting if port.label == name], strength)
            for name, places in CIRCUITS.items()}
