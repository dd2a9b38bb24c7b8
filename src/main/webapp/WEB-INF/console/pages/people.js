/** Who is who in a community: its people, and the accounts that are theirs. */
import { Component, html } from "../core/dom.js";
import { api, path, save } from "../core/api.js";
import { href } from "../core/router.js";
import { label } from "../core/schema.js";
import { may } from "../core/session.js";
import { OfCommunity } from "../parts/community.js";
import { Confirm, Dialog } from "../parts/dialog.js";
import { SchemaForm } from "../parts/form.js";
import { Return, leaveFor } from "../parts/leave.js";
import { Load } from "../parts/load.js";
import { Badge, Empty, Press, When } from "../parts/small.js";
import { Table } from "../parts/table.js";
import { toast } from "../parts/toast.js";

const PAGE = 50;
const PAUSE_MILLIS = 250;
const TONES = new Map([
  ["confirmed (strong)", "good"],
  ["confirmed (weak)", "calm"],
  ["unconfirmed", "warn"],
]);
const SURE = {
  type: "string",
  enum: ["confirmed (strong)", "confirmed (weak)", "unconfirmed", "unknown"],
  default: "confirmed (strong)",
  description: "How sure you are",
};
const MERGE = {
  type: "object",
  properties: {
    secondary_instance_id: { type: "integer", minimum: 1, description: "The Metagov id of the one who is the same person" },
    link_quality: SURE,
  },
  required: ["secondary_instance_id"],
};

/** Returns what has to be said to link an account of one of `plugins`. */
function schemaOf(plugins) {
  return {
    type: "object",
    properties: {
      platform_type: { type: "string", enum: plugins, description: "The platform of the account" },
      platform_identifier: { type: "string", minLength: 1, maxLength: 200, description: "The id of the account there, as events have it in initiator.user_id" },
      link_quality: SURE,
    },
    required: ["platform_type", "platform_identifier"],
  };
}

export class People extends Component {
  // doing: what is asked about whom, such as { link: person }
  state = { typed: "", account: "", pages: 1, doing: {}, version: 0 };

  componentWillUnmount() {
    clearTimeout(this.timer);
  }

  type = (event) => {
    const typed = event.target.value;
    this.setState({ typed });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ account: typed.trim(), pages: 1 }), PAUSE_MILLIS);
  };

  fetch = async (signal) => {
    const { community } = this.props;
    const { account, pages } = this.state;
    const [{ plugins }, people] = await Promise.all([
      api.get("/community" + path(community), { signal }),
      this.people(account, pages, signal),
    ]);
    const names = (some) => [...new Set(some.map(({ name }) => name))];
    return { plugins: names(plugins), signIns: names(plugins.filter((one) => one.auth_type === "oauth")), ...people };
  };

  async people(account, pages, signal) {
    const found = [];
    for (let page = 0, after = 0; page < pages; page++) {
      const query = { community: this.props.community, platform_identifier: account, limit: PAGE, after };
      const some = await api.get("/identity/get_users", { query, signal });
      found.push(...some);
      if (some.length < PAGE) {
        return { people: found, isAll: true };
      }
      after = some.at(-1).primary_ID;
    }
    return { people: found, isAll: false };
  }

  ask = (doing) => this.setState({ doing });

  close = () => this.ask({});

  done(text) {
    toast(text);
    this.setState(({ version }) => ({ doing: {}, version: version + 1 }));
  }

  make = async () => {
    const [id] = await api.post("/identity/create_id", { community_slug: this.props.community });
    this.done(`Person ${id} is there.`);
    this.ask({ link: { primary_ID: id } });
  };

  link = async (said) => {
    const { primary_ID: id } = this.state.doing.link;
    await api.post("/identity/link_account", {
      ...said,
      external_id: id,
      community_slug: this.props.community,
      link_type: "manual admin",
    });
    this.done(`${said.platform_identifier} is linked to ${id}.`);
  };

  /** Whose it is shows that by signing in: nobody has to be believed. */
  signIn = async (plugin) => {
    const { community } = this.props;
    const { metagov_id } = await api.post("/identity/pass", { external_id: this.state.doing.link.primary_ID });
    await leaveFor(plugin, { type: "user", metagov_id }, href(["communities", community, "people"]));
  };

  unlink = async () => {
    const { platform_type, platform_identifier, community, community_platform_id } = this.state.doing.unlink;
    await api.post("/identity/unlink_account", {
      platform_type,
      platform_identifier,
      community_platform_id,
      community_slug: community,
    });
    this.done(`${platform_identifier} is nobody's now.`);
  };

  merge = async (said) => {
    const { primary_ID: id } = this.state.doing.merge;
    await api.post("/identity/merge_ids", { ...said, primary_instance_id: id, link_type: "manual admin" });
    this.done(`They are one person, ${id}.`);
  };

  erase = async () => {
    const { primary_ID: id } = this.state.doing.erase;
    await api.delete("/identity/person" + path(id));
    this.done(`Person ${id} was erased.`);
  };

  export({ primary_ID: id }) {
    return save(`person-${id}.json`, "/identity/person" + path(id));
  }

  columns() {
    return [
      { name: "Person", kind: "tight", cell: ({ primary_ID: id }) => html`<span class="mono">${id}</span>` },
      {
        name: "Accounts",
        cell: ({ linked_accounts: accounts }) =>
          accounts.length === 0
            ? html`<span class="soft">none yet</span>`
            : accounts.map((account) => html`<${Account} account=${account} here=${this.props.community} onUnlink=${() => this.ask({ unlink: account })} />`),
      },
      {
        name: "",
        cell: (person) => html`<div class="row">
          ${may("act") && html`<button type="button" class="small" aria-label=${`Link an account to ${person.primary_ID}`} onClick=${() => this.ask({ link: person })}>Link</button>`}
          <${Press} kind="small" label=${`Export ${person.primary_ID}`} onPress=${() => this.export(person)}>Export</${Press}>
          ${may("administer") && html`<button type="button" class="small" aria-label=${`Merge ${person.primary_ID}`} onClick=${() => this.ask({ merge: person })}>Merge</button>
            <button type="button" class="small danger" aria-label=${`Erase ${person.primary_ID}`} onClick=${() => this.ask({ erase: person })}>Erase</button>`}
        </div>`,
      },
    ];
  }

  render({ community }, { typed, account, pages, doing, version }) {
    return html`<${OfCommunity} community=${community} tab="People" title=${community} lead="Who is who: the accounts of one person on the platforms of this community.">
        ${may("act") && html`<${Press} kind="main" onPress=${this.make}>New person</${Press}>`}
      </${OfCommunity}>
      <form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
        <div class="field wide"><label for="account">Account</label>
          <input id="account" type="search" value=${typed} placeholder="Its id on a platform, in full" onInput=${this.type} /></div>
      </form>
      <${Load} of=${this.fetch} what=${`${community} ${account} ${pages} ${version}`}>${({ plugins, signIns, people, isAll }) => html`<${Table} caption="People" columns=${this.columns()} rows=${people} rowKey=${({ primary_ID: id }) => id}
          empty=${account ? html`<${Empty} title=${`Nobody here has the account “${account}”`}><p>It has to be the whole id, as events have it in initiator.user_id.</p></${Empty}>` : html`<${Empty} title="Nobody is known yet"><p>People are known here once they have signed in by a platform, or somebody has linked their accounts.</p></${Empty}>`}>
          ${!isAll && html`<div class="more"><button type="button" class="small" onClick=${() => this.setState({ pages: pages + 1 })}>Show more</button></div>`}
        </${Table}>
        <${Question} doing=${doing} plugins=${plugins} signIns=${signIns} page=${this} />`}</${Load}>`;
  }
}

