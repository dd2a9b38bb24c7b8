/** The keys of drivers: made, narrowed and revoked. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { Confirm, Dialog } from "../parts/dialog.js";
import { SchemaForm } from "../parts/form.js";
import { Badge, Copy, Empty, Head, When } from "../parts/small.js";
import { Pages } from "../parts/table.js";
import { toast } from "../parts/toast.js";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 255, description: "What people call it: who or what uses it" },
    scope: { type: "string", enum: ["read", "act", "administer"], description: "read: look; act: also run actions and votes; administer: also change communities, plugins and receivers" },
    communities: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1, description: "The names of the communities that it sees; * alone: all there are and will be" },
    expires_at: { type: "string", format: "date-time", description: "When it ends, in your own time zone; absent: it does not" },
  },
  required: ["name", "scope", "communities"],
};
const TONES = new Map([
  ["active", "good"],
  ["expired", "warn"],
  ["revoked", "bad"],
]);

export class Keys extends Component {
  state = { making: false, changing: null, revoking: null, made: null, version: 0 };

  done(text) {
    toast(text);
    this.setState(({ version }) => ({ version: version + 1 }));
  }

  make = async (desired) => {
    this.setState({ made: await api.post("/driver-keys", desired), making: false });
    this.done("The key was made.");
  };

  change = async (desired) => {
    await api.put("/driver-keys" + path(this.state.changing.id), desired);
    this.setState({ changing: null });
    this.done("The key was changed.");
  };

  revoke = async () => {
    await api.delete("/driver-keys" + path(this.state.revoking.id));
    this.done("The key was revoked.");
  };

  render(_, { making, changing, revoking, made, version }) {
    const close = () => this.setState({ making: false, changing: null });
    const cancel = () => html`<button type="button" onClick=${close}>Cancel</button>`;
    const columns = [
      { name: "Key", cell: ({ name, id }) => html`${name}<div class="small soft mono">${id}</div>` },
      { name: "May", cell: ({ scope }) => scope },
      { name: "Sees", cell: ({ communities }) => (communities.length === 1 && communities[0] === "*" ? "all communities" : communities.join(", ")) },
      { name: "State", cell: ({ state }) => html`<${Badge} tone=${TONES.get(state)}>${state}</${Badge}>` },
      { name: "Last used", kind: "tight", cell: (key) => html`<${When} at=${key.last_used_at} />` },
      { name: "Ends", kind: "tight", cell: (key) => html`<${When} at=${key.revoked_at ?? key.expires_at} />` },
      {
        name: "",
        kind: "tight",
        cell: (key) =>
          key.state === "active" &&
          html`<div class="row"><button type="button" class="small" aria-label=${`Change ${key.name}`} onClick=${() => this.setState({ changing: key })}>Change</button>
            <button type="button" class="small danger" aria-label=${`Revoke ${key.name}`} onClick=${() => this.setState({ revoking: key })}>Revoke</button></div>`,
      },
    ];
    return html`<${Head} title="Keys" lead="A driver, or a person here, comes in with a key. Give each as little as it needs."><button type="button" class="main" onClick=${() => this.setState({ making: true })}>New key</button></${Head}>
      <${Pages} caption="Keys" from="/driver-keys" member="driver_keys" version=${version} columns=${columns} rowKey=${({ id }) => id}
        empty=${html`<${Empty} title="No key yet"><p>Make one for each driver, so that each can be narrowed and revoked alone.</p></${Empty}>`} />
      ${making && html`<${Dialog} title="New key" onClose=${close}><${SchemaForm} schema=${SCHEMA} submit="Make it" onSubmit=${this.make} extra=${cancel} /></${Dialog}>`}
      ${changing && html`<${Dialog} title=${`Change ${changing.name}`} onClose=${close}><${SchemaForm} schema=${SCHEMA} value=${changing} submit="Save" onSubmit=${this.change} extra=${cancel} /></${Dialog}>`}
      ${made && html`<${Made} made=${made} onClose=${() => this.setState({ made: null })} />`}
      ${revoking && html`<${Confirm} title=${`Revoke ${revoking.name}?`} action="Revoke" onYes=${this.revoke} onClose=${() => this.setState({ revoking: null })}>
        <p>Whoever uses it is out within two seconds, for good: also those who have signed in here with it.</p></${Confirm}>`}`;
  }
}

function Made({ made, onClose }) {
  return html`<${Dialog} title=${`The key ${made.name}`} onClose=${onClose}>
    <p class="note warn">Both are shown this once. Put them where the driver reads its secrets.</p>
    <div class="stack close"><h3>Key</h3><${Copy} text=${made.key} what="The key" /></div>
    <div class="stack close"><h3>What callbacks are signed with</h3><${Copy} text=${made.callback_secret} what="The secret of callbacks" /></div>
    <footer><button type="button" class="main" onClick=${onClose}>Done</button></footer>
  </${Dialog}>`;
}
