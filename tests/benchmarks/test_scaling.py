"""The benchmark of two cores: ratios of turns that follow each other, and a page of them."""

import json

import pytest

from benchmarks.common.local_workers import worker_settings
from benchmarks.costs.scaling.__main__ import ONE, WAYS, WORKERS, page, ratios

SECONDS = {
    ONE: [1.0, 4.0, 2.0],
    "two threads an operation": [0.5, 4.0, 1.0],
    "two operations at a time": [1.0, 1.0, 1.0],
    WORKERS: [2.0, 8.0, 4.0],
}


def test_a_ratio_is_of_turns_that_follow_each_other():
    found = ratios(SECONDS)
    assert set(found) == {*WAYS, WORKERS} - {ONE}
    # A turn in which the machine was slow was slow for both.
    assert found["two threads an operation"] == pytest.approx(2.0)
    assert found["two operations at a time"] == pytest.approx(2.0)
    assert found[WORKERS] == pytest.approx(0.5)


def test_the_page_says_them_beside_what_the_machine_gives():
    row = page({"dcgan_32": {"seconds": SECONDS, "machine": 1.9}}).splitlines()[-1]
    assert row == "| dcgan_32 | 0.50 | 2.00 | 2.00 | 0.50 | 1.90 |"
    without = {way: times for way, times in SECONDS.items() if way != WORKERS}
    row = page({"cyclegan_64": {"seconds": without, "machine": 1.9}}).splitlines()[-1]
    assert row == "| cyclegan_64 | 0.50 | 2.00 | 2.00 |  | 1.90 |"


def test_workers_are_told_apart_and_listen_on_ports_of_their_own():
    first, second = map(json.loads, worker_settings())
    assert first["cluster"] == second["cluster"]
    assert len(set(first["cluster"]["worker"])) == 2
    assert [each["task"]["index"] for each in (first, second)] == [0, 1]
