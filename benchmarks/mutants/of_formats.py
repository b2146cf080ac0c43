"""The mutants of what reads pictures out of files, and of reference statistics."""

from benchmarks.mutants.mutant import of_file

members = of_file("data/containers/members", "data/test_archives_of_pictures")
listed_labels = of_file("data/listed_labels", "data/test_archives_of_pictures")
shuffled_blocks = of_file("data/shuffled_blocks", "data/test_formats")
tables = of_file("data/containers/tables", "data/test_formats")
tfrecords = of_file("data/containers/tfrecords", "data/test_formats")
hdf5 = of_file("data/hdf5", "data/test_formats")
resize = of_file("metrics/judges/resize", "metrics/test_resize")
reference = of_file("metrics/features/reference_files", "metrics/test_reference_statistics")

MUTANTS = (
    members(
        "formats: a member may lie outside of its archive",
        'plain.startswith(("/", "../"))',
        'plain.startswith("/")',
        "outside",
    ),
    listed_labels(
        "formats: the label of a one-hot list is its last place",
        "return label.index(1)",
        "return len(label) - 1",
        "stylegan",
    ),
    shuffled_blocks(
        "formats: each stretch is shuffled alike",
        "stateless_shuffle(numbers, seeds)",
        "stateless_shuffle(numbers, seeds * 0)",
        "blocks",
    ),
    shuffled_blocks(
        "formats: the blocks are in the same order at each iteration",
        "seed=seed, reshuffle_each_iteration=True",
        "seed=seed, reshuffle_each_iteration=False",
        "blocks",
    ),
    tables(
        "formats: fewer row groups are held than are shuffled together",
        "_GROUPS_KEPT = 2 * AT_ONCE",
        "_GROUPS_KEPT = AT_ONCE // 2",
        "each_group_once",
    ),
    tfrecords(
        "formats: records begin where their checksums do",
        "_BEFORE, _AROUND = 12, 16",
        "_BEFORE, _AROUND = 8, 16",
        "tfrecord",
    ),
    hdf5(
        "formats: rows are shuffled over all chunks",
        "if chunk > 1 else None",
        "if chunk > 99 else None",
        "chunks",
    ),
    resize(
        "reference statistics: pytorch-fid's samples are anchored at the corner",
        "(np.arange(target) + 0.5) * (size / target) - 0.5, 0.0",
        "np.arange(target) * (size / target), 0.0",
        "pytorch",
    ),
    reference(
        "reference statistics: another resize is let through",
        "if None not in (known, wanted) and known != wanted:",
        "if None not in (known, wanted) and known == '':",
        "refused",
    ),
)
