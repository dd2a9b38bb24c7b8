/** Who has done what. */
import { Component, html } from "../core/dom.js";
import { api, save } from "../core/api.js";
import { CommunityField } from "../parts/choose.js";
import { Load } from "../parts/load.js";
import { Empty, Head, Press, When } from "../parts/small.js";
import { Table } from "../parts/table.js";

const PAGE = 50;
const KINDS = new Map([
  ["key", "the gateway's own key"],
  ["driver_key", "key"],
  ["loopback", "this computer"],
  ["anybody", "anybody"],
  ["gateway", "the gateway"],
]);
const COLUMNS = [
  { name: "No.", kind: "tight", cell: ({ seq }) => seq },
  { name: "When", kind: "tight", cell: ({ at }) => html`<${When} at=${at} />` },
  { name: "Who", kind: "tight", cell: ({ who }) => html`${KINDS.get(who.kind) ?? who.kind}${who.driver_key && html` <span class="mono">${who.driver_key}</span>`}<div class="small soft">${who.source}</div>` },
  { name: "What", cell: ({ method, route, names }) => html`<span class="mono">${method} ${filled(route, names)}</span>` },
  { name: "Changed", cell: ({ fields }) => (fields.length > 0 ? html`<span class="mono">${fields.join(" ")}</span>` : html`<span class="soft">–</span>`) },
  { name: "Answer", kind: "number", cell: ({ status }) => status ?? html`<span class="soft">done</span>` },
];

/** Returns a route below the API's root, with what stood in the places of its names. */
function filled(route, names) {
  return route.replace(/^\/api\/internal(?=\/)/, "").replace(/\{(\w+)[^}]*\}/g, (whole, name) => names?.[name] ?? whole);
}

export class Audit extends Component {
  // The log is read from its end, a window at a time.
  state = { community: "", windows: 1, finding: null };

  fetch = async (signal) => {
    const { community, windows } = this.state;
    const { head } = await api.get("/audit", { query: { limit: 1 }, signal });
    const after = Math.max(0, head.seq - windows * PAGE);
    const found = [];
    for (let from = after; ; ) {
      const { entries, next } = await api.get("/audit", { query: { community, after: from, limit: 200 }, signal });
      found.push(...entries);
      if (entries.length < 200) {
        return { entries: found.reverse(), isAll: after === 0, head };
      }
      from = next;
    }
  };

  verify = async () => this.setState({ finding: await api.get("/audit/verify", { patience: 600_000 }) });

  export = () => {
    const { community } = this.state;
    return save("audit.jsonl", "/audit/export", { query: { community }, patience: 600_000 });
  };

  render(_, { community, windows, finding }) {
    return html`<${Head} title="Audit log" lead="What was changed, when and by whom; never with which values. Each entry is chained to the one before.">
        <${Press} onPress=${this.verify}>Verify</${Press}><${Press} onPress=${this.export}>Export</${Press}>
      </${Head}>
      <form class="filters" onSubmit=${(event) => event.preventDefault()}>
        <${CommunityField} value=${community} onChoose=${(name) => this.setState({ community: name, windows: name ? 20 : 1 })} /></form>
      <div aria-live="polite">${finding && html`<p class=${`note ${finding.valid ? "good" : "bad"}`}>${
        finding.valid ? `All entries from ${finding.from} to ${finding.to} are as they were written.` : `Entry ${finding.broken_at} is not as it was written: ${finding.why}`
      }</p>`}</div>
      <${Load} of=${this.fetch} what=${`${community} ${windows}`}>${({ entries, isAll }) => html`<${Table} caption="Audit log, the newest first" columns=${COLUMNS} rows=${entries} rowKey=${({ seq }) => seq}
          empty=${html`<${Empty} title="Nothing was changed"><p>${community ? "Not in this community, as far back as this page looks." : "Changes are written down here as they are made."}</p></${Empty}>`}>
          ${!isAll && html`<div class="more"><button type="button" class="small" onClick=${() => this.setState({ windows: windows + (community ? 20 : 1) })}>Show older ones</button></div>`}
        </${Table}>`}</${Load}>`;
  }
}
