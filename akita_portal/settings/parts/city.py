"""What the city says of itself in texts that it signs."""

from akita_portal.environment import environment

# Under notices (告示); a placeholder stands there without it.
MAYOR_NAME = environment().mayor_name
