-- mode: write
-- Tries that come side by side are counted one after the other.
select pg_advisory_xact_lock(hashtextextended(lower(:account::text), 0)),
       pg_advisory_xact_lock(hashtextextended(:address::text, 0))
