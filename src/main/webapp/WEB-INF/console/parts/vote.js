/** How votes are shown, in lists and on their own pages. */
import { html } from "../core/dom.js";
import { leading, person } from "../core/tally.js";
import { Badge } from "./small.js";

/** How a vote stands, in a word. */
export function Standing({ vote }) {
  if (vote.status !== "completed") {
    return vote.last_error
      ? html`<${Badge} tone="warn">checks fail</${Badge}>`
      : html`<${Badge} tone="calm">${vote.status === "created" ? "starting" : "under way"}</${Badge}>`;
  }
  return Object.keys(vote.errors ?? {}).length > 0
    ? html`<${Badge} tone="bad">ended without a result</${Badge}>`
    : html`<${Badge} tone="good">completed</${Badge}>`;
}

/** Returns what was asked, as far as that is known. */
export function titleOf(vote) {
  const { title, question, name } = vote.parameters ?? {};
  return [title, question, name].find((text) => typeof text === "string" && text.trim()) ?? `${vote.name} ${vote.id}`;
}

/** The options as bars, each as long as its share of all votes. */
export function Bars({ rows }) {
  const all = rows.reduce((sum, { count }) => sum + Math.max(0, count), 0);
  const first = new Set(leading(rows));
  return html`<ul class="bars">${rows.map((row) => {
    const share = all > 0 ? Math.round((Math.max(0, row.count) / all) * 100) : 0;
    return html`<li key=${row.option} class=${first.has(row) ? "first" : ""}>
      <div class="label"><span>${row.option}</span><span>${row.count} · ${share} %</span></div>
      <div class="bar" aria-hidden="true"><span style=${{ width: `${share}%` }}></span></div>
      ${row.users?.length > 0 && html`<p class="people">Voted so: ${row.users.map(person).join(", ")}</p>`}
    </li>`;
  })}</ul>`;
}
