/** The event log of a community, as it goes on. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { follow } from "../core/live.js";
import { go, href } from "../core/router.js";
import { exact } from "../core/time.js";
import { CommunityField } from "../parts/choose.js";
import { OfCommunity } from "../parts/community.js";
import { Attempts, DeliveryState } from "../parts/deliveries.js";
import { Of } from "../parts/instance.js";
import { Load } from "../parts/load.js";
import { Empty, Head, Json, When } from "../parts/small.js";
import { Table } from "../parts/table.js";
import { Told } from "../parts/told.js";

const PAGE = 50;
/** So many are kept on the page: a log that runs for a day must not fill the browser. */
const MOST = 500;
const HOURS = 24;
const TIMELINE_MILLIS = 60_000;

/** For whoever has not come from a community. */
export function Events({ query: { community } }) {
  const choose = (name) => name !== (community ?? "") && go(href(["events"], { community: name }), { replace: true });
  return html`<${Head} title="Events" lead="What has happened on a community's platforms, and what the gateway has told its drivers of." />
    <form class="filters" onSubmit=${(event) => event.preventDefault()}><${CommunityField} value=${community ?? ""} onChoose=${choose} /></form>
    ${community
      ? html`<${Log} key=${community} community=${community} />`
      : html`<div class="card"><${Empty} title="Choose a community"><p>Each has a log of its own, with numbers that have no gaps.</p></${Empty}></div>`}`;
}

export function CommunityEvents({ community }) {
  return html`<${OfCommunity} community=${community} tab="Events" title=${community} /><${Log} community=${community} />`;
}

class Log extends Component {
  state = { events: null, next: null, problem: null, live: false, follows: true, source: "", type: "", open: null, types: [] };
  #reading = null;

  componentDidMount() {
    this.begin();
    api.get("/community" + path(this.props.community) + "/events").then(
      ({ events }) => this.setState({ types: events }),
      // Then the filters offer what was seen.
      () => this.setState({ types: [] }),
    );
  }

  componentWillUnmount() {
    this.#reading?.abort();
  }

