"""What may stand for penalties, what comes of it, and what is said of anything else."""

import keras
import pytest

from keras_gan_zoo import penalties


def test_every_name_gives_its_penalty_with_the_papers_weight():
    weights = {name: penalties.get(name)[0].weight for name in penalties.list_penalties()}
    assert weights == {
        "dragan": 10.0,
        "feature_matching": 1.0,
        "gradient_penalty": 10.0,
        "historical_averaging": 1.0,
        "lecam": 0.3,
        "one_sided_gradient_penalty": 10.0,
        "orthogonal": 1e-4,
        "r1": 10.0,
        "r2": 10.0,
    }


def test_everything_that_may_be_given():
    r1 = penalties.R1()
    assert penalties.get(None) == []
    assert penalties.get(r1) == [r1]
    found = penalties.get(["r2", r1, {"orthogonal": {"weight": 2, "player": "discriminator"}}])
    assert [type(penalty).__name__ for penalty in found] == ["R2", "R1", "Orthogonal"]
    assert found[2].weight == 2.0 and found[2].player == "discriminator"
    assert [penalty.weight for penalty in penalties.get({"r1": 3, "dragan": 4.5})] == [3.0, 4.5]


@pytest.mark.parametrize("name", penalties.list_penalties())
def test_serialized_and_back(name):
    (penalty,) = penalties.get({name: 2.5})
    (again,) = penalties.get(keras.saving.serialize_keras_object(penalty))
    assert type(again) is type(penalty)
    assert again.get_config() == penalty.get_config()
    assert again.weight == 2.5 and again.name == name


@pytest.mark.parametrize(
    ("spec", "kind", "sentence"),
    [
        ("r3", ValueError, r"`penalties` must be among .* got 'r3'\. Did you mean 'r[12]'"),
        ({"gradient_penality": 1}, ValueError, "Did you mean 'gradient_penalty'"),
        ({"dragan": {"spred": 1}}, ValueError, "'dragan' has no setting 'spred'; .*'spread'"),
        ({"r1": -1}, ValueError, "`weight` must be a number of at least 0, got -1"),
        ({"r1": "10"}, ValueError, "`weight` must be a number of at least 0, got '10'"),
        ({"orthogonal": {"player": "generater"}}, ValueError, "Did you mean 'generator'"),
        ({"dragan": {"spread": -1}}, ValueError, "`spread` must be a number of at least 0"),
        (10.0, TypeError, r"`penalties` must be None, a name such as 'r1', .* got 10\.0"),
    ],
)
def test_mistakes(spec, kind, sentence):
    with pytest.raises(kind, match=sentence):
        penalties.get(spec)
