"""What the agent is told by its environment."""
import os

from ends import End


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise End(78, f"{name} is not set.")
    return value


def number(name, default):
    """A number of the environment, such as the calls a second."""
    try:
        return float(os.environ.get(name, default))
    except ValueError:
        raise End(78, f"{name} must be a number.") from None
