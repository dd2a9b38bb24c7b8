-- An end that was announced and taken back: who came in behind late_from, and until late_until, was told to come too late,
-- and so does not count, whenever it is taken in. Null: there was none.
ALTER TABLE governance_process ADD COLUMN late_from BIGINT;
ALTER TABLE governance_process ADD COLUMN late_until BIGINT;
