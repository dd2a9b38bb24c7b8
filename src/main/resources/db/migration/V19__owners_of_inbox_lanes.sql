-- Lanes of the inbox are worked off as all else that waits: each says whose it is and until when, where several nodes
-- work on the database.
ALTER TABLE inbox_lane ADD COLUMN owner VARCHAR(36);
ALTER TABLE inbox_lane ADD COLUMN owned_until BIGINT;
DROP INDEX inbox_lane_due;
CREATE INDEX inbox_lane_due ON inbox_lane (due_at, plugin, instance_id);
