/** All communities: to be found, made and deleted. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { go, href } from "../core/router.js";
import { may } from "../core/session.js";
import { Confirm, Dialog } from "../parts/dialog.js";
import { SchemaForm } from "../parts/form.js";
import { Health } from "../parts/health.js";
import { Empty, Head } from "../parts/small.js";
import { Pages } from "../parts/table.js";
import { toast } from "../parts/toast.js";

const PAUSE_MILLIS = 250;
const NEW = {
  type: "object",
  properties: {
    readable_name: { type: "string", minLength: 1, maxLength: 255, description: "What people call it" },
    name: {
      type: "string",
      pattern: "^[-a-zA-Z0-9_]{1,50}$",
      description:
        "What stands in URLs, and never changes: up to 50 letters, digits, - and _. One is made up if you leave it out.",
    },
  },
  required: ["readable_name"],
};

export class Communities extends Component {
  state = { typed: "", search: "", making: false, deleting: null, version: 0, health: new Map() };

  componentWillUnmount() {
    clearTimeout(this.timer);
  }

  type = (event) => {
    const typed = event.target.value;
    this.setState({ typed });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ search: typed.trim() }), PAUSE_MILLIS);
  };

  /** The list stands before it is known how each of it does. */
  look = async (query) => {
    try {
      const { communities } = await api.get("/community-status", { query });
      this.setState(({ health }) => ({ health: new Map([...health, ...communities.map(({ community, plugins }) => [community, plugins])]) }));
    } catch {
      // Its own page says what is wrong.
    }
  };

  make = async (desired) => {
    const made = await api.post("/community", desired);
    toast(`${made.readable_name} is there.`);
    go(href(["communities", made.name, "catalogue"]));
  };

  delete = async () => {
    const { name } = this.state.deleting;
    await api.delete("/community" + path(name));
    toast(`${name} was deleted.`);
    this.setState(({ version }) => ({ version: version + 1 }));
  };

  render(_, { typed, search, making, deleting, version, health }) {
    const columns = [
      {
        name: "Community",
        cell: ({ name, readable_name: called }) => html`<a href=${href(["communities", name])}>${called || name}</a><div class="small soft mono">${name}</div>`,
      },
      {
        name: "Plugins",
        cell: ({ plugins }) =>
          plugins.length === 0
            ? html`<span class="soft">none yet</span>`
            : plugins.map((plugin) => plugin.name).join(", "),
      },
      { name: "How they are", cell: ({ name }) => html`<${Health} plugins=${health.get(name)} />` },
    ];
    if (may("administer")) {
      columns.push({
        name: "",
        kind: "tight",
        cell: (community) => html`<button type="button" class="small" aria-label=${`Delete ${community.name}`} onClick=${() => this.setState({ deleting: community })}>Delete</button>`,
      });
    }
    return html`<${Head} title="Communities" lead="Each community has its own plugins, votes and events.">
        ${may("administer") && html`<button type="button" class="main" onClick=${() => this.setState({ making: true })}>New community</button>`}
      </${Head}>
      <form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
        <div class="field wide"><label for="search">Search</label>
          <input id="search" type="search" value=${typed} placeholder="Name of a community" onInput=${this.type} /></div>
      </form>
      <${Pages} caption="Communities" from="/community" query=${{ search }} member="communities" version=${version} onPage=${this.look}
        columns=${columns} rowKey=${(community) => community.name} empty=${search ? html`<${NoMatch} search=${search} />` : html`<${First} />`} />
      ${making &&
      html`<${Dialog} title="New community" onClose=${() => this.setState({ making: false })}>
        <${SchemaForm} schema=${NEW} submit="Create" onSubmit=${this.make}
          extra=${() => html`<button type="button" onClick=${() => this.setState({ making: false })}>Cancel</button>`} />
      </${Dialog}>`}
      ${deleting &&
      html`<${Confirm} title=${`Delete ${deleting.readable_name || deleting.name}?`} action="Delete for good" typed=${deleting.name}
        onYes=${this.delete} onClose=${() => this.setState({ deleting: null })}>
        <p>Its ${deleting.plugins.length} plugins are disabled, votes under way end, and webhooks that wait are discarded. What is in its event log is still delivered. Nothing on the platforms is deleted.</p>
      </${Confirm}>`}`;
  }
}

function NoMatch({ search }) {
  return html`<${Empty} title=${`No community is called “${search}”`}><p>Look for a part of its name, or of what stands in its URL.</p></${Empty}>`;
}

function First() {
  return may("administer")
    ? html`<${Empty} title="No community yet"><p>A community is a group of people, wherever they meet. Make one, then enable the platforms that it uses; or take the tour, which does both with a plugin that needs no key.</p>
        <a class="button main" href="#/tour">Take the tour</a></${Empty}>`
    : html`<${Empty} title="No community that you may see"><p>Whoever administers this gateway can let your key see some.</p></${Empty}>`;
}
