/** One receiver: how it stands, what holds it up, and what can be sent again. */
import { Component, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { go, href } from "../core/router.js";
import { may } from "../core/session.js";
import { Attempts, Deliveries } from "../parts/deliveries.js";
import { Confirm, Dialog } from "../parts/dialog.js";
import { SchemaForm } from "../parts/form.js";
import { LaneState, cause } from "../parts/lane.js";
import { Load } from "../parts/load.js";
import { Badge, Copy, Head, Press, When } from "../parts/small.js";
import { Pages } from "../parts/table.js";
import { toast } from "../parts/toast.js";
import { ReceiverState, hearsOf } from "./receivers.js";

const AGAIN_MILLIS = 5_000;
const RANGE = {
  type: "object",
  properties: {
    community: { type: "string", minLength: 1, description: "Whose events" },
    from: { type: "integer", minimum: 1, description: "The number of the first one" },
    to: { type: "integer", minimum: 1, description: "The number of the last one; absent: the first one alone" },
  },
  required: ["community", "from"],
};
const SINCE = {
  type: "object",
  properties: {
    community: { type: "string", description: "Whose events; absent: of all that it hears of" },
    since: { type: "string", format: "date-time", description: "All that was written then or later, in your own time zone" },
  },
  required: ["since"],
};
const AGAIN = { type: "object", oneOf: [{ ...RANGE, title: "A range of one community" }, { ...SINCE, title: "Everything since a time" }] };

export class Receiver extends Component {
  state = { asking: null, tested: null, secret: null, sent: 0, hasDead: false };
  where = "/receivers" + path(this.props.receiver);

  done = (text) => {
    toast(text);
    this.setState(({ sent }) => ({ sent: sent + 1 }));
    this.again?.();
  };

  post = async (what, said) => {
    await api.post(this.where + what);
    this.done(said);
  };

  test = async () => {
    this.setState({ tested: null });
    this.setState({ tested: await api.post(this.where + "/test") });
  };

  replay = async (body) => {
    const { lanes } = await api.post(this.where + "/replay", body);
    this.setState({ asking: null });
    this.done(`Being sent again, over ${lanes} ${lanes === 1 ? "lane" : "lanes"}.`);
  };

  one = async ({ stream, sequence }) => {
    try {
      await this.replay({ community: stream.replace(/^community\//, ""), from: sequence });
    } catch (problem) {
      toast(problem.message, { bad: true });
    }
  };

  dead = ({ after }, page) => (after ?? null) === null && this.setState({ hasDead: page.length > 0 });

  render({ receiver: name }, { tested, sent, hasDead }) {
    return html`<${Load} of=${(signal) => api.get(this.where, { signal })} title=${name} what=${this.where} every=${AGAIN_MILLIS}>${(receiver, again) => {
      this.again = again;
      return html`<${Head} title=${name} lead=${receiver.url} crumbs=${[["Receivers", "#/receivers"]]}><${Buttons} page=${this} receiver=${receiver} /></${Head}>
        ${receiver.down && html`<div class="note bad"><strong>It does not answer: ${receiver.down.last_error}</strong>
          <span>Since <${When} at=${receiver.down.since} />, ${receiver.down.failures} failures; next try <${When} at=${receiver.down.next_probe_at} />. Events wait for it, and none is lost meanwhile.</span></div>`}
        <div aria-live="polite">${tested && html`<section class="card" aria-label="Test"><p class=${`note ${tested.delivered ? "good" : "bad"}`}>${tested.delivered ? "It has taken the test event." : "It has not taken the test event."}</p><${Attempts} attempts=${[tested]} /></section>`}</div>
        <div class="two">
          <section class="card" aria-label="About"><${Facts} receiver=${receiver} /></section>
          <section class="card" aria-labelledby="lanes"><h2 id="lanes">Lanes</h2><p class="small soft">One for each community: one that is blocked holds up no other.</p><${Lanes} where=${this.where} version=${sent} /></section>
        </div>
        <section class="card" aria-labelledby="dead"><header><h2 id="dead" class="grow">Given up</h2>
            ${hasDead && may("act") && html`<${Press} kind="small" onPress=${() => this.replay({ dead_letters: true })}>Send all of them again</${Press}>`}</header>
          <${Deliveries} from=${this.where + "/dead-letters"} version=${sent} onPage=${this.dead} onReplay=${may("act") ? this.one : null} empty=${html`<p class="soft">Nothing was given up.</p>`} /></section>
        <section class="card" aria-labelledby="deliveries"><h2 id="deliveries">Deliveries</h2>
          <${Deliveries} from=${this.where + "/deliveries"} version=${sent} onReplay=${may("act") ? this.one : null} /></section>
        <${Asked} page=${this} receiver=${receiver} />`;
    }}</${Load}>`;
  }
}

function Buttons({ page, receiver }) {
  const ours = receiver.managed_by === "api" && may("administer");
  const waits = receiver.state === "paused" || receiver.state === "gone";
  return html`${may("act") &&
    html`<${Press} onPress=${page.test}>Send a test</${Press}>
      ${waits ? html`<${Press} onPress=${() => page.post("/resume", "It goes on.")}>Resume</${Press}>` : html`<${Press} onPress=${() => page.post("/pause", "It waits.")}>Pause</${Press}>`}
      <${Press} onPress=${() => page.post("/wake", "What waits is tried now.")}>Try now</${Press}>
      <button type="button" onClick=${() => page.setState({ asking: "replay" })}>Send again…</button>`}
    ${ours &&
    html`<button type="button" onClick=${() => page.setState({ asking: "rotate" })}>Rotate the secret</button>
      <a class="button" href=${href(["receivers", receiver.name, "change"])}>Change</a>
      <button type="button" class="danger" onClick=${() => page.setState({ asking: "delete" })}>Delete</button>`}`;
}

function Facts({ receiver }) {
  return html`<dl class="facts">
    <dt>State</dt><dd><${ReceiverState} receiver=${receiver} /></dd>
    <dt>Hears of</dt><dd>${hearsOf(receiver)}${receiver.system_events && html` <${Badge}>and the gateway's own</${Badge}>`}</dd>
    <dt>Signed</dt><dd>${receiver.has_secret ? (receiver.secrets_in_use > 1 ? "yes, with the old secret as well" : "yes") : "no: it has no secret"}</dd>
    <dt>Format</dt><dd>${receiver.format}</dd>
    ${Object.keys(receiver.headers ?? {}).length > 0 && html`<dt>Headers</dt><dd>${Object.keys(receiver.headers).join(", ")}</dd>`}
    <dt>Kept by</dt><dd>${receiver.managed_by === "settings" ? "the gateway's settings" : (receiver.driver_key ?? "the API")}</dd>
    <dt>Created</dt><dd><${When} at=${receiver.created_at} /></dd>
  </dl>`;
}

function Lanes({ where, version }) {
  const columns = [
    { name: "Log", cell: ({ stream, replay }) => html`<span class="mono">${stream}</span>${replay && html` <${Badge}>replay</${Badge}>`}` },
    { name: "State", cell: (lane) => html`<${LaneState} state=${lane.state} />${cause(lane) && html`<div class="small soft">${cause(lane)}</div>`}` },
    { name: "Waiting", kind: "number", cell: ({ waiting }) => waiting },
    { name: "Next try", kind: "tight", cell: (lane) => html`<${When} at=${lane.next_attempt_at} none="–" />` },
  ];
  return html`<${Pages} caption="Lanes" from=${where + "/lanes"} member="lanes" version=${version} every=${AGAIN_MILLIS} columns=${columns} rowKey=${({ id }) => id}
    empty=${html`<p class="soft">None yet: they come with the first event.</p>`} />`;
}

/** What is asked before something is done. */
function Asked({ page, receiver: { name } }) {
  const { asking, secret } = page.state;
  const close = () => page.setState({ asking: null, secret: null });
  switch (asking) {
    case "replay":
      return html`<${Dialog} title="Send again" onClose=${close}><${SchemaForm} schema=${AGAIN} submit="Send again" onSubmit=${page.replay}
        extra=${() => html`<button type="button" onClick=${close}>Cancel</button>`} /></${Dialog}>`;
    case "rotate":
      return secret
        ? html`<${Dialog} title="The new secret" onClose=${close}><p>It is shown this once. Messages are signed with the old one as well for a day: give the new one to the driver until then.</p>
            <${Copy} text=${secret} what="The secret" /><footer><button type="button" class="main" onClick=${close}>Done</button></footer></${Dialog}>`
        : html`<${Confirm} title="Rotate the secret?" action="Make a new one" onClose=${close}
            onYes=${async () => {
              page.setState({ secret: (await api.post(page.where + "/rotate-secret", {})).secret });
              return true;
            }}>
            <p>A new one is made, and shown once. The old one counts for a day more.</p></${Confirm}>`;
    case "delete":
      return html`<${Confirm} title=${`Delete ${name}?`} action="Delete" typed=${name} onClose=${close}
        onYes=${async () => {
          await api.delete(page.where);
          toast(`${name} was deleted.`);
          go("#/receivers");
        }}><p>What waits for it is dropped. The event log keeps everything.</p></${Confirm}>`;
    default:
      return null;
  }
}
