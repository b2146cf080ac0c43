import json
import pathlib

import numpy as np
import pytest

from keras_gan_zoo.callbacks.collapse.rules import CollapseRules
from keras_gan_zoo.callbacks.collapse.signs import Reading, SampleSigns, separation

RUN = 2000
EVERY = 20
WITHIN = 0.05 * RUN


def healthy(step, noise):
    """A reading as tiny games on Fashion-MNIST gave it: slow start, then noise around the data."""
    progress = 1 / (1 + np.exp(-(step - 200) / 40))
    return Reading(
        step=step,
        spread=0.9 * progress * (1 + 0.07 * noise[0]),
        duplicates=1.1 * progress * (1 + 0.1 * noise[1]),
        distance=1.1 * (1 - progress) + 0.05 * np.exp(0.4 * noise[2]),
        separation=min(1.0, 0.97 + 0.05 * noise[3]),
        losses={"generator_loss": 1.5 + 0.4 * noise[4], "discriminator_loss": 0.6},
        movement={"generator": 2e-3 * np.exp(0.3 * noise[5]), "discriminator": 1e-3},
    )


def play(change=None, seed=0, run=RUN):
    """Feeds a run whose healthy readings `change(step, reading)` may alter; returns the alarms."""
    random = np.random.default_rng(seed)
    rules, alarms = CollapseRules(warm_up=300), []
    for step in range(0, run + 1, EVERY):
        reading = healthy(step, random.standard_normal(6).clip(-2.5, 2.5))
        alarms += rules.feed(reading if change is None else change(step, reading))
    return alarms, rules


def altered(reading, **values):
    return Reading(**{**vars(reading), **values})


@pytest.mark.parametrize("seed", range(20))
def test_healthy_runs_are_silent(seed):
    alarms, rules = play(seed=seed)
    assert alarms == [] and rules.begun and not rules.active


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("begins", [500, 1800])
@pytest.mark.parametrize(
    ("kind", "signs"),
    [
        ("mode collapse", {"spread": 0.1, "duplicates": 0.1, "distance": 0.2}),
        # Five pictures again and again, that together look like the data.
        ("mode collapse", {"duplicates": 0.02}),
        ("samples left the data", {"spread": 1.2, "distance": 0.8}),
        ("runaway loss", {"losses": {"generator_loss": -900.0}}),
        ("runaway loss", {"losses": {"generator_loss": float("nan")}}),
    ],
)
def test_a_collapse_is_named_within_a_twentieth_of_the_run(kind, signs, begins, seed):
    alarms, _ = play(
        lambda step, reading: altered(reading, **signs) if step >= begins else reading, seed
    )
    assert alarms[0].kind == kind
    assert alarms[0].since == begins
    assert 0 <= alarms[0].noticed - begins <= WITHIN
    assert f"Since step {begins:,}" in alarms[0].message
    assert [alarm.kind for alarm in alarms].count(kind) == 1  # said once


@pytest.mark.parametrize("seed", range(5))
def test_a_slow_decline_is_named_soon_after_half_is_lost(seed):
    def decline(step, reading):
        left = np.clip(1 - (step - 1000) / 300, 0.02, 1)
        return altered(reading, spread=reading.spread * left, duplicates=reading.duplicates * left)

    (alarm, *_), _ = play(decline, seed)
    assert alarm.kind == "mode collapse" and 1000 < alarm.noticed <= 1150 + WITHIN


def test_single_bad_readings_raise_no_alarm():
    def jolt(step, reading):
        return altered(reading, spread=0.1, duplicates=0.1) if step % 100 < 20 else reading

    assert play(jolt)[0] == []


def swing(*distances):
    """A game whose samples lie so far from the data at 1,000, 1,020 and so on."""

    def change(step, reading):
        index = (step - 1000) // EVERY
        inside = 0 <= index < len(distances)
        return altered(reading, distance=distances[index]) if inside else reading

    return play(change)[0]


def test_a_collapse_that_swings_back_half_way_is_named_all_the_same():
    (alarm,) = swing(0.9, 0.25, 0.28, 0.7, 0.9, 0.9)
    assert (alarm.kind, alarm.since, alarm.noticed) == ("samples left the data", 1000, 1040)
    (alarm,) = swing(0.4, 0.25, 0.4, 0.25, 0.4)  # never far past the mark, and never well
    assert (alarm.since, alarm.noticed) == (1000, 1080)


def test_a_jolt_that_a_game_survives_is_no_alarm():
    assert swing(0.32, 0.28, 0.22) == []
    assert swing(0.9, 0.25) == []
    assert swing(0.9, 0.05, 0.9, 0.05, 0.9) == []


def test_an_alarm_ends_by_hysteresis_and_may_come_again():
    def twice(step, reading):
        if 800 <= step < 900 or step >= 1500:
            return altered(reading, spread=0.2)
        if 900 <= step < 1000:  # better than bad, not yet good
            return altered(reading, spread=0.5)
        return reading

    alarms, rules = play(twice)
    assert [alarm.since for alarm in alarms] == [800, 1500]
    assert rules.suspicious


