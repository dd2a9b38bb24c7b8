-- A replay that began before its age was kept would never end at a receiver that stays away.
UPDATE lane SET began_at = COALESCE((SELECT MAX(written_at) FROM message), 0)
WHERE replay <> '' AND began_at IS NULL;
