"""What makes every page usable by everybody: components, checks, and the statements about them."""
