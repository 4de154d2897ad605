"""What will replace attachments: register look-ups and evidence tasks."""
