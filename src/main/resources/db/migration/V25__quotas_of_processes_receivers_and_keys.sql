-- What a community's pending processes are, in bytes: what each was started with and has come to. Times are
-- microseconds since the epoch.
ALTER TABLE governance_process ADD COLUMN held_bytes BIGINT DEFAULT 0 NOT NULL;
UPDATE governance_process
SET held_bytes = LENGTH(parameters) + LENGTH(state) + LENGTH(outcome) + LENGTH(errors) WHERE status <> 'COMPLETED';

INSERT INTO community_use (community, quota, held, bytes)
  SELECT community, 'PROCESSES', COUNT(*), SUM(held_bytes) FROM governance_process
  WHERE status <> 'COMPLETED' GROUP BY community;

-- What is counted of a receiver, by the key that has made it: no community is called key/...
ALTER TABLE receiver ADD COLUMN held_bytes BIGINT DEFAULT 0 NOT NULL;
UPDATE receiver SET held_bytes = LENGTH(url) + LENGTH(filter) + COALESCE(LENGTH(headers), 0) WHERE state <> 'REMOVED';

INSERT INTO community_use (community, quota, held, bytes)
  SELECT owner, 'RECEIVERS', COUNT(*), SUM(held_bytes)
  FROM (SELECT 'key/' || COALESCE(driver_key, '') AS owner, held_bytes FROM receiver WHERE state <> 'REMOVED') AS counted
  GROUP BY owner;

-- A key that was revoked names nothing any more.
ALTER TABLE driver_key_community ADD COLUMN counted SMALLINT DEFAULT 1 NOT NULL;
UPDATE driver_key_community SET counted = 0
WHERE gone_at IS NOT NULL OR key_id IN (SELECT id FROM driver_key WHERE revoked_at IS NOT NULL);

INSERT INTO community_use (community, quota, held, bytes)
  SELECT community, 'KEYS', COUNT(*), 0 FROM driver_key_community WHERE counted = 1 GROUP BY community;
