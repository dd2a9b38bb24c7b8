/** One vote: how it stands while one looks, and what can be done with it. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { href } from "../core/router.js";
import { may } from "../core/session.js";
import { summary, tally } from "../core/tally.js";
import { span } from "../core/time.js";
import { Callbacks } from "../parts/callbacks.js";
import { Confirm } from "../parts/dialog.js";
import { Load } from "../parts/load.js";
import { Empty, Head, Json, Outside, Press, When } from "../parts/small.js";
import { Table } from "../parts/table.js";
import { toast } from "../parts/toast.js";
import { Bars, Standing, titleOf } from "../parts/vote.js";

const AGAIN_MILLIS = 2_000;

export class Vote extends Component {
  state = { asking: null };
  where = "/process" + path(this.props.process, this.props.id);

  /** What has ended stays as it is: it is not asked for again. */
  fetch = async (signal) => {
    if (this.over) {
      return this.over;
    }
    // What was asked, and how it came to where it is, stands beside it: a driver is sent the rest.
    const [now, past] = await Promise.all([
      api.get(this.where, { signal }),
      api.get(this.where + "/history", { signal }),
    ]);
    const vote = { ...past, ...now };
    this.closable ??= await isClosable(vote, signal);
    this.over = vote.status === "completed" ? vote : null;
    return vote;
  };

  check = async (again) => {
    await api.post(this.where + "/check");
    toast("The platform was asked.");
    again();
  };

  render({ process, id }, { asking }) {
    return html`<${Load} of=${this.fetch} title=${`${process} ${id}`} what=${this.where} every=${AGAIN_MILLIS}>${(vote, again) => {
      const open = vote.status !== "completed";
      return html`<${Head} title=${titleOf(vote)} lead=${`${process} · ${id}`}
          crumbs=${[["Communities", "#/communities"], [vote.community, href(["communities", vote.community])], ["Votes", href(["communities", vote.community, "votes"])]]}>
          ${open && may("act") && html`<${Press} onPress=${() => this.check(again)}>Check now</${Press}>
            ${this.closable && html`<button type="button" onClick=${() => this.setState({ asking: "close" })}>Close</button>`}
            <button type="button" class="danger" onClick=${() => this.setState({ asking: "complete" })}>Give up</button>`}
        </${Head}>
        <div class="two">
          <${Outcome} vote=${vote} />
          <section class="card" aria-label="About"><${Facts} vote=${vote} /></section>
        </div>
        <${History} vote=${vote} />
        <${Callbacks} where=${this.where} />
        ${asking && html`<${Ending} how=${asking} vote=${vote} where=${this.where} again=${again} onClose=${() => this.setState({ asking: null })} />`}`;
    }}</${Load}>`;
  }
}

/** Returns whether the platform lets it be closed by hand; where nobody can tell, it is tried. */
async function isClosable({ community, name }, signal) {
  try {
    const { processes } = await api.get("/community" + path(community) + "/processes", { signal });
    return processes.find(({ id }) => id === name)?.closable ?? true;
  } catch {
    return true;
  }
}

function Outcome({ vote }) {
  const rows = tally(vote.outcome);
  const errors = Object.entries(vote.errors ?? {});
  return html`<section class="card" aria-label="Outcome">
    <header><h2 class="grow">${vote.status === "completed" ? "Outcome" : "Outcome so far"}</h2>
      ${vote.status !== "completed" && html`<span class="live on">live</span>`}<${Standing} vote=${vote} /></header>
    <p class="hidden-text" role="status">${summary(vote.outcome) ?? ""}</p>
    ${errors.map(([name, text]) => html`<p class="note bad"><strong>${name}</strong>${typeof text === "string" ? text : JSON.stringify(text)}</p>`)}
    ${typeof vote.outcome?.winner === "string" && html`<p class="note good"><span>Chosen: <strong>${vote.outcome.winner}</strong></span></p>`}
    ${rows
      ? html`<${Bars} rows=${rows} />`
      : Object.keys(vote.outcome ?? {}).length === 0 && errors.length === 0 && html`<${Empty} title="Nothing to show yet"><p>What the platform counts is shown here as it comes.</p></${Empty}>`}
    ${Object.keys(vote.outcome ?? {}).length > 0 && html`<details><summary>As a driver sees it</summary><${Json} value=${vote.outcome} label="Outcome" /></details>`}
  </section>`;
}

