# What is imported under this name is probatio, once Home Assistant is imported.
from probatio import *  # noqa: F403
