"""The components by kind; accessibility.components.templatetags.components gathers them into one library."""
