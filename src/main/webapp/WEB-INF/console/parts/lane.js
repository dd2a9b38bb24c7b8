/** How far what is on its way has come, and what holds it up. */
import { html } from "../core/dom.js";
import { Badge, When } from "./small.js";

const TONES = new Map([
  ["idle", ["good", "all delivered"]],
  ["due", ["calm", "on its way"]],
  ["blocked", ["bad", "blocked"]],
  ["held", ["warn", "held"]],
  ["paused", ["warn", "paused"]],
  ["gone", ["bad", "gave up: the driver said that it is gone"]],
]);

export function LaneState({ state }) {
  const [tone, text] = TONES.get(state) ?? ["", state];
  return html`<${Badge} tone=${tone}>${text}</${Badge}>`;
}

/** Returns why something is blocked. */
export function cause({ blocked_by: delivery, down }) {
  const last = delivery?.attempts?.at(-1);
  if (last) {
    return `${last.status ? `answered ${last.status}` : (last.error ?? "no answer")}, after ${delivery.tries} ${delivery.tries === 1 ? "try" : "tries"}`;
  }
  return down?.last_error ?? null;
}

export function Lane({ lane }) {
  return html`<dl class="facts">
    <dt>How it stands</dt><dd><${LaneState} state=${lane.state} /></dd>
    ${lane.destination && html`<dt>Where to</dt><dd class="mono">${lane.destination}</dd>`}
    <dt>Done with</dt><dd>${lane.reached} of ${lane.newest}${lane.waiting > 0 && html`, ${lane.waiting} waiting`}</dd>
    ${lane.next_attempt_at && html`<dt>Next try</dt><dd><${When} at=${lane.next_attempt_at} /></dd>`}
    ${cause(lane) && html`<dt>Held up by</dt><dd>${cause(lane)}</dd>`}
  </dl>`;
}
