/** Who hears of events: all of them, and putting one. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { go, href } from "../core/router.js";
import { MARK } from "../core/schema.js";
import { may } from "../core/session.js";
import { SchemaForm } from "../parts/form.js";
import { Load } from "../parts/load.js";
import { Badge, Empty, Head } from "../parts/small.js";
import { Pages } from "../parts/table.js";
import { toast } from "../parts/toast.js";

const AGAIN_MILLIS = 10_000;
const TONES = new Map([
  ["active", "good"],
  ["paused", "warn"],
  ["disabled", ""],
  ["gone", "bad"],
]);
const PATTERNS = { type: "array", items: { type: "string", minLength: 1, maxLength: 200 } };
const SCHEMA = {
  type: "object",
  properties: {
    url: { type: "string", minLength: 1, maxLength: 2000, description: "Where events go: an address with http or https" },
    secret: { type: "string", writeOnly: true, description: "What they are signed with: whsec_ and 24 to 64 bytes in Base64. Leave it out, and rotate the secret afterwards, to have one made." },
    communities: { ...PATTERNS, description: "Names, with * for any text; none: all that the key may see" },
    sources: { ...PATTERNS, description: "Plugins; none: all" },
    event_types: { ...PATTERNS, description: "Kinds of events; none: all" },
    system_events: { type: "boolean", default: false, description: "Whether it also hears of the gateway's own events, such as a delivery that was given up" },
    format: { type: "string", enum: ["metagov", "cloudevents_binary", "cloudevents_structured"], default: "metagov", description: "As they stand in the log, or by CloudEvents 1.0" },
    headers: { type: "object", additionalProperties: { type: "string", writeOnly: true }, description: "What is sent besides, at most 20" },
    enabled: { type: "boolean", default: true, description: "Whether it is sent anything" },
  },
  required: ["url"],
};
const NEW = {
  ...SCHEMA,
  properties: {
    name: { type: "string", pattern: "^[-a-zA-Z0-9_]{1,50}$", description: "What stands in its URL: up to 50 letters, digits, - and _" },
    ...SCHEMA.properties,
  },
  required: ["name", "url"],
};

export function ReceiverState({ receiver }) {
  return receiver.state === "active" && receiver.down
    ? html`<${Badge} tone="bad">does not answer</${Badge}>`
    : html`<${Badge} tone=${TONES.get(receiver.state) ?? ""}>${receiver.state}</${Badge}>`;
}

export function Receivers() {
  const columns = [
    { name: "Receiver", cell: ({ name }) => html`<a href=${href(["receivers", name])}>${name}</a>` },
    { name: "Where to", cell: ({ url }) => html`<span class="mono">${url}</span>` },
    { name: "State", cell: (receiver) => html`<${ReceiverState} receiver=${receiver} />` },
    { name: "Hears of", cell: hearsOf },
  ];
  return html`<${Head} title="Receivers" lead="Each receiver is an address of a driver that is sent the events it wants to hear of.">
      ${may("administer") && html`<a class="button main" href="#/receivers/new">New receiver</a>`}
    </${Head}>
    <${Pages} caption="Receivers" from="/receivers" member="receivers" every=${AGAIN_MILLIS} columns=${columns} rowKey=${({ name }) => name}
      empty=${html`<${Empty} title="No receiver yet"><p>Events are kept all the same, and can be read under Events. A receiver is sent them as they come.</p>
        ${may("administer") && html`<a class="button main" href="#/receivers/new">New receiver</a>`}</${Empty}>`} />`;
}

export function hearsOf({ communities, sources, event_types: types }) {
  const parts = [
    [communities, "communities"],
    [sources, "plugins"],
    [types, "events"],
  ].filter(([list]) => list);
  return parts.length === 0
    ? html`<span class="soft">everything</span>`
    : parts.map(([list, what]) => html`<div>${what}: ${list.join(", ")}</div>`);
}

/** A new one, or another content for one that is there. */
export class ReceiverForm extends Component {
  put = async (desired) => {
    const { name = this.props.receiver, ...body } = desired;
    for (const list of ["communities", "sources", "event_types"]) {
      if (body[list]?.length === 0) {
        delete body[list];
      }
    }
    if (body.secret === MARK) {
      // Absent: as before.
      delete body.secret;
    }
    await api.put("/receivers" + path(name), body);
    toast(`${name} is put.`);
    go(href(["receivers", name]));
  };

  render({ receiver: name }) {
    if (!name) {
      return html`<${Head} title="New receiver" crumbs=${[["Receivers", "#/receivers"]]} />
        <section class="card" aria-label="Receiver"><${SchemaForm} schema=${NEW} submit="Create" onSubmit=${this.put} /></section>`;
    }
    return html`<${Load} of=${(signal) => api.get("/receivers" + path(name), { signal })} title=${name} what=${name}>${(receiver) => html`<${Head} title=${`Change ${name}`} crumbs=${[["Receivers", "#/receivers"], [name, href(["receivers", name])]]} />
      <section class="card" aria-label="Receiver"><${SchemaForm} schema=${SCHEMA} submit="Save" onSubmit=${this.put} value=${{ ...receiver, secret: receiver.has_secret ? MARK : undefined }} /></section>`}</${Load}>`;
  }
}
