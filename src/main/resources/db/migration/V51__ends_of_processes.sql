-- A process may be over, or about to be, before it is completed: what people did until then is taken in first. Since when a
-- driver closes it, and since when a look has told that it is over; null: neither.
ALTER TABLE governance_process ADD COLUMN closing_since BIGINT;
ALTER TABLE governance_process ADD COLUMN over_since BIGINT;
