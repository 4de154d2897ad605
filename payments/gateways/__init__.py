"""Payment gateways: the contract, the registry, the trustees, the inbox of webhooks; one folder for each gateway."""
