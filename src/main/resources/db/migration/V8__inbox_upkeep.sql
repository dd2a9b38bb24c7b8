-- What is removed is found by these alone, without a look at the rows: how much is kept does not matter.
DROP INDEX inbox_age;
CREATE INDEX inbox_age ON inbox (ended_at, id);
CREATE INDEX inbox_task_parked ON inbox_task (due_at, inbox_id);

-- Counts go with their plugin; these have stayed.
DELETE FROM webhook_count
WHERE community <> ''
  AND NOT EXISTS (
    SELECT 1
    FROM plugin_instance p
    WHERE p.community = webhook_count.community AND p.plugin = webhook_count.plugin
  );
