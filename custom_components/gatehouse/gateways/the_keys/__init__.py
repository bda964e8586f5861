"""The Keys: the gateway on the network, its locks, and the cloud that shares them."""
