/** How the gateway itself is. */
import { html } from "../core/dom.js";
import { api } from "../core/api.js";
import { span } from "../core/time.js";
import { Load } from "../parts/load.js";
import { Badge, Head, When } from "../parts/small.js";
import { Table } from "../parts/table.js";

const AGAIN_MILLIS = 5_000;
/** A node that is well is seen every ten seconds. */
const GONE_MILLIS = 35_000;

/** What queues, checks and limits are about, for those who do not know them by name. */
const WORDS = new Map([
  ["governance_process", "Looking how votes go"],
  ["inbox_lane", "Webhooks to be worked on"],
  ["inbox_task", "Webhooks that votes take in"],
  ["lane", "Messages to drivers"],
  ["plugin_poll", "Asking platforms for news"],
  ["draining", "It takes requests"],
  ["engines", "Work goes on"],
  ["migrations", "The database is that of this version"],
  ["start", "It has started"],
  ["store", "The database answers"],
  ["threads", "Its threads live"],
  ["inbox", "Webhooks that wait, of a community"],
  ["processes", "Votes under way, of a community"],
  ["receivers", "Receivers, of one key"],
  ["keys", "Driver keys, of a community"],
]);

/** Something in words, with its name. */
function Named({ name }) {
  return html`${WORDS.get(name) ?? name}${WORDS.has(name) && html`<div class="small soft mono">${name}</div>`}`;
}

/** Returns what a check tells besides. */
function told(data) {
  return Object.entries(data ?? {})
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}

/** Returns whether a node was seen as late as one that is well, by the gateway's own clock. */
function isThere({ seen_at: seen }, { now }) {
  return Date.parse(now) - Date.parse(seen) < GONE_MILLIS;
}

export function System() {
  return html`<${Load} of=${(signal) => api.get("/system", { signal })} title="System" what="system" every=${AGAIN_MILLIS}>${(system) => {
    const up = system.health.status === "up";
    return html`<${Head} title="System" lead=${`Version ${system.version}`}><${Badge} tone=${up ? "good" : "bad"}>${up ? "well" : "not well"}</${Badge}></${Head}>
      <div class="two">
        <section class="card" aria-labelledby="about"><h2 id="about">About</h2><dl class="facts">
          <dt>Running since</dt><dd><${When} at=${system.started_at} /></dd>
          <dt>Database</dt><dd>${system.database}</dd>
          <dt>Java</dt><dd>${system.java_version}</dd>
          <dt>Live streams</dt><dd>${system.streams ?? "–"}</dd>
          <dt>Destinations down</dt><dd>${system.destinations_down > 0 ? html`<a href="#/receivers">${system.destinations_down}</a>` : "none"}</dd>
        </dl></section>
        <section class="card" aria-labelledby="health"><h2 id="health">Health</h2><${Table} caption="Health" rows=${system.health.checks} rowKey=${({ name }) => name} columns=${[
          { name: "Check", cell: ({ name, data }) => html`${WORDS.get(name) ?? name}<div class="small soft"><span class="mono">${name}</span> ${told(data)}</div>` },
          { name: "State", cell: ({ status }) => html`<${Badge} tone=${status === "up" ? "good" : "bad"}>${status === "up" ? "well" : "not well"}</${Badge}>` },
        ]} /></section>
      </div>
      <section class="card" aria-labelledby="queues"><h2 id="queues">Queues</h2><${Table} caption="Queues" rows=${system.queues} rowKey=${({ name }) => name} columns=${[
        { name: "Queue", cell: Named },
        { name: "Due", kind: "number", cell: ({ due }) => due ?? "–" },
        { name: "Oldest waits", kind: "number", cell: ({ oldest_seconds: seconds }) => (seconds === null ? "–" : span(seconds)) },
        { name: "In work", kind: "number", cell: ({ running, places }) => `${running} of ${places}` },
      ]} /></section>
      <section class="card" aria-labelledby="nodes"><h2 id="nodes">Nodes</h2><${Table} caption="Nodes" rows=${system.nodes} rowKey=${({ id }) => id} columns=${[
        { name: "Node", cell: (node) => html`<span class="mono">${node.id}</span>${node.here && html` <${Badge} tone="calm">this one</${Badge}>`}` },
        { name: "State", cell: (node) => (isThere(node, system) ? html`<${Badge} tone="good">there</${Badge}>` : html`<${Badge} tone="bad">not heard of</${Badge}>`) },
        { name: "Version", cell: ({ version }) => version },
        { name: "Running since", kind: "tight", cell: (node) => html`<${When} at=${node.started_at} />` },
        { name: "Seen", kind: "tight", cell: (node) => html`<${When} at=${node.seen_at} />` },
      ]} /></section>
      <div class="two">
        <section class="card" aria-labelledby="limits"><h2 id="limits">Limits</h2><${Table} caption="Limits" rows=${system.quotas} rowKey=${({ name }) => name} columns=${[
          { name: "Of", cell: Named },
          { name: "Fullest", kind: "number", cell: ({ fullest }) => (fullest === null ? "–" : `${Math.round(fullest * 100)} %`) },
        ]} /></section>
        <section class="card" aria-labelledby="settings"><h2 id="settings">Settings that were set</h2><${Table} caption="Settings" rows=${system.settings} rowKey=${({ key }) => key} empty=${html`<p class="soft">None: everything is as it comes.</p>`} columns=${[
          { name: "Setting", kind: "tight", cell: ({ key }) => html`<span class="mono">${key}</span>` },
          { name: "Value", cell: ({ value }) => (value === null ? html`<span class="soft">a secret</span>` : html`<span class="mono">${value}</span>`) },
        ]} /></section>
      </div>`;
  }}</${Load}>`;
}
