"""Kinds of sample, which models take and give: pictures, videos, sounds, points, texts."""
