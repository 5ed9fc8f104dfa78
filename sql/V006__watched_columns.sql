-- The columns that watch names, by number too: a column that is renamed keeps its number, so that what was left out of the
-- log stays out. A restored table may number its columns anew; it has another oid then, and its names count.
ALTER TABLE taskwire.watched_table
  ADD COLUMN column_numbers smallint[],
  ADD COLUMN numbered_oid oid;
