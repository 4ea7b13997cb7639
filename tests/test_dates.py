"""Days as people, programs and databases write them."""

import pytest

from osint.articles import dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Fri, 31 May 2024 23:10:00 +0200", "2024-05-31"),
        ("2024-05-31 09:00:00", "2024-05-31"),
        ("2024-05-31T23:59:59.000Z", "2024-05-31"),
        ("20240531", "2024-05-31"),
        ("2024/5/31", "2024-05-31"),
        ("31 May 2024", "2024-05-31"),
        ("31st of May, 2024", "2024-05-31"),
        ("31-May-2024", "2024-05-31"),
        ("May 31, 2024", "2024-05-31"),
        ("Sept. 3, 2023", "2023-09-03"),
        ("May 31, 2024 Friday", "2024-05-31"),
        ("Published 8:14 AM EDT, Fri May 31, 2024", "2024-05-31"),
        ("Fri May 31 05:00:00 +0000 2024", "2024-05-31"),
        ("31.05.2024", "2024-05-31"),
        ("06.05.2024, 10:20", "2024-05-06"),
        ("31/05/2024", "2024-05-31"),
        ("5/31/24", "2024-05-31"),
        ("1717146000", "2024-05-31"),
        ("1717146000.0", "2024-05-31"),
        ("1717146000123", "2024-05-31"),
        ("31. Mai 2024", "2024-05-31"),
        ("31 de mayo de 2024", "2024-05-31"),
        ("le 1er août 2024", "2024-08-01"),
        ("31 травня 2024 р., 10:04", "2024-05-31"),
        ("31 Μαΐου 2024", "2024-05-31"),
        ("2024. május 31.", "2024-05-31"),
        ("2024 m. gegužės 31 d.", "2024-05-31"),
        ("2024年5月31日", "2024-05-31"),
        ("31 foo 2024", None),
        ("06/05/2024", None),
        ("31/02/2024", None),
        ("2024-02-31", None),
        ("yesterday", None),
        ("31 May", None),
        ("May 2024", None),
        ("123456", None),
        ("The 31 men of 2024", None),
        ("", None),
        ("Fri, 99 May 99999999999999", None),
    ],
)
def test_days(written: str, day: str | None) -> None:
    assert dates.day(written) == day


def test_a_day_that_can_be_two_has_bounds() -> None:
    assert dates.bounds("06/05/2024") == ("2024-05-06", "2024-06-05")
    assert dates.bounds("06/05/2024", "DMY") == ("2024-05-06", "2024-05-06")
    assert dates.bounds("06/05/2024", "MDY") == ("2024-06-05", "2024-06-05")


@pytest.mark.parametrize(
    ("column", "locale", "order"),
    [
        (["06/05/2024", "31/05/2024"], "", "DMY"),
        (["06/05/2024", "05/31/2024"], "", "MDY"),
        (["31/05/2024", "05/31/2024"], "", None),
        (["06/05/2024"], "", None),
        (["06/05/2024"], "en_US", "MDY"),
        (["06/05/2024"], "en-GB", "DMY"),
        (["2024-05-31"], "", None),
    ],
)
def test_the_order_of_day_and_month_in_a_column(column: list[str], locale: str, order: str | None) -> None:
    assert dates.order(column, locale) == order
