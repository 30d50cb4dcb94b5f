"""Spreadsheets: rosters in, results out."""
