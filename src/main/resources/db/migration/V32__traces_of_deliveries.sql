-- What the message of a delivery belongs to, as the message has it: it is known for longer than the message is kept.
-- Null for what came before.
ALTER TABLE delivery ADD COLUMN trace VARCHAR(35);
