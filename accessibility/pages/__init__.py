"""Addresses under /accessibility/: policy, test results, and previews of the components."""
