/** Votes and other governance processes: which there are, and how one is started. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { Once } from "../core/once.js";
import { go, href } from "../core/router.js";
import { may } from "../core/session.js";
import { summary } from "../core/tally.js";
import { CommunityField } from "../parts/choose.js";
import { OfCommunity } from "../parts/community.js";
import { SchemaForm } from "../parts/form.js";
import { Of, Which, instancesFor, queryFor } from "../parts/instance.js";
import { Load } from "../parts/load.js";
import { Empty, Head, When } from "../parts/small.js";
import { Pages } from "../parts/table.js";
import { toast } from "../parts/toast.js";
import { Standing, titleOf } from "../parts/vote.js";

const AGAIN_MILLIS = 5_000;
const ANYTHING = { type: "object", properties: {} };
const CALLBACK = {
  type: "string",
  maxLength: 2000,
  description: "A driver at this address (http or https) is told of every change.",
};

/** A list, the newest first. */
class List extends Component {
  state = { status: "" };

  render({ community, fresh }, { status }) {
    const columns = [
      {
        name: "Vote",
        cell: (vote) => html`<a href=${href(["votes", vote.name, vote.id])}>${titleOf(vote)}</a><div class="small soft"><${Of} plugin=${vote.name} called=${vote.community_platform_id} /> · ${vote.id}</div>`,
      },
      ...(community
        ? []
        : [{ name: "Community", cell: (vote) => html`<a href=${href(["communities", vote.community])}>${vote.community}</a>` }]),
      { name: "How it stands", cell: (vote) => html`<${Standing} vote=${vote} />` },
      { name: "Ahead", cell: (vote) => summary(vote.outcome) ?? html`<span class="soft">–</span>` },
      { name: "Started", kind: "tight", cell: (vote) => html`<${When} at=${vote.created_at} />` },
    ];
    return html`<form class="filters" onSubmit=${(event) => event.preventDefault()}>
        ${fresh}
        <div class="field"><label for="status">Status</label>
          <select id="status" value=${status} onChange=${(event) => this.setState({ status: event.target.value })}>
            <option value="">All</option><option value="pending">Under way</option><option value="completed">Completed</option><option value="created">Starting</option>
          </select></div>
      </form>
      <${Pages} caption="Votes" from="/process" member="processes" every=${AGAIN_MILLIS} columns=${columns} rowKey=${({ id }) => id}
        query=${{ community, status, order: "newest" }} empty=${html`<${None} community=${community} status=${status} />`} />`;
  }
}

function None({ community, status }) {
  if (status) {
    return html`<${Empty} title="No such vote"><p>Choose another status to see more.</p></${Empty}>`;
  }
  return html`<${Empty} title="No vote yet"><p>${community ? "Start one with one of the community's plugins." : "Votes are started in a community: choose one first."}</p>
    ${!community && html`<a class="button main" href="#/communities">To the communities</a>`}</${Empty}>`;
}

/** Of all communities. */
export class Votes extends Component {
  state = { community: this.props.query.community ?? "" };

  render(_, { community }) {
    return html`<${Head} title="Votes" lead="Votes and other decisions under way on the platforms, and those that have ended." />
      <${List} key=${community} community=${community || undefined}
        fresh=${html`<${CommunityField} value=${community} onChoose=${(name) => this.setState({ community: name })} />`} />`;
  }
}

/** Of one community, and what else could be started there. */
export class CommunityVotes extends Component {
  fetch = (signal) => api.get("/community" + path(this.props.community) + "/processes", { signal });

  render({ community }) {
    return html`<${OfCommunity} community=${community} tab="Votes" title=${community} />
      ${may("act") &&
      html`<${Load} of=${this.fetch} what=${community}>${({ processes }) =>
        processes.length > 0
          ? html`<section class="card" aria-labelledby="start"><h2 id="start">Start a vote</h2><ul class="plain stack close">${processes.map(
              ({ id, description }) => html`<li class="row"><a class="button small" href=${href(["communities", community, "votes", id])}>${id}</a><span class="soft">${description}</span></li>`,
            )}</ul></section>`
          : html`<p class="note">None of the community's plugins can hold a vote. <a href=${href(["communities", community, "catalogue"])}>Add one that can</a></p>`}</${Load}>`}
      <${List} community=${community} />`;
  }
}

/** Starting one. */
export class NewVote extends Component {
  state = { which: null };
  once = new Once();

  fetch = async (signal) => {
    const where = "/community" + path(this.props.community);
    const [{ processes }, { plugins }] = await Promise.all([api.get(where + "/processes", { signal }), api.get(where, { signal })]);
    return { found: processes.find(({ id }) => id === this.props.process), instances: instancesFor(this.props.process, plugins) };
  };

  start = async (body, instances) => {
    const { community, process } = this.props;
    const query = queryFor(instances, this.state.which);
    const location = await this.once.run(body, (once) =>
      api.start("/process" + path(process), body, { community, once, query }),
    );
    toast("The vote has begun.");
    const [name, id] = location.split("/").slice(-2).map(decodeURIComponent);
    go(href(["votes", name, id]));
  };

  render({ community, process }, { which }) {
    return html`<${Load} of=${this.fetch} title=${process} what=${process}>${({ found, instances }) => html`<${OfCommunity} community=${community} tab="Votes" within=${["Votes", href(["communities", community, "votes"])]} title=${`Start ${process}`}
          lead=${found ? found.description : `${community} has no such process: its plugin is not enabled.`} />
        ${found &&
        (may("act")
          ? html`<section class="card" aria-label="What is asked">
              <${Which} instances=${instances} chosen=${which} onChoose=${(chosen) => this.setState({ which: chosen })} />
              <${SchemaForm} schema=${withCallback(found.parameters_schema ?? ANYTHING)} submit="Start" onSubmit=${(body) => this.start(body, instances)} />
              <p class="small soft">The platform is asked at once. You may leave this page meanwhile: what was begun is in the list of votes.</p></section>`
          : html`<p class="note">Your key may look, but not start anything.</p>`)}`}</${Load}>`;
  }
}

function withCallback(schema) {
  return { ...schema, properties: { ...schema.properties, callback_url: CALLBACK } };
}
