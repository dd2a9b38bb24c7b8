/** How the plugins of a community do. */
import { html } from "../core/dom.js";
import { Badge } from "./small.js";

const TROUBLES = new Map([
  ["webhooks_refused", "webhooks refused"],
  ["inbox_parked", "webhooks parked"],
  ["checks_failing", "checks fail"],
  ["poll_failing", "asking the platform fails"],
  ["credential_expiring", "token expires soon"],
  ["credential_expired", "token has expired"],
  ["credential_unreadable", "token cannot be opened: connect anew"],
]);

/** Returns what is wrong, in words. */
export function worded(trouble) {
  return TROUBLES.get(trouble) ?? trouble;
}

/** In a list of communities: what is wrong with any of its plugins, or that nothing is. */
export function Health({ plugins }) {
  const wrong = (plugins ?? []).flatMap(({ name, community_platform_id: which, troubles }) =>
    troubles.map((trouble) => `${name}${which ? ` (${which})` : ""}: ${worded(trouble)}`),
  );
  if (wrong.length > 0) {
    return wrong.map((text) => html`<${Badge} tone="bad">${text}</${Badge}>`);
  }
  return plugins?.length > 0 ? html`<${Badge} tone="good">well</${Badge}>` : html`<span class="soft">–</span>`;
}
