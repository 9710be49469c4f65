-- A way to the entries of one type, and to the types there are: few values among very many rows, so the index is small.
-- Distribution: distributed by engagement_id.
create index record_entry_by_type on record_entry (engagement_id, type);
