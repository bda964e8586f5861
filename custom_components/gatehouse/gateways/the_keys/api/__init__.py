"""The protocol of a The Keys gateway and of its cloud."""
