"""An identity provider for the demo and the tests, in the shape of the real one: a process of its own on this machine.

It speaks the real protocol and checks what the real one checks (private_key_jwt, S256, state, nonce, one-time codes and
assertions). What it lets anybody choose is who they are; so it runs on the loopback address only, and never in
production.
"""
