/** What platforms have sent, and what has become of it. */
import { Component, html } from "../core/dom.js";
import { href } from "../core/router.js";
import { CommunityField } from "../parts/choose.js";
import { OfCommunity } from "../parts/community.js";
import { Badge, Empty, Head, When } from "../parts/small.js";
import { Pages } from "../parts/table.js";

const AGAIN_MILLIS = 5_000;
export const STATES = new Map([
  ["waiting", ["calm", "waiting"]],
  ["parked", ["bad", "parked"]],
  ["done", ["good", "done"]],
  ["discarded", ["", "discarded"]],
]);

export function InboxState({ state }) {
  const [tone, text] = STATES.get(state) ?? ["", state];
  return html`<${Badge} tone=${tone}>${text}</${Badge}>`;
}

class List extends Component {
  state = { state: "" };

  render({ community, fresh }, { state }) {
    const columns = [
      { name: "Webhook", cell: (one) => html`<a href=${href(["inbox", one.id])}>${one.plugin} ${one.id}</a>${(one.community_platform_id || one.lane) && html`<div class="small soft">${[one.community_platform_id, one.lane].filter(Boolean).join(" · ")}</div>`}` },
      ...(community ? [] : [{ name: "Community", cell: (one) => html`<a href=${href(["communities", one.community])}>${one.community}</a>` }]),
      { name: "State", cell: (one) => html`<${InboxState} state=${one.state} />` },
      { name: "Why", cell: (one) => one.last_error ?? html`<span class="soft">–</span>` },
      { name: "Came in", kind: "tight", cell: (one) => html`<${When} at=${one.received_at} />` },
    ];
    return html`<form class="filters" onSubmit=${(event) => event.preventDefault()}>
        ${fresh}
        <div class="field"><label for="state">State</label>
          <select id="state" value=${state} onChange=${(event) => this.setState({ state: event.target.value })}>
            <option value="">All</option>${[...STATES].map(([value, [, text]]) => html`<option value=${value}>${text}</option>`)}
          </select></div>
      </form>
      <${Pages} caption="Webhooks" from="/inbox" member="webhooks" every=${AGAIN_MILLIS} columns=${columns} rowKey=${({ id }) => id} query=${{ community, state, order: "newest" }}
        empty=${state === "" ? html`<${Empty} title="No webhook yet"><p>Copy a plugin's webhook address from its community's page, and enter it on the platform.</p></${Empty}>` : html`<${Empty} title=${`None is ${state}`}><p>${state === "parked" ? "Nothing needs your attention here." : "Choose another state to see more."}</p></${Empty}>`} />`;
  }
}

/** Of all communities. */
export class Inbox extends Component {
  state = { community: this.props.query.community ?? "" };

  render(_, { community }) {
    return html`<${Head} title="Inbox" lead="Webhooks are kept before they are worked off. One that fails too often is parked: it waits for you." />
      <${List} key=${community} community=${community || undefined}
        fresh=${html`<${CommunityField} value=${community} onChoose=${(name) => this.setState({ community: name })} />`} />`;
  }
}

export function CommunityInbox({ community }) {
  return html`<${OfCommunity} community=${community} tab="Inbox" title=${community} /><${List} community=${community} />`;
}
