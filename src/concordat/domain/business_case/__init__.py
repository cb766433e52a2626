"""What an option costs and saves: money in whole pence, by line, option, partner and year.

`annual_savings` is the simple range a year. The full case reads ``inputs`` from a `Case` (`read_business_case`), is
checked (`check_business_case`), worked out in two ledgers (`open_ledgers`, `work_out`, `reconcile`), drawn (`simulate`)
and compared with itself: other vehicles (`change_vehicle`), earlier versions (`bridge`), past arrangements
(`outside_view`). Rounding: half away from zero, once per line, year and ledger; totals add rounded cells.
"""
