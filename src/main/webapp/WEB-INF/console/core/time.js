/** Times as people read them, in their own zone. */
const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const YEAR = 365 * 86_400;
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const SHORT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const LONG = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** Returns such as `5 minutes ago`; beyond a week, the date. */
export function ago(time, now = Date.now()) {
  const seconds = (time - now) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) {
    return SHORT.format(time);
  }
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) {
      return RELATIVE.format(Math.trunc(seconds / length), unit);
    }
  }
  return seconds > 5 ? "in less than a minute" : "just now";
}

/** Returns the time in the reader's zone and in UTC. */
export function exact(time) {
  return `${LONG.format(time)} (${new Date(time).toISOString()})`;
}

/** Returns the time of day, to the second. */
export function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB");
}

/** Returns how long it is, such as `2 h 5 min`. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / YEAR), "y"],
    [Math.floor((whole % YEAR) / 86_400), "d"],
    [Math.floor((whole % 86_400) / 3_600), "h"],
    [Math.floor((whole % 3_600) / 60), "min"],
    [whole % 60, "s"],
  ].filter(([count]) => count > 0);
  return parts.length === 0
    ? "0 s"
    : parts
        .slice(0, 2)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(" ");
}
