"""Where what an applicant owes will be fixed."""
