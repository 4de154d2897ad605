"""Ways in which a person proves who they are. One folder each; what they share is beside the folders."""
