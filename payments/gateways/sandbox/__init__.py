"""A gateway that moves no money: the adapter, and the server it talks to (`server`)."""
