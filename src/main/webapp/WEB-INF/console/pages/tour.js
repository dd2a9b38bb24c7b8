/** The first way through: a community, a plugin without a key, a vote, and how it shows in the log. */
import { Component, html } from "../core/dom.js";
import { api, path, problem } from "../core/api.js";
import { href } from "../core/router.js";
import { may } from "../core/session.js";
import { Empty, Head, Press } from "../parts/small.js";
import { Told } from "../parts/told.js";

const KEPT = "metagov.tour";
const WATCH_MILLIS = 1_000;
const PLUGIN = "randomness";

/** Returns twice so many digits that nobody can guess. */
function digits(count) {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Returns what the plugin has to know: numbers of a die, and a path of its own. */
function config() {
  return { default_low: 1, default_high: 7, webhook_slug: digits(12) };
}

const NOTHING = {
  community: null,
  enabled: false,
  rolled: undefined,
  location: null,
  sent: false,
  vote: null,
  event: null,
  problem: null,
};

/** What was done already, also after the page was loaded anew. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export class Tour extends Component {
  state = { ...NOTHING, ...kept() };

  componentDidMount() {
    this.timer = setInterval(this.watch, WATCH_MILLIS);
    this.watch();
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  keep(change) {
    this.setState({ ...change, problem: null });
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...change }));
  }

  problem = (problem) => this.setState({ problem });

  create = async () => {
    const { name } = await api.post("/community", { name: `first-${digits(3)}`, readable_name: "My first community" });
    this.keep({ community: name });
  };

  enable = async () => {
    const { community } = this.state;
    await api.post("/plugin" + path(PLUGIN), config(), { community });
    this.keep({ enabled: true });
  };

  roll = async () => {
    const { community } = this.state;
    const { value } = await api.post("/action/randomness.random-int", { parameters: {} }, { community });
    this.keep({ rolled: value });
  };

  start = async () => {
    const { community } = this.state;
    const location = await api.start("/process/randomness.delayed-stochastic-vote", { options: ["Apple tree", "Pear tree", "Plum tree"], delay: 0 }, { community });
    this.keep({ location: location.split("/").slice(-2).map(decodeURIComponent) });
  };

  /** Does what a platform does: the gateway answers once it is on disk, and works it off then. */
  send = async () => {
    const { hooks } = await api.get("/community" + path(this.state.community) + "/hooks");
    const answer = await fetch(hooks[0], { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok) {
      throw await problem(answer);
    }
    this.keep({ sent: true });
  };

  /** Looks how the vote goes, and what the log says, while somebody looks. */
  watch = async () => {
    const { community, location, vote, event } = this.state;
    if (document.hidden || !community) {
      return;
    }
    try {
      if (location && vote?.status !== "completed") {
        this.setState({ vote: await api.get("/process" + path(...location)) });
      }
      if (!event && this.state.sent) {
        const { events } = await api.get("/events", { query: { community, limit: 1 } });
        this.setState({ event: events[0] ?? null });
      }
    } catch (problem) {
      if (problem.status === 404) {
        this.again();
      }
    }
  };

  again = () => {
    sessionStorage.removeItem(KEPT);
    this.setState({ ...NOTHING });
  };

  steps() {
    const { community, enabled, rolled, location, vote, event } = this.state;
    const chosen = vote?.outcome?.winner;
    return [
      {
        title: "A community",
        text: "People who decide something together, wherever they meet. Everything else belongs to one.",
        done: community && html`<p>Yours is called <a href=${href(["communities", community])}>${community}</a>.</p>`,
        act: html`<${Press} kind="main" onPress=${this.create} onProblem=${this.problem}>Make one</${Press}>`,
      },
      {
        title: "A plugin",
        text: "It connects the community with a platform. Most need a key from there; this one, which decides by chance, needs none.",
        done: enabled && html`<p>The plugin randomness is enabled.</p>`,
        act: html`<${Press} kind="main" onPress=${this.enable} onProblem=${this.problem}>Enable randomness</${Press}>`,
      },
      {
        title: "An action",
        text: "What a driver can have done at once. This one rolls a die.",
        done: rolled !== undefined && html`<p>It shows <strong>${rolled}</strong>.</p>`,
        act: html`<${Press} kind="main" onPress=${this.roll} onProblem=${this.problem}>Roll the die</${Press}>`,
      },
      {
        title: "A vote",
        text: "What takes a while: it is started, looked at now and then, and ends with an outcome. This one is decided by chance.",
        done: chosen && html`<p>The outcome: <strong>${chosen}</strong>. <a href=${href(["votes", ...location])}>See it in full</a></p>`,
        act: location
          ? html`<p role="status"><span class="waiting">It is under way; it ends by itself within a minute, and you may leave.</span></p>`
          : html`<${Press} kind="main" onPress=${this.start} onProblem=${this.problem}>Start a vote about a tree</${Press}>`,
      },
      {
        title: "An event",
        text: "A platform tells the gateway of what happens by a webhook; the gateway writes it into the community's log, and tells drivers. Here you are the platform.",
        done: event && html`<p>It is in the log: <strong>${event.event_type}</strong>, with the number ${event.data.value}. <a href=${href(["communities", community, "events"])}>See the log</a></p>`,
        act: this.state.sent
          ? html`<p class="soft" role="status">The webhook is kept; its event is awaited…</p>`
          : html`<${Press} kind="main" onPress=${this.send} onProblem=${this.problem}>Send a webhook</${Press}>`,
      },
    ];
  }

  render(_, { problem }) {
    if (!may("administer")) {
      return html`<${Head} title="Tour" /><${Empty} title="The tour needs a key that may administer"><p>Your key may look around all the same.</p></${Empty}>`;
    }
    const steps = this.steps();
    const now = steps.findIndex(({ done }) => !done);
    return html`<${Head} title="A short tour" lead="Five steps from nothing to a finished vote, all through the API that drivers use.">
        <button type="button" onClick=${this.again}>Begin anew</button>
      </${Head}>
      ${problem && html`<${Told} problem=${problem} />`}
      <ol class="steps">${steps.map(
        ({ title, text, done, act }, i) => html`<li class=${`card ${done ? "done" : i === now ? "now" : ""}`} key=${title} aria-current=${i === now ? "step" : undefined}>
          <h2>${title}</h2><p class="soft">${text}</p>${done || (i === now && html`<div class="row">${act}</div>`)}</li>`,
      )}</ol>
      <div aria-live="polite">${now < 0 && html`<div class="note good"><strong>That was all of it.</strong><span>Next: <a href=${href(["communities", this.state.community, "catalogue"])}>add the platform</a> that your community uses, or <a href="#/receivers">have a driver told</a> of events.</span></div>`}</div>`;
  }
}