/** Returns when it ends, as far as what was asked tells. */
function ending({ parameters }) {
  return Date.parse(parameters?.closing_at ?? "");
}

function Facts({ vote }) {
  const end = ending(vote);
  const left = (end - Date.now()) / 1000;
  return html`<dl class="facts">
    ${vote.url && html`<dt>Take part</dt><dd><${Outside} to=${vote.url} /></dd>`}
    ${vote.status !== "completed" && !Number.isNaN(end) && html`<dt>Time left</dt><dd>${left > 0 ? span(left) : "about to end"}</dd>`}
    ${vote.community_platform_id && html`<dt>On the platform</dt><dd class="mono">${vote.community_platform_id}</dd>`}
    <dt>Community</dt><dd><a href=${href(["communities", vote.community])}>${vote.community}</a></dd>
    <dt>Started</dt><dd><${When} at=${vote.created_at} /></dd>
    ${vote.completed_at && html`<dt>Ended</dt><dd><${When} at=${vote.completed_at} /></dd>`}
    ${vote.last_checked_at && html`<dt>Last check</dt><dd><${When} at=${vote.last_checked_at} /></dd>`}
    ${vote.next_check_at && html`<dt>Next check</dt><dd><${When} at=${vote.next_check_at} /></dd>`}
    ${vote.last_error && html`<dt>Last error</dt><dd>${vote.last_error}</dd>`}
  </dl>
  ${vote.parameters && html`<details><summary>What was asked</summary><${Json} value=${vote.parameters} label="What was asked" /></details>`}`;
}

function History({ vote }) {
  const { history } = vote;
  const last = history.at(-1);
  // Moments are kept a minute apart: what has changed since the last one is shown as well.
  const isNewer = last && JSON.stringify(last.outcome) !== JSON.stringify(vote.outcome);
  const rows = isNewer ? [...history, { ...vote, at: null }] : history;
  const columns = [
    { name: "When", kind: "tight", cell: ({ at }) => html`<${When} at=${at} none="now" />` },
    { name: "Status", cell: (entry) => html`<${Standing} vote=${entry} />` },
    { name: "Outcome", cell: ({ outcome }) => told(outcome) },
  ];
  return html`<section class="card" aria-labelledby="history"><h2 id="history">History</h2>
    <${Table} caption="History" columns=${columns} rows=${rows.toReversed()} rowKey=${({ at }) => at} empty=${html`<p class="soft">Nothing has changed yet.</p>`} />
  </section>`;
}

function told(outcome) {
  const rows = tally(outcome);
  return rows ? rows.map(({ option, count }) => `${option}: ${count}`).join(" · ") : (summary(outcome) ?? "–");
}

function Ending({ how, vote, where, again, onClose }) {
  const close = how === "close";
  const end = async () => {
    await (close ? api.delete(where) : api.post(where + "/complete"));
    toast(close ? "The vote was closed." : "The vote was ended.");
    again();
  };
  return html`<${Confirm} title=${close ? "Close the vote now?" : "Give the vote up?"} action=${close ? "Close it" : "Give it up"} onYes=${end} onClose=${onClose}>
    <p>${close
      ? `${vote.name} is closed on its platform, and the votes so far are its outcome.`
      : "It ends here without asking the platform again, with the outcome so far. Do that only where the platform has lost it: what still runs there goes on without anybody listening."}</p>
  </${Confirm}>`;
}
