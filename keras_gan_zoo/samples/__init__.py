"""Kinds of sample, which models take and give: pictures, videos, points, texts."""
