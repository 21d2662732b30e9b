"""Measures the matcher: labelled sets written for this project, the bench, and the fitting of the coefficients."""
