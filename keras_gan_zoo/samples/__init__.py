"""Kinds of sample, which models take and give: pictures, points, texts."""