  #query(after) {
    const { source, type } = this.state;
    return { community: this.props.community, limit: PAGE, after, source, event_type: type };
  }

  /** Returns where the log ends. */
  async #newest(signal) {
    const { community } = this.props;
    const { newest } = await api.get("/events", { query: { community, limit: 1 }, signal });
    return newest;
  }

  /** Reads the newest, then what comes. */
  begin = async () => {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const { signal } = reading;
      const isFiltered = this.state.source !== "" || this.state.type !== "";
      // What is written meanwhile is seen twice, and shown once.
      let newest = isFiltered ? await this.#newest(signal) : null;
      const { events, next } = await api.get("/events/search", { query: this.#query(null), signal });
      newest ??= events[0]?.sequence ?? (await this.#newest(signal));
      this.first = newest;
      this.setState({ events, next: next ?? null, problem: null });
      if (this.state.follows) {
        await follow(
          this.props.community,
          newest,
          { event: this.add, state: (live) => this.setState({ live }), problem: (problem) => this.setState({ problem, live: false }) },
          reading.signal,
        );
      }
    } catch (problem) {
      if (!reading.signal.aborted) {
        this.setState({ problem });
      }
    }
  };

  add = (event) => {
    const { source, type } = this.state;
    if ((source && event.source !== source) || (type && event.event_type !== type)) {
      return;
    }
    this.setState(({ events }) => ({
      events: [event, ...events.filter(({ sequence }) => sequence !== event.sequence)].slice(0, MOST),
    }));
  };

  more = async () => {
    try {
      const { events, next } = await api.get("/events/search", { query: this.#query(this.state.next), signal: this.#reading.signal });
      this.setState((state) => ({ events: [...state.events, ...events], next: next ?? null }));
    } catch (problem) {
      this.setState({ problem });
    }
  };

  choose = (change) => this.setState({ ...change, events: null, next: null }, this.begin);

  toggle = () => this.setState(({ follows }) => ({ follows: !follows, live: false }), this.begin);

  render({ community }, state) {
    const { events, next, problem, live, follows, open, types, source, type } = state;
    const columns = [
      { name: "No.", kind: "tight", cell: ({ sequence }) => sequence },
      { name: "What happened", cell: ({ event_type: name }) => html`<strong>${name}</strong>` },
      { name: "Where", cell: ({ source: plugin, community_platform_id: called }) => html`<${Of} plugin=${plugin} called=${called} />` },
      { name: "Who", cell: ({ initiator }) => initiator?.user_id ?? html`<span class="soft">–</span>` },
      { name: "When", kind: "tight", cell: (event) => html`<${When} at=${moment(event)} />` },
      {
        name: "",
        kind: "tight",
        cell: (event) => html`<button type="button" class="small" aria-expanded=${open === event.id} aria-label=${`Event ${event.sequence} in full`}
          onClick=${() => this.setState({ open: open === event.id ? null : event.id })}>In full</button>`,
      },
    ];
    const unique = (names) => [...new Set(names)].sort();
    return html`<${Timeline} community=${community} />
      <form class="filters" onSubmit=${(event) => event.preventDefault()}>
        <${Choose} id="source" label="Where" value=${source} names=${unique([...types.map((one) => one.source), "metagov"])} onChoose=${(name) => this.choose({ source: name })} />
        <${Choose} id="type" label="What happened" value=${type} names=${unique(types.map((one) => one.event_type))} onChoose=${(name) => this.choose({ type: name })} />
        <button type="button" aria-pressed=${follows} onClick=${this.toggle}>${follows ? "Stop following" : "Follow live"}</button>
        <span class=${`live ${live ? "on" : ""}`} role="status">${live ? "live" : follows ? "connecting…" : "not live"}</span>
      </form>
      ${problem && html`<${Told} problem=${problem} retry=${this.begin} />`}
      ${events === null
        ? !problem && html`<p class="waiting" role="status">One moment…</p>`
        : html`<${Table} caption="Events, the newest first" columns=${columns} rows=${events} rowKey=${({ sequence }) => sequence} fresh=${({ sequence }) => sequence > this.first}
            detail=${(event) => open === event.id && html`<${Whole} event=${event} />`}
            empty=${html`<${Empty} title=${source || type ? "No such event" : "No event yet"}><p>${source || type ? "Choose fewer filters to see more." : "Events come by webhooks, or when a plugin asks its platform. They are shown here as they come."}</p></${Empty}>`}>
            ${next !== null && html`<div class="more"><button type="button" class="small" onClick=${this.more}>Show older ones</button></div>`}
          </${Table}>`}`;
  }
}

/** Returns when it was written, as other times stand. */
function moment({ timestamp }) {
  const seconds = Number(timestamp);
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null;
}

function Choose({ id, label, value, names, onChoose }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => onChoose(event.target.value)}>
      <option value="">Everything</option>${names.map((name) => html`<option value=${name}>${name}</option>`)}
    </select></div>`;
}

/** One event, and who was told of it. */
function Whole({ event }) {
  return html`<div class="two">
    <${Json} value=${event} label=${`Event ${event.sequence}`} />
    <div class="stack close"><h3>Who was told</h3>
      <${Load} of=${(signal) => api.get("/events" + path(event.id), { signal })} what=${event.id}>${({ deliveries }) =>
        deliveries.length === 0
          ? html`<p class="soft">Nobody yet: no receiver asks for it, or it is on its way.</p>`
          : deliveries.map(
              (one) => html`<div class="stack close" key=${one.id}><div class="row"><a href=${href(["receivers", one.receiver])}>${one.receiver}</a><${DeliveryState} state=${one.state} /></div><${Attempts} attempts=${one.attempts} /></div>`,
            )}</${Load}>
    </div>
  </div>`;
}

function Timeline({ community }) {
  return html`<${Load} quiet of=${(signal) => api.get("/events/timeline", { query: { community, hours: HOURS }, signal })} what=${community} every=${TIMELINE_MILLIS}>${({ hours, total }) => {
    const most = Math.max(1, ...hours.map(({ events }) => events));
    return html`<section class="card" aria-labelledby="timeline">
      <header><h2 id="timeline" class="grow">The last ${HOURS} hours</h2><span class="soft">${total} ${total === 1 ? "event" : "events"}</span></header>
      <ul class="hours" aria-label="Events per hour">${hours.map(
        ({ at, events }) => html`<li key=${at} title=${`${events} from ${exact(Date.parse(at))}`}><span style=${{ height: `${Math.round((events / most) * 100)}%` }}></span><span class="hidden-text">${events} from ${at}</span></li>`,
      )}</ul>
      <div class="ends" aria-hidden="true"><span>${HOURS} h ago</span><span>most in an hour: ${most === 1 && total === 0 ? 0 : most}</span><span>now</span></div>
    </section>`;
  }}</${Load}>`;
}
