"""What scripts/port_populations is made of."""