function Account({ account, here, onUnlink }) {
  const { platform_type: platform, platform_identifier: id, link_quality: quality, link_type: type, community, linked_at: at } = account;
  return html`<div class="row close"><span>${label(platform)} <strong>${id}</strong></span>
    <${Badge} tone=${TONES.get(quality)}>${quality === "unknown" ? "nobody has said how sure" : quality}</${Badge}>
    <span class="small soft">${type !== "unknown" && `${type}, `}${community !== here && `in ${community}, `}linked <${When} at=${at} /></span>
    ${may("act") && html`<button type="button" class="small" aria-label=${`Unlink ${id}`} onClick=${onUnlink}>Unlink</button>`}
  </div>`;
}

function Question({ doing, plugins, signIns, page }) {
  const cancel = () => html`<button type="button" onClick=${page.close}>Cancel</button>`;
  return html`${doing.link &&
    html`<${Dialog} title=${`Link an account to ${doing.link.primary_ID}`} onClose=${page.close}>
      ${plugins.length === 0
        ? html`<p>The community has no plugin yet, and so no platform that an account could be on.</p><footer>${cancel()}</footer>`
        : html`${signIns.length > 0 && html`<div class="note"><span>Whoever it is can sign in here, which shows whose the account is; or say below which it is.</span>
              <div class="row">${signIns.map((plugin) => html`<${Press} kind="small" onPress=${() => page.signIn(plugin)}>Sign in with ${label(plugin)}</${Press}>`)}</div><${Return} /></div>`}
            <${SchemaForm} schema=${schemaOf(plugins)} submit="Link it" onSubmit=${page.link} extra=${cancel} />`}
    </${Dialog}>`}
    ${doing.unlink &&
    html`<${Confirm} title=${`Unlink ${doing.unlink.platform_identifier}?`} action="Unlink" onYes=${page.unlink} onClose=${page.close}>
      <p>Events that it causes from then on do not say whose it is. It can be linked again.</p></${Confirm}>`}
    ${doing.merge &&
    html`<${Dialog} title=${`Who is the same person as ${doing.merge.primary_ID}?`} onClose=${page.close}>
      <p class="note warn">That cannot be undone. The person is called ${doing.merge.primary_ID} from then on.</p>
      <${SchemaForm} schema=${MERGE} submit="Merge" onSubmit=${page.merge} extra=${cancel} /></${Dialog}>`}
    ${doing.erase &&
    html`<${Confirm} title=${`Erase person ${doing.erase.primary_ID}?`} action="Erase for good" typed=${String(doing.erase.primary_ID)} onYes=${page.erase} onClose=${page.close}>
      <p>All of their Metagov ids and links are removed, in every community. What the event log says of them stays until its own time is over.</p></${Confirm}>`}`;
}
