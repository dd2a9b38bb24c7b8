/** The actions of a community's plugins: to be run by hand, and to see what a driver would get. */
import { Component, html } from "../core/dom.js";
import { api, path, search } from "../core/api.js";
import { curl } from "../core/curl.js";
import { Once } from "../core/once.js";
import { href } from "../core/router.js";
import { withoutSecrets } from "../core/schema.js";
import { may, session } from "../core/session.js";
import { OfCommunity } from "../parts/community.js";
import { SchemaForm } from "../parts/form.js";
import { Which, instancesFor, queryFor } from "../parts/instance.js";
import { Load } from "../parts/load.js";
import { Empty, Json, copy } from "../parts/small.js";
import { Table } from "../parts/table.js";

/** What is taken where no schema says more. */
const ANYTHING = { type: "object" };

/** All of them. */
export class Actions extends Component {
  fetch = (signal) => api.get("/community" + path(this.props.community) + "/actions", { signal });

  render({ community }) {
    const columns = [
      { name: "Action", cell: ({ id }) => html`<a href=${href(["communities", community, "actions", id])}>${id}</a>` },
      { name: "What it does", cell: ({ description }) => description },
    ];
    return html`<${OfCommunity} community=${community} tab="Actions" title=${community} lead="What a driver can have done at once." />
      <${Load} of=${this.fetch} what=${community}>${({ actions }) => html`<${Table} caption="Actions" columns=${columns} rows=${actions} rowKey=${({ id }) => id}
        empty=${html`<${Empty} title="No action yet"><p>Actions come with plugins.</p><a class="button main" href=${href(["communities", community, "catalogue"])}>Add a plugin</a></${Empty}>`} />`}</${Load}>`;
  }
}

/** One of them. */
export class ActionForm extends Component {
  state = { result: null, ran: null, which: null };
  once = new Once();

  fetch = async (signal) => {
    const where = "/community" + path(this.props.community);
    const [{ actions }, { plugins }] = await Promise.all([api.get(where + "/actions", { signal }), api.get(where, { signal })]);
    return { found: actions.find(({ id }) => id === this.props.action), instances: instancesFor(this.props.action, plugins) };
  };

  run = async (parameters, instances) => {
    this.setState({ result: null, ran: null });
    const query = queryFor(instances, this.state.which);
    const begun = performance.now();
    const { community, action } = this.props;
    const result = await this.once.run(parameters, (once) =>
      api.post("/action" + path(action), { parameters }, { community, once, query }),
    );
    this.setState({ result, ran: Math.round(performance.now() - begun) });
  };

  copy = (schema, value, instances) => {
    const { community, action } = this.props;
    const text = curl({
      method: "POST",
      path: "/api/internal/action" + path(action) + search(queryFor(instances, this.state.which)),
      community,
      body: { parameters: withoutSecrets(schema, value) },
      signedIn: Boolean(session.value?.session),
    });
    return copy(text, "The command");
  };

  render({ community, action }, { result, ran, which }) {
    return html`<${Load} of=${this.fetch} title=${action} what=${community + "/" + action}>${({ found, instances }) => {
      const schema = found?.parameters_schema ?? ANYTHING;
      return html`<${OfCommunity} community=${community} tab="Actions" within=${["Actions", href(["communities", community, "actions"])]} title=${action}
          lead=${found ? found.description : `${community} has no such action: its plugin is not enabled.`} />
        ${found &&
        html`<div class="two">
          <section class="card" aria-label="Parameters">
            ${may("act")
              ? html`<${Which} instances=${instances} chosen=${which} onChoose=${(chosen) => this.setState({ which: chosen })} />
                <${SchemaForm} schema=${schema} submit="Run" onSubmit=${(value) => this.run(value, instances)}
                  extra=${(form, busy) => html`<button type="button" aria-disabled=${busy} onClick=${() => form.run((value) => this.copy(schema, value, instances))}>Copy as curl</button>`} />`
              : html`<p class="note">Your key may look, but not act.</p><${Json} value=${schema} label="Schema of the parameters" />`}
          </section>
          <section class="card" aria-label="Answer"><h2>Answer</h2>
            <div aria-live="polite">${result === null
              ? html`<p class="soft">What the platform answers is shown here.</p>`
              : html`<div class="stack close"><${Json} value=${result} label="Answer" /><p class="small soft">${ran} ms</p></div>`}</div>
          </section>
        </div>`}`;
    }}</${Load}>`;
  }
}
