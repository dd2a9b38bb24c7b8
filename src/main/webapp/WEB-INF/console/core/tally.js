/** What an outcome says of the votes, whichever platform has counted them. */

/**
 * Returns `[{option, count, users}]` in the platform's order, or null where an outcome counts
 * nothing. `users` is null where the platform does not tell who voted.
 */
export function tally(outcome) {
  const votes = outcome?.votes;
  if (votes === null || typeof votes !== "object" || Array.isArray(votes)) {
    return null;
  }
  const rows = Object.entries(votes).map(([option, value]) => row(option, value));
  return rows.every((one) => one !== null) && rows.length > 0 ? rows : null;
}

function row(option, value) {
  if (typeof value === "number") {
    return { option, count: value, users: null };
  }
  if (typeof value?.count === "number") {
    return { option, count: value.count, users: Array.isArray(value.users) ? value.users : null };
  }
  return null;
}

/** Returns the options that have most votes, if any has one. */
export function leading(rows) {
  const most = Math.max(0, ...rows.map(({ count }) => count));
  return most > 0 ? rows.filter(({ count }) => count === most) : [];
}

/** Returns in a few words how it stands. */
export function summary(outcome) {
  if (typeof outcome?.winner === "string") {
    return outcome.winner;
  }
  const rows = tally(outcome);
  if (rows === null) {
    return null;
  }
  const first = leading(rows);
  if (first.length === 0) {
    return "no vote yet";
  }
  return first.length === 1
    ? `${first[0].option}: ${first[0].count}`
    : `${first.length} options with ${first[0].count} each`;
}

/** Returns the name of somebody who has voted. */
export function person(user) {
  if (user !== null && typeof user === "object") {
    return String(user.username ?? user.name ?? user.user_id ?? user.id ?? JSON.stringify(user));
  }
  return String(user);
}
