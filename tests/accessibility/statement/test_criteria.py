"""The list of success criteria is complete."""

from accessibility.statement.criteria import criteria


def test_the_counts_are_those_of_the_standards():
    found = criteria()
    assert len(found) == 56  # WCAG 2.2 A and AA, and 4.1.1
    assert len([one for one in found if not one.added]) == 38  # JIS X 8341-3:2016
    assert [len([one for one in found if not one.added and one.level == level]) for level in ("A", "AA")] == [25, 13]
    assert len({one.number for one in found}) == 56


def test_they_stand_in_order():
    numbers = [tuple(int(part) for part in one.number.split(".")) for one in criteria()]
    assert numbers == sorted(numbers)
