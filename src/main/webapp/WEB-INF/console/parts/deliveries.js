/** What has become of single messages, with every try. */
import { Component, html } from "../core/dom.js";
import { clock } from "../core/time.js";
import { Badge, Empty, When } from "./small.js";
import { Pages, Table } from "./table.js";

const AGAIN_MILLIS = 10_000;
const TONES = new Map([
  ["delivered", "good"],
  ["retrying", "warn"],
  ["pending", "warn"],
  ["blocked", "warn"],
  ["dead", "bad"],
  ["skipped", "warn"],
]);

export function DeliveryState({ state }) {
  return html`<${Badge} tone=${TONES.get(state) ?? "calm"}>${state}</${Badge}>`;
}

/** The tries of one delivery. */
export function Attempts({ attempts }) {
  const columns = [
    { name: "At", kind: "tight", cell: ({ at }) => html`<time dateTime=${at} title=${at}>${clock(at)}</time>` },
    { name: "Answer", cell: ({ status, error }) => (status ? `${status}${error ? ` · ${error}` : ""}` : (error ?? "none")) },
    { name: "What it said", cell: ({ answer }) => (answer ? html`<code>${answer}</code>` : html`<span class="soft">–</span>`) },
    { name: "Took", kind: "number", cell: ({ ms }) => `${ms} ms` },
  ];
  return html`<${Table} caption="Tries" columns=${columns} rows=${attempts} rowKey=${({ at }) => at} />`;
}

/**
 * @param from the path of the list
 * @param onReplay sends one again, where somebody may
 * @param onPage hears of each page that is shown
 */
export class Deliveries extends Component {
  state = { open: null };

  render({ from, query, version, onReplay, onPage, member = "deliveries", empty }, { open }) {
    const columns = [
      { name: "Message", cell: (one) => html`<span class="mono">${one.stream?.replace(/^community\//, "") ?? ""} ${one.sequence}</span>${one.replay && html` <${Badge}>replay</${Badge}>`}` },
      { name: "State", cell: ({ state }) => html`<${DeliveryState} state=${state} />` },
      { name: "Last try", kind: "tight", cell: ({ last_at: at }) => html`<${When} at=${at} />` },
      {
        name: "",
        kind: "tight",
        cell: (one) => html`<div class="row">
          <button type="button" class="small" aria-expanded=${open === one.id} onClick=${() => this.setState({ open: open === one.id ? null : one.id })}>${one.tries} ${one.tries === 1 ? "try" : "tries"}</button>
          ${onReplay && html`<button type="button" class="small" aria-label=${`Send message ${one.sequence} again`} onClick=${() => onReplay(one)}>Send again</button>`}
        </div>`,
      },
    ];
    return html`<${Pages} caption="Deliveries" from=${from} query=${{ order: "newest", ...query }} version=${version} every=${AGAIN_MILLIS} member=${member} onPage=${onPage} columns=${columns} rowKey=${({ id }) => id}
      detail=${(one) => open === one.id && html`<${Attempts} attempts=${one.attempts} />`}
      empty=${empty ?? html`<${Empty} title="Nothing was sent yet"><p>Single deliveries are kept where something went wrong, and for a while where it did not.</p></${Empty}>`} />`;
  }
}
