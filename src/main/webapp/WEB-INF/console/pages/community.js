/** One community: which plugins it has, and how each of them is. */
import { Component, html } from "../core/dom.js";
import { api, path, search } from "../core/api.js";
import { href } from "../core/router.js";
import { label } from "../core/schema.js";
import { may } from "../core/session.js";
import { OfCommunity } from "../parts/community.js";
import { Confirm } from "../parts/dialog.js";
import { worded } from "../parts/health.js";
import { Load } from "../parts/load.js";
import { Badge, Copy, Empty, Press, When } from "../parts/small.js";
import { toast } from "../parts/toast.js";
import { About, publicUrl } from "../parts/about.js";

const AGAIN_MILLIS = 10_000;
const RESULTS = new Map([
  ["ok", "good"],
  ["untested", "calm"],
]);

export class Community extends Component {
  state = { disabling: null };

  fetch = async (signal) => {
    const where = "/community" + path(this.props.community);
    const [community, hooks, status, catalogue] = await Promise.all([
      api.get(where, { signal }),
      api.get(where + "/hooks", { signal }),
      // How they are is worth much; what they are has to be seen without it, too.
      api.get(where + "/status", { signal }).catch(() => ({ plugins: [] })),
      // What plugins there are stays as it is while somebody looks.
      this.catalogue ?? api.get("/plugin", { signal }),
    ]);
    this.catalogue = catalogue;
    return { community, ...hooks, status: status.plugins, catalogue: catalogue.plugins };
  };

  render({ community: name }, { disabling }) {
    return html`<${Load} of=${this.fetch} title=${name} what=${name} every=${AGAIN_MILLIS}>${(all, again) => {
      const { community } = all;
      return html`<${OfCommunity} community=${name} tab="Plugins" self title=${community.readable_name || name} lead=${community.readable_name && community.readable_name !== name ? name : null}>
          ${may("administer") && html`<a class="button main" href=${href(["communities", name, "catalogue"])}>Add a plugin</a>`}
        </${OfCommunity}>
        ${community.plugins.length === 0
          ? html`<div class="card"><${Empty} title="No plugin yet"><p>A plugin connects the community with one platform that it uses.</p>
              ${may("administer") && html`<a class="button main" href=${href(["communities", name, "catalogue"])}>Choose one</a>`}</${Empty}></div>`
          : html`<ul class="cards">${community.plugins.map(
              (plugin) => html`<li class="card" key=${plugin.id}><${Enabled} plugin=${plugin} ...${of(all, plugin)} onDisable=${() => this.setState({ disabling: plugin })} /></li>`,
            )}</ul>`}
        ${disabling &&
        html`<${Confirm} title=${`Disable ${disabling.name}?`} action="Disable" onClose=${() => this.setState({ disabling: null })}
          onYes=${async () => {
            await api.delete("/plugin" + path(disabling.name, disabling.id), { community: name });
            toast(`${disabling.name} was disabled.`);
            again();
          }}>
          <p>Its votes under way end without a result, what it remembers is removed, and webhooks that wait for it are discarded. Its settings are not kept.</p>
        </${Confirm}>`}`;
    }}</${Load}>`;
  }
}

/** Returns what belongs to one plugin. */
function of({ hooks, registrations, status, catalogue, community }, plugin) {
  const slug = plugin.config?.webhook_slug || undefined;
  const hook = hooks.find((path) => {
    const [, , , of, name, own] = path.split("/");
    return name === plugin.name && of === community.name && (own && decodeURIComponent(own)) === slug;
  });
  return {
    isOneOfSeveral: community.plugins.filter((one) => one.name === plugin.name).length > 1,
    hook,
    registration: registrations.find((one) => one.plugin === plugin.name && (one.path ?? undefined) === hook),
    status: status.find((one) => one.id === plugin.id),
    known: catalogue.find((one) => one.name === plugin.name),
  };
}

