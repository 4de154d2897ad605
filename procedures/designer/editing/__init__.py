"""The editor: a part of a procedure as a form, and the changes that a form, a button or an undo makes."""
