-- For the rest of the transaction changes of rows leave no event each; whoever asks for it tells of them by
-- products.changed or the like.
-- mode: write
select set_config('sauda.bulk', 'on', true)
