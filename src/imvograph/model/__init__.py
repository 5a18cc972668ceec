"""The values of the field: frozen, pure, without files, network or store."""
