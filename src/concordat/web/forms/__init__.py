"""Forms in GOV.UK style. A form for any table is made from its definition: see `table_form`."""
