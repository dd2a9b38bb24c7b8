/** One webhook: what came in, what was tried, and what can still be done. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { href } from "../core/router.js";
import { may } from "../core/session.js";
import { Confirm } from "../parts/dialog.js";
import { Load } from "../parts/load.js";
import { Head, Json, Press, When } from "../parts/small.js";
import { Table } from "../parts/table.js";
import { toast } from "../parts/toast.js";
import { InboxState } from "./inbox.js";

const AGAIN_MILLIS = 3_000;

export class Webhook extends Component {
  state = { discarding: false };

  render({ id }, { discarding }) {
    const where = "/inbox" + path(id);
    return html`<${Load} of=${(signal) => api.get(where, { signal })} title=${`Webhook ${id}`} what=${where} every=${AGAIN_MILLIS}>${(hook, again) => {
      const open = hook.state === "waiting" || hook.state === "parked";
      const tasks = hook.tasks ?? [];
      const parked = hook.state === "parked" || tasks.some((task) => task.state === "parked");
      const retry = async () => {
        await api.post(where + "/retry");
        toast("It is worked on again.");
        again();
      };
      return html`<${Head} title=${`Webhook ${id}`} lead=${`${hook.plugin} · ${hook.community}`}
          crumbs=${[["Inbox", "#/inbox"], [hook.community, href(["communities", hook.community, "inbox"])]]}>
          ${may("act") && html`
            ${parked && html`<${Press} kind="main" onPress=${retry}>Work on it again</${Press}>`}
            ${(open || parked) && html`<button type="button" class="danger" onClick=${() => this.setState({ discarding: true })}>Discard</button>`}`}
        </${Head}>
        <div class="two">
          <section class="card" aria-label="How it stands"><dl class="facts">
            <dt>State</dt><dd><${InboxState} state=${hook.state} /></dd>
            <dt>Came in</dt><dd><${When} at=${hook.received_at} /></dd>
            <dt>Tries</dt><dd>${hook.tries}</dd>
            ${hook.next_try_at && html`<dt>Next try</dt><dd><${When} at=${hook.next_try_at} /></dd>`}
            ${hook.ended_at && html`<dt>Done with</dt><dd><${When} at=${hook.ended_at} /></dd>`}
            ${hook.last_error && html`<dt>Last error</dt><dd>${hook.last_error}</dd>`}
            ${hook.community_platform_id && html`<dt>From</dt><dd class="mono">${hook.community_platform_id}</dd>`}
            ${hook.lane && html`<dt>About</dt><dd>${hook.lane}</dd>`}
            ${hook.delivery_id && html`<dt>The platform's id</dt><dd class="mono">${hook.delivery_id}</dd>`}
          </dl>
          ${tasks.length > 0 && html`<h2>Votes that have still to take it in</h2><${Table} caption="Votes" rows=${tasks} rowKey=${(task) => task.process_id} columns=${[
            { name: "Vote", cell: (task) => task.process_id },
            { name: "State", cell: (task) => html`<${InboxState} state=${task.state} />` },
            { name: "Why", cell: (task) => task.last_error ?? "–" },
          ]} />`}</section>
          <section class="card" aria-label="What came in"><h2>Body</h2><${Body} text=${hook.body} />
            ${hook.headers && html`<details><summary>Headers</summary><${Json} value=${hook.headers} label="Headers" /></details>`}</section>
        </div>
        ${discarding && html`<${Confirm} title="Discard this webhook?" action="Discard" onClose=${() => this.setState({ discarding: false })}
          onYes=${async () => {
            await api.post(where + "/discard");
            toast("It was discarded.");
            again();
          }}><p>Nobody will work on it. What is behind it in its lane goes on.</p></${Confirm}>`}`;
    }}</${Load}>`;
  }
}

function Body({ text }) {
  if (text === null || text === undefined) {
    return html`<p class="soft">It is not kept any more.</p>`;
  }
  try {
    return html`<${Json} value=${JSON.parse(text)} label="Body" />`;
  } catch {
    return html`<pre tabindex="0" role="group" aria-label="Body">${text}</pre>`;
  }
}