/** Where the platform sends to, and who enters that there: the gateway itself, where it may. */
function Hook({ hook, registration, steps, hasCome }) {
  const isThere = registration?.registered === true;
  return html`<div class="stack close"><h3>Where its webhooks go</h3><${Copy} text=${publicUrl(hook)} what="The webhook address" />
    ${isThere && html`<p class="small"><${Badge} tone="good">entered</${Badge}> The gateway has entered it on the platform by itself.</p>`}
    ${registration?.by_hand && !hasCome && html`<p class="note warn small">${registration.by_hand}</p>`}
    ${steps && !isThere && html`<details><summary>How to set it up on the platform</summary><${About} steps=${steps} /></details>`}</div>`;
}

function Enabled({ plugin, isOneOfSeveral, hook, registration, status, known, onDisable }) {
  return html`<header><h2 class="grow">${known?.about?.title ?? plugin.name}${isOneOfSeveral && plugin.community_platform_id && html` <span class="small soft">${plugin.community_platform_id}</span>`}</h2>
      ${status?.well === true && html`<${Badge} tone="good">well</${Badge}>`}
      ${(status?.troubles ?? []).map((trouble) => html`<${Badge} tone="bad">${worded(trouble)}</${Badge}>`)}
    </header>
    ${status && html`<${Facts} community=${plugin.community} status=${status} />`}
    ${hook && html`<${Hook} hook=${hook} registration=${registration} steps=${known?.about?.webhook} hasCome=${Boolean(status?.webhooks?.last_verified_at)} />`}
    <footer>
      ${may("administer") && html`<a class="button small" href=${href(["communities", plugin.community, "plugins", plugin.name, ...(isOneOfSeveral ? [plugin.id] : [])])}>Change</a>
        ${known?.tests_connection !== false && html`<${Press} kind="small" onPress=${() => test(plugin)}>Test the connection</${Press}>`}`}
      ${may("administer") && html`<button type="button" class="small danger" onClick=${onDisable}>Disable</button>`}
    </footer>`;
}

async function test(plugin) {
  const which = search({ community_platform_id: plugin.community_platform_id });
  const { result, detail, ms } = await api.post("/plugin" + path(plugin.name) + "/test" + which, undefined, {
    community: plugin.community,
  });
  toast(`${plugin.name}: ${detail}${result === "ok" ? ` (${ms} ms)` : ""}`, { bad: !RESULTS.has(result) });
}

function Facts({ community, status }) {
  const { webhooks, inbox, processes, poll } = status;
  const error = inbox?.last_error ?? processes?.last_error ?? poll?.last_error;
  return html`<dl class="facts">
    ${webhooks &&
    html`<dt>Last webhook</dt><dd><${When} at=${webhooks.last_seen_at} none="none yet" /></dd>
      ${webhooks.refused > 0 &&
      html`<dt>Refused</dt><dd>${webhooks.refused}, last <${When} at=${webhooks.last_refused_at} />${webhooks.last_refusal && html`: ${webhooks.last_refusal}`}</dd>`}`}
    ${(inbox?.waiting > 0 || inbox?.parked > 0) &&
    html`<dt>Inbox</dt><dd><a href=${href(["communities", community, "inbox"])}>${inbox.waiting} waiting, ${inbox.parked} parked</a></dd>`}
    ${processes &&
    html`<dt>Votes</dt><dd>${processes.pending} under way${processes.failing > 0 && html`, ${processes.failing} failing`}</dd>
      ${processes.last_checked_at && html`<dt>Last check</dt><dd><${When} at=${processes.last_checked_at} /></dd>`}`}
    ${poll && html`<dt>Platform asked</dt><dd><${When} at=${poll.last_at} none="not yet" /></dd>`}
    ${(status.credentials ?? []).map(
      (one) => html`<dt>${label(one.name)}</dt><dd>${one.renewable ? "renewed before it expires, " : "expires "}<${When} at=${one.expires_at} none="never" /></dd>`,
    )}
    ${error && html`<dt>Last error</dt><dd>${error}</dd>`}
  </dl>`;
}
