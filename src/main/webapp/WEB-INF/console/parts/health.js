/** How the plugins of a community do. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { Badge } from "./small.js";

const AT_ONCE = 3;
const TROUBLES = new Map([
  ["webhooks_refused", "webhooks refused"],
  ["inbox_parked", "webhooks parked"],
  ["checks_failing", "checks fail"],
  ["poll_failing", "asking the platform fails"],
  ["credential_expiring", "token expires soon"],
  ["credential_expired", "token has expired"],
]);

/** Returns what is wrong, in words. */
export function worded(trouble) {
  return TROUBLES.get(trouble) ?? trouble;
}

const waiting = [];
let asking = 0;

/** Calls `task` when its turn comes: a list stands before it is known how each of it does. */
function inTurn(task) {
  waiting.push(task);
  next();
}

function next() {
  while (asking < AT_ONCE && waiting.length > 0) {
    asking++;
    waiting
      .shift()()
      .finally(() => {
        asking--;
        next();
      });
  }
}

/** In a list of communities: what is wrong with any of its plugins, or that nothing is. */
export class Health extends Component {
  state = { plugins: null };
  #call = new AbortController();

  componentDidMount() {
    inTurn(this.ask);
  }

  componentWillUnmount() {
    this.#call.abort();
  }

  ask = async () => {
    const { signal } = this.#call;
    if (signal.aborted) {
      return;
    }
    try {
      const { plugins } = await api.get("/community" + path(this.props.community) + "/status", { signal });
      this.setState({ plugins });
    } catch {
      // Its own page says what is wrong.
    }
  };

  render(_, { plugins }) {
    const wrong = (plugins ?? []).flatMap(({ name, troubles }) => troubles.map((trouble) => `${name}: ${worded(trouble)}`));
    if (wrong.length > 0) {
      return wrong.map((text) => html`<${Badge} tone="bad">${text}</${Badge}>`);
    }
    return plugins?.length > 0 ? html`<${Badge} tone="good">well</${Badge}>` : html`<span class="soft">–</span>`;
  }
}
