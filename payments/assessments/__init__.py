"""What an applicant owes (調定): revisions with lines, exemptions, and the balance from the ledger."""
