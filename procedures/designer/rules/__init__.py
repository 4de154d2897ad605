"""Rules written and read by people who never programmed: sentences and steps instead of JsonLogic.

names     what a rule at a place may use, with labels and types
drafts    what stands in the form: a tree that may be incomplete
writing   a rule as a draft; building: a draft as a rule, with faults beside the fields
forms     `show_rule` and `read_rule`, which the pages use
"""
