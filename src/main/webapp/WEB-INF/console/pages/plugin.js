/** Enabling a plugin in a community: which there are, and what each has to know. */
import { Component, html } from "../core/dom.js";
import { api, path, search } from "../core/api.js";
import { go, href } from "../core/router.js";
import { isSecret } from "../core/schema.js";
import { About } from "../parts/about.js";
import { OfCommunity } from "../parts/community.js";
import { SchemaForm } from "../parts/form.js";
import { Return, leaveFor } from "../parts/leave.js";
import { Load } from "../parts/load.js";
import { Badge, Head, Outside, Press } from "../parts/small.js";
import { toast } from "../parts/toast.js";
import { Told } from "../parts/told.js";

/** In place of the id of an instance: one that is not there yet. */
const ANOTHER = "another";

/** Returns how the gateway is let in to the platform. */
function way({ auth_type: auth, schemas }) {
  if (auth === "oauth") {
    return "with a sign-in";
  }
  const hasSecret = Object.values(schemas.config.properties ?? {}).some((member) => isSecret(member));
  return auth === "api_key" || hasSecret ? "with a key" : "needs no key";
}

async function known(community, signal) {
  const [{ plugins: all }, { plugins: enabled }] = await Promise.all([
    api.get("/plugin", { signal }),
    api.get("/community" + path(community), { signal }),
  ]);
  return { all, enabled };
}

/** All plugins of the server, and which the community has. */
export class Catalogue extends Component {
  fetch = (signal) => known(this.props.community, signal);

  render({ community }) {
    return html`<${OfCommunity} community=${community} tab="Plugins" title="Add a plugin" lead="Each plugin speaks with one platform, and brings its own actions, votes and events." />
      <${Load} of=${this.fetch} what=${community}>${({ all, enabled }) => html`<ul class="cards">
        ${all.map((plugin) => html`<li class="card" key=${plugin.name}><${Offered} community=${community} plugin=${plugin} count=${enabled.filter((one) => one.name === plugin.name).length} /></li>`)}
      </ul>`}</${Load}>`;
  }
}

function Offered({ community, plugin, count }) {
  const { name, about, schemas } = plugin;
  const isEnabled = count > 0;
  const offers = [
    [schemas.actions.length, "action"],
    [schemas.processes.length, "kind of vote", "kinds of votes"],
    [schemas.events.length, "kind of event", "kinds of events"],
  ].filter(([count]) => count > 0);
  // Which of several is changed is chosen where they are seen.
  const to = href(["communities", community, ...(count > 1 ? [] : ["plugins", name])]);
  return html`<header><h2 class="grow">${about?.title ?? name}</h2>${isEnabled && html`<${Badge} tone="good">enabled</${Badge}>`}</header>
    ${about?.summary && html`<p>${about.summary}</p>`}
    <p class="small soft">${[way(plugin), ...offers.map(([count, one, many]) => `${count} ${count === 1 ? one : (many ?? one + "s")}`)].join(" · ")}</p>
    <footer>${isEnabled && html`<a class="button" href=${href(["communities", community, "plugins", name, ANOTHER])} aria-label=${`Set up another ${about?.title ?? name}`}>Set up another</a>`}<a class=${`button ${isEnabled ? "" : "main"}`} href=${to} aria-label=${`${isEnabled ? "Change" : "Set up"} ${about?.title ?? name}`}>${isEnabled ? "Change" : "Set up"}</a>
      ${about?.site && html`<span class="row small"><${Outside} to=${about.site}>About the platform</${Outside}></span>`}</footer>`;
}

/** What one plugin has to know: the one that is there, one of several, or another one. */
export class PluginForm extends Component {
  state = { tested: null, called: "" };

  fetch = (signal) => known(this.props.community, signal);

  /** Of one that is there the form says which it is; what another one is called is typed. */
  query(before) {
    const isNew = this.props.which === ANOTHER;
    return search({ community_platform_id: isNew ? this.state.called.trim() : this.props.which && before?.community_platform_id });
  }

  enable = async (config, before) => {
    const { community, plugin, which } = this.props;
    if (which === ANOTHER && this.state.called.trim() === "") {
      throw new Error("Say what it is called: that is what tells it apart from the other one.");
    }
    await api.post("/plugin" + path(plugin) + this.query(before), config, { community });
    toast(`${plugin} is enabled with these settings.`);
    go(href(["communities", community]));
  };

