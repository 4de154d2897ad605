"""What is signed with the card, and the evidence that it was: canonical form, requests, append-only evidence."""
