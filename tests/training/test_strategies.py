import json
from types import SimpleNamespace

import pytest
import tensorflow as tf

from keras_gan_zoo.training.strategies import is_chief, make_strategy


def test_no_strategy_is_the_one_there_is():
    assert make_strategy(None) is tf.distribute.get_strategy()
    assert is_chief(make_strategy(None))


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("miror", None, "Did you mean 'mirrored'?"),
        ("multi_worker", None, "TF_CONFIG to name the workers"),
        ("multi_worker", "{", "TF_CONFIG to name the workers"),
        (
            "multi_worker",
            json.dumps({"cluster": {"worker": []}, "task": {"index": 0}}),
            "TF_CONFIG",
        ),
        ("multi_worker", json.dumps({"cluster": {"worker": ["a:1"]}}), "TF_CONFIG"),
    ],
)
def test_mistakes_are_named(name, settings, sentence, monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    if settings is not None:
        monkeypatch.setenv("TF_CONFIG", settings)
    with pytest.raises(ValueError) as caught:
        make_strategy(name)
    assert sentence in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("jobs", "task", "chief"),
    [
        ({"worker": ["a:1", "b:1"]}, ("worker", 0), True),
        ({"worker": ["a:1", "b:1"]}, ("worker", 1), False),
        ({"chief": ["c:1"], "worker": ["a:1"]}, ("worker", 0), False),
        ({"chief": ["c:1"], "worker": ["a:1"]}, ("chief", 0), True),
    ],
)
def test_one_worker_writes(jobs, task, chief):
    resolver = SimpleNamespace(
        task_type=task[0], task_id=task[1], cluster_spec=lambda: tf.train.ClusterSpec(jobs)
    )
    assert is_chief(SimpleNamespace(cluster_resolver=resolver)) is chief