  test = async (config, before) => {
    const { community, plugin } = this.props;
    this.setState({ tested: null });
    this.setState({ tested: await api.post("/plugin" + path(plugin) + "/test" + this.query(before), config, { community }) });
  };

  form(found, before, tested) {
    return html`${this.props.which === ANOTHER &&
      html`<div class="field"><label for="called">What it is called</label>
        <span class="hint" id="called-hint">As the platform calls it, where the settings below have that (such as a team's id); else a name of your choice.</span>
        <input id="called" maxlength="255" aria-describedby="called-hint" value=${this.state.called} onInput=${(event) => this.setState({ called: event.target.value })} /></div>`}
      <${SchemaForm} key=${before?.id} schema=${found.schemas.config} value=${before?.config} submit=${before ? "Save" : "Enable"} onSubmit=${(config) => this.enable(config, before)}
      extra=${(form, busy) =>
        found.tests_connection !== false &&
        html`<button type="button" aria-disabled=${busy} onClick=${() => form.run((config) => this.test(config, before))}>Test the connection</button>`}>
      <div aria-live="polite">${tested && html`<${Tested} tested=${tested} />`}</div>
    </${SchemaForm}>`;
  }

  render({ community, plugin, which }, { tested }) {
    return html`<${Load} of=${this.fetch} title=${plugin} what=${[community, plugin, which].join("/")}>${({ all, enabled }) => {
      const found = all.find((one) => one.name === plugin);
      if (!found) {
        return html`<${Head} title=${`There is no plugin ${plugin}`} crumbs=${[["Communities", "#/communities"], [community, href(["communities", community])]]} />
          <a href=${href(["communities", community, "catalogue"])}>All plugins</a>`;
      }
      const before = enabled.find((one) => one.name === plugin && (!which || String(one.id) === which));
      const title = (which === ANOTHER ? "another " : "") + (found.about?.title ?? plugin);
      return html`<${OfCommunity} community=${community} tab="Plugins" within=${before ? undefined : ["Add a plugin", href(["communities", community, "catalogue"])]}
          title=${before ? `Change ${title}` : `Set up ${title}`} lead=${found.about?.summary} />
        <div class="two">
          <section class="card" aria-label="Settings">
            ${found.auth_type === "oauth" && html`<${Connect} community=${community} plugin=${plugin} title=${title} again=${Boolean(before)} />`}
            ${found.auth_type === "oauth" && !before
              ? html`<details><summary>Or enter by hand what the platform has given</summary>${this.form(found, before, tested)}</details>`
              : this.form(found, before, tested)}
          </section>
          ${found.about &&
          html`<div class="stack">
            ${found.about.key && html`<section class="card"><h2>Where to get what is asked for</h2><${About} steps=${found.about.key} /></section>`}
            ${found.about.webhook && html`<section class="card"><h2>Then, on the platform</h2><${About} steps=${found.about.webhook} />
              ${!before && html`<p class="small soft">The address is shown once the plugin is enabled.</p>`}</section>`}
          </div>`}
        </div>`;
    }}</${Load}>`;
  }
}

/** Where a platform hands out no keys, somebody lets the gateway in there. */
class Connect extends Component {
  state = { problem: null };

  leave = async () => {
    const { community, plugin } = this.props;
    this.setState({ problem: null });
    const { invitation } = await api.post(`/plugin${path(plugin)}/invitation`, undefined, { community });
    await leaveFor(plugin, { type: "app", community, invitation }, href(["communities", community, "plugins", plugin]));
  };

  render({ title, again }, { problem }) {
    return html`<div class="note"><span>Somebody who administers the community on ${title} lets the gateway in there, and comes back here.</span>
      <${Press} kind="main" onPress=${this.leave} onProblem=${(told) => this.setState({ problem: told })}>${again ? "Connect anew" : `Connect with ${title}`}</${Press}>
      <${Return} /></div>
      ${problem && html`<${Told} problem=${problem} />`}`;
  }
}

function Tested({ tested: { result, detail, ms } }) {
  const tone = result === "ok" ? "good" : result === "untested" ? "" : "bad";
  return html`<p class=${`note ${tone}`}>${detail}${result === "ok" && html` <span class="small soft">${ms} ms</span>`}</p>`;
}
