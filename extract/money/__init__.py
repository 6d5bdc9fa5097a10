"""Prices as people and machines write them: amounts exactly, currencies by sign or code."""
