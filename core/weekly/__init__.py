"""The weekly meeting's material, made from the records as they stand."""
