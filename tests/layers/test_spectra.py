"""Spectra of sounds: held against SciPy's transforms, and on a phone as well."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.fft import dct
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann

from keras_gan_zoo import export
from keras_gan_zoo.export.conversion import convert
from keras_gan_zoo.layers import MFCC, LogMel, mel_filters

RATE, WINDOW, HOP, BANDS = 8000, 128, 50, 12
RANDOM = np.random.default_rng(0)
SOUNDS = RANDOM.uniform(-0.5, 0.5, (2, 1000)).astype("float32") * np.float32([[1], [1e-3]])


def tone(pitch, loudness, samples=1000, rate=RATE):
    return loudness * np.cos(2 * np.pi * pitch * np.arange(samples) / rate)


def powers_by_scipy(sounds):
    """Returns powers of frames, (batch, frames, frequencies), a tone's being its amplitude^2."""
    window = hann(WINDOW, sym=False)
    transform = ShortTimeFFT(window, HOP, RATE, fft_mode="onesided")
    frames = 1 + (sounds.shape[1] - WINDOW) // HOP
    # Its frame 0 has the middle of the window at the first sample; ours begins there.
    shifted = np.stack(
        [
            transform.stft(sound[HOP * place :][:WINDOW], p0=0, p1=1, k_offset=WINDOW // 2)[:, 0]
            for sound in sounds.astype("float64")
            for place in range(frames)
        ]
    )
    return (np.abs(shifted) * 2 / window.sum()).reshape(len(sounds), frames, -1) ** 2


def filters_by_hand():
    """Returns the triangles, built filter by filter between their three corners."""
    mels = np.linspace(0, 2595 * np.log10(1 + RATE / 2 / 700), BANDS + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    return np.stack([np.interp(hertz, corners[k : k + 3], [0, 1, 0]) for k in range(BANDS)], 1)


def slopes(x):
    """Returns the slope of the least-squares line through each frame and two on either side."""
    padded = np.pad(x, ((0, 0), (2, 2), (0, 0)), mode="edge")
    return np.stack(
        [
            np.stack([np.polyfit(range(-2, 3), part[t : t + 5], 1)[0] for t in range(x.shape[1])])
            for part in padded
        ]
    )


@pytest.fixture(scope="module")
def spectra():
    return LogMel(RATE, BANDS, WINDOW, HOP, floor=1e-9)


def test_filters_are_triangles_evenly_spaced_in_mel():
    np.testing.assert_allclose(mel_filters(RATE, BANDS, WINDOW), filters_by_hand(), atol=1e-9)
    part = mel_filters(RATE, 4, WINDOW, low=1000, high=2000)
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    assert not part[(hertz <= 1000) | (hertz >= 2000)].any()


def test_spectra_are_those_of_scipy(spectra):
    expected = np.log(np.maximum(1e-9, powers_by_scipy(SOUNDS) @ filters_by_hand()))
    found = spectra(SOUNDS)
    assert found.shape == spectra.compute_output_shape(SOUNDS.shape) == (2, 18, BANDS)
    np.testing.assert_allclose(found, expected, atol=2e-4)


def test_a_tone_is_as_loud_as_it_is_and_silence_is_the_floor(spectra):
    centre = 16 * RATE / WINDOW  # of a frequency of the transform
    weights = mel_filters(RATE, BANDS, WINDOW)
    for loudness in (0.8, 0.08):
        power = np.exp(np.asarray(spectra(tone(centre, loudness)[None])))[0, 5]
        band = weights[16].argmax()
        # The window spreads a tone over its neighbours, a quarter of its power each.
        told = loudness**2 * (weights[16, band] + weights[[15, 17], band].sum() / 4)
        assert power[band] == pytest.approx(told, rel=1e-3) and power.argmax() == band
    np.testing.assert_allclose(spectra(np.zeros((1, 200))), np.log(1e-9), rtol=1e-6)


def test_cepstra_are_those_of_scipy_with_slopes_of_lines(spectra):
    mels = np.asarray(spectra(SOUNDS))
    found = np.asarray(MFCC(5)(mels))
    cepstra = dct(mels.astype("float64"), norm="ortho")[..., :5]
    expected = np.concatenate([cepstra, slopes(cepstra), slopes(slopes(cepstra))], axis=-1)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    np.testing.assert_allclose(MFCC(5, reach=0)(mels), cepstra, atol=1e-4)
    assert MFCC()(np.zeros((1, 7, 40), "float32")).shape == (1, 7, 39)


def test_files_for_servers_and_phones_compute_the_same(spectra, tmp_path):
    sounds = keras.Input((1000,), name="sounds")
    network = keras.Model(sounds, MFCC(5)(spectra(sounds)))
    expected = np.asarray(network(SOUNDS))
    (tmp_path / "mfcc.tflite").write_bytes(convert(network, "mfcc", batch_size=2))
    found = export.TFLiteGenerator(tmp_path / "mfcc.tflite")(SOUNDS)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    network.export(tmp_path / "served", verbose=False)
    served = tf.saved_model.load(tmp_path / "served")
    np.testing.assert_allclose(served.serve(SOUNDS), expected, atol=1e-4)
    network.save(tmp_path / "mfcc.keras")
    loaded = keras.models.load_model(tmp_path / "mfcc.keras")
    np.testing.assert_array_equal(loaded(SOUNDS), expected)


def test_spectra_stay_float32_in_half_precision():
    layer = LogMel(RATE, BANDS, WINDOW, HOP, floor=1e-9, dtype="mixed_float16")
    assert layer(keras.Input((1000,))).dtype == "float32"
    np.testing.assert_allclose(
        layer(SOUNDS[1:]), LogMel(RATE, BANDS, WINDOW, HOP, floor=1e-9)(SOUNDS[1:]), atol=1e-5
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bands": 40, "window": 64}, r"`bands`=40 are too many for a `window` of 64 .* band 0"),
        ({"window": 127}, "`window` must be even, got 127"),
        ({"low": 3000, "high": 2000}, r"`low` and `high` must be in order .* 4000, got 3000"),
        ({"high": 5000}, r"`low` and `high` must be in order"),
        ({"floor": 0}, "`floor` must be a number above 0"),
        ({"hop": 0}, "`hop` must be a whole number of at least 1"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        LogMel(RATE, **{"bands": BANDS, "window": WINDOW, "hop": HOP, **arguments})


def test_what_is_too_short_or_too_narrow_is_told():
    with pytest.raises(ValueError, match="`samples` must be at least `window`=128, got 100"):
        LogMel(RATE, BANDS, WINDOW, HOP)(keras.Input((100,)))
    with pytest.raises(ValueError, match="`coefficients`=13 are of as many bands or more, got 8"):
        MFCC()(np.zeros((1, 4, 8), "float32"))
