"""The config, subentry and repair flows of a The Keys gateway."""