def test_a_game_that_never_begins_is_named_after_the_warm_up():
    alarms, _ = play(lambda step, r: altered(r, spread=0.02, duplicates=0.02, distance=1.1))
    assert [alarm.kind for alarm in alarms] == ["no start"]
    assert 300 < alarms[0].noticed <= 300 + WITHIN


def test_a_perfect_discriminator_alone_is_no_alarm():
    def wins(step, reading):
        return altered(reading, separation=1.0)

    assert play(wins)[0] == []

    def wins_and_stalls(step, reading):
        return altered(reading, separation=1.0, distance=max(reading.distance, 0.28))

    (alarm,), _ = play(wins_and_stalls)
    assert alarm.kind == "generator beaten"


def test_the_words_name_the_player_whose_weights_jump():
    def jump(step, reading):
        if step < 1000:
            return reading
        return altered(reading, spread=0.1, movement={"generator": 0.1, "discriminator": 1e-3})

    (alarm, *_), _ = play(jump)
    assert "the generator's weights moved" in alarm.message and "learning rate" in alarm.message


@pytest.mark.parametrize("argument", ["warm_up", "patience"])
def test_rules_refuse_what_is_no_count(argument):
    with pytest.raises(ValueError, match=argument):
        CollapseRules(**{argument: 0})


@pytest.fixture(scope="module")
def real():
    return np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")


def test_signs_of_the_real_pictures_themselves(real):
    signs = SampleSigns(real)(real)
    assert signs["spread"] == pytest.approx(1.0)
    assert signs["duplicates"] == pytest.approx(1.0)
    assert signs["distance"] == pytest.approx(0.0, abs=0.02)


def test_signs_tell_one_picture_from_a_few_and_from_noise(real):
    one = SampleSigns(real)(real[:1].repeat(32, axis=0))
    few = SampleSigns(real)(real[:4].repeat(8, axis=0))
    far = SampleSigns(real)(np.clip(real + 1, -1, 1))
    assert one["spread"] < 1e-3 and one["duplicates"] < 1e-3
    assert few["spread"] > 0.7 and few["duplicates"] < 1e-3
    assert far["distance"] > 0.5
    assert SampleSigns(real)(np.full_like(real, np.nan))["spread"] == 0.0


def test_energy_distance_by_its_definition(real):
    """E|x - y| over all pairs, written out on pictures small enough not to be averaged."""
    random = np.random.default_rng(1)
    real, samples = (random.uniform(-1, 1, (count, 4, 4, 3)) for count in (9, 8))

    def mean(a, b, skip_equal):
        pairs = [
            np.linalg.norm(x - y)
            for i, x in enumerate(a)
            for j, y in enumerate(b)
            if not (skip_equal and i == j)
        ]
        return np.mean(pairs)

    scale = mean(real, real, True)
    expected = (2 * mean(samples, real, False) - mean(samples, samples, True)) / scale - 1
    signs = SampleSigns(real)(samples)
    assert signs["distance"] == pytest.approx(max(0.0, expected), abs=1e-5)
    assert signs["spread"] == pytest.approx(mean(samples, samples, True) / scale, rel=1e-5)


def test_separation_is_the_area_under_the_roc_curve():
    random = np.random.default_rng(0)
    real, fake = random.normal(1, 1, 50), random.normal(0, 1, 40)
    pairs = [(r > f) + 0.5 * (r == f) for r in real for f in fake]
    assert separation(real, fake) == pytest.approx(np.mean(pairs))
    assert np.isnan(separation(real, np.full(3, np.nan)))


@pytest.mark.parametrize(
    "bad", [np.zeros((4, 8, 8, 1)), np.zeros((16, 8)), np.zeros((16, 8, 8, 1))]
)
def test_signs_refuse_what_cannot_be_compared(bad):
    with pytest.raises(ValueError, match="`real`"):
        SampleSigns(bad)


RECORDED = json.loads((pathlib.Path(__file__).parent / "recorded_games.json").read_text())
GAMES = RECORDED["games"]


def replay(name):
    rules, alarms = CollapseRules(warm_up=300), []
    for values in GAMES[name]["rows"]:
        signs = dict(zip(RECORDED["columns"], values, strict=True))
        alarms += rules.feed(
            Reading(
                **{key: signs[key] for key in ("step", "spread", "duplicates", "distance")},
                separation=signs["separation"],
                losses={key: signs[key] for key in ("generator_loss", "discriminator_loss")},
                movement={key: signs[key] for key in ("generator", "discriminator")},
            )
        )
    return alarms


@pytest.mark.parametrize(
    "name", [name for name, game in GAMES.items() if game["collapses_after"] is None]
)
def test_recorded_games_that_went_well_or_recovered_are_silent(name):
    assert replay(name) == []


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("generator_5000_times_as_fast", {"mode collapse", "samples left the data"}),
        ("both_500_times_as_fast", {"mode collapse", "samples left the data"}),
        ("frozen_discriminator", {"discriminator fooled"}),
        ("discriminator_2500_times_as_fast", {"runaway loss"}),
    ],
)
def test_recorded_collapses_are_named(name, kinds):
    game = GAMES[name]
    alarms = replay(name)
    begins = game["collapses_after"]
    assert alarms[0].kind in kinds <= {alarm.kind for alarm in alarms}
    assert begins < alarms[0].since and alarms[0].noticed - begins <= 60
