"""Where a design comes from: nothing, a skeleton, a procedure of the catalogue, a file of another city."""
