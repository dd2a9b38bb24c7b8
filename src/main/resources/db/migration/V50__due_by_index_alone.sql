-- A look for what is due reads nothing but the index, however much it passes over.
DROP INDEX lane_due;
CREATE INDEX lane_due ON lane (due_at, destination, id);
DROP INDEX inbox_lane_due;
CREATE INDEX inbox_lane_due ON inbox_lane (due_at, plugin, instance_id, id);
DROP INDEX inbox_task_due;
CREATE INDEX inbox_task_due ON inbox_task (due_at, plugin, instance_id, process_id, id);
DROP INDEX governance_process_due;
CREATE INDEX governance_process_due ON governance_process (next_check_at, plugin, instance_id, id);
