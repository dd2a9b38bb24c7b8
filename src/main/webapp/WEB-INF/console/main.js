/** The console: who is there, where one is, and what one sees there. */
import { Component, createRef, html, render } from "./core/dom.js";
import { api } from "./core/api.js";
import { go, href, match } from "./core/router.js";
import { begin, end, ending, may, mayServer, session, token } from "./core/session.js";
import { Told } from "./parts/told.js";
import { Toasts, toast } from "./parts/toast.js";
import { Empty, Head, Press } from "./parts/small.js";
import { SignIn } from "./pages/signin.js";
import { Communities } from "./pages/communities.js";
import { Catalogue, PluginForm } from "./pages/plugin.js";
import { Community } from "./pages/community.js";
import { ActionForm, Actions } from "./pages/actions.js";
import { CommunityVotes, NewVote, Votes } from "./pages/votes.js";
import { Vote } from "./pages/vote.js";
import { CommunityEvents, Events } from "./pages/events.js";
import { CommunityInbox, Inbox } from "./pages/inbox.js";
import { Webhook } from "./pages/webhook.js";
import { ReceiverForm, Receivers } from "./pages/receivers.js";
import { Receiver } from "./pages/receiver.js";
import { People } from "./pages/people.js";
import { Keys } from "./pages/keys.js";
import { Audit } from "./pages/audit.js";
import { System } from "./pages/system.js";
import { Tour } from "./pages/tour.js";

const ROUTES = [
  ["", Communities],
  ["communities", Communities],
  ["communities/:community", Community],
  ["communities/:community/catalogue", Catalogue],
  ["communities/:community/plugins/:plugin", PluginForm],
  ["communities/:community/plugins/:plugin/:which", PluginForm],
  ["communities/:community/actions", Actions],
  ["communities/:community/actions/:action", ActionForm],
  ["communities/:community/votes", CommunityVotes],
  ["communities/:community/votes/:process", NewVote],
  ["communities/:community/events", CommunityEvents],
  ["communities/:community/inbox", CommunityInbox],
  ["communities/:community/people", People],
  ["votes", Votes],
  ["votes/:process/:id", Vote],
  ["events", Events],
  ["inbox", Inbox],
  ["inbox/:id", Webhook],
  ["receivers", Receivers],
  ["receivers/new", ReceiverForm],
  ["receivers/:receiver", Receiver],
  ["receivers/:receiver/change", ReceiverForm],
  ["keys", Keys],
  ["audit", Audit],
  ["system", System],
  ["tour", Tour],
];

const PLACES = [
  ["communities", "Communities", () => true],
  ["votes", "Votes", () => true],
  ["events", "Events", () => true],
  ["inbox", "Inbox", () => true],
  ["receivers", "Receivers", () => true],
  ["keys", "Keys", mayServer, "apart"],
  ["audit", "Audit log", mayServer],
  ["system", "System", mayServer],
  ["tour", "Tour", () => may("administer"), "apart"],
];

function Nowhere() {
  return html`<${Head} title="There is no such page" />
    <${Empty} title="Nothing is here"><p>The address may be mistyped, or from another version.</p><a class="button main" href="#/communities">To the communities</a></${Empty}>`;
}

/** The way to all pages; on a narrow screen it is moved to where one is. */
class Nav extends Component {
  box = createRef();

  componentDidMount() {
    this.show();
  }

  componentDidUpdate(before) {
    if (before.place !== this.props.place) {
      this.show();
    }
  }

  show() {
    this.box.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  render({ place }) {
    return html`<nav ref=${this.box} class="nav" aria-label="Console"><ul>
      ${PLACES.filter(([, , offered]) => offered()).map(
        ([name, text, , kind]) => html`<li class=${kind ?? ""}><a href=${`#/${name}`} aria-current=${place === name ? "page" : undefined}>${text}</a></li>`,
      )}
    </ul></nav>`;
  }
}

function Who({ who }) {
  const leave = async () => {
    await api.delete("/session");
    end(null);
  };
  return who.session
    ? html`<span class="small soft">${who.name ?? "The gateway's own key"} · may ${who.scope}</span>
        <${Press} kind="small" onPress=${leave}>Sign out</${Press}>`
    : html`<span class="small soft">From this computer · no key needed</span>`;
}

/** Who begins with nothing begins with the tour. */
async function welcome() {
  if (location.hash.length > 2 || !may("administer")) {
    return;
  }
  try {
    const { communities } = await api.get("/community", { query: { limit: 1 } });
    if (communities.length === 0) {
      go("#/tour", { replace: true });
    }
  } catch {
    // The page that opens instead says what is wrong.
  }
}

/** Tells whoever comes back from a platform how it went there, and takes that out of the address. */
function comeBack() {
  const { community, user_id: user, error, error_description: why, state = "" } = Object.fromEntries(new URLSearchParams(location.search));
  if (!community && !user && !error) {
    return;
  }
  if (error) {
    const what = state.endsWith("/people") ? "The account was not linked" : community ? "The platform is connected, but" : "The platform was not connected";
    toast(`${what}: ${why ?? error}`, { bad: true });
  } else {
    toast(community ? "The platform is connected." : `The account ${user} is linked.`);
  }
  // Where it was begun, to begin or go on there; only a place of the console's begins so.
  const begun = state.startsWith("#/") ? state : "#/communities";
  history.replaceState(null, "", "/console/" + (error || !community ? begun : href(["communities", community])));
}

/** What everything else stands in. */
class Console extends Component {
  state = { hash: location.hash, asked: false, problem: null };

  componentDidMount() {
    addEventListener("hashchange", () => this.setState({ hash: location.hash }));
    session.watch((who) => {
      this.forceUpdate();
      if (who) {
        welcome();
      }
    });
    this.ask();
  }

  /** Whether anybody has to sign in here, the gateway says. */
  ask = async () => {
    this.setState({ problem: null });
    try {
      begin(await api.get("/session"));
    } catch (problem) {
      if (problem.status === 401) {
        end(token() ? "Your session has ended. Sign in to go on where you were." : null);
      } else {
        this.setState({ problem });
      }
    }
    this.setState({ asked: true });
  };

  render(_, { hash, asked, problem }) {
    if (problem) {
      return html`<main class="door"><div class="card"><h1>The console cannot begin</h1><${Told} problem=${problem} retry=${this.ask} /></div></main>`;
    }
    if (!asked) {
      return html`<main><p class="waiting" role="status">One moment…</p></main>`;
    }
    if (session.value === null) {
      return html`<${SignIn} why=${ending.value} /><${Toasts} />`;
    }
    return html`<${Shell} hash=${hash} /><${Toasts} />`;
  }
}

/** @param hash where one is */
function Shell({ hash }) {
  const found = match(ROUTES, hash) ?? { page: Nowhere, params: {}, query: {} };
  const { page: Page, params, query } = found;
  const [place = "communities"] = hash.replace(/^#\/?/, "").split(/[/?]/).filter(Boolean);
  const toMain = (event) => {
    event.preventDefault();
    document.querySelector("main h1")?.focus();
  };
  return html`<a class="skip" href="#main" onClick=${toMain}>Skip to the page</a>
    <header class="top">
      <a class="brand" href="#/communities"><img src="/console/icon.svg" alt="" />Metagov Gateway</a>
      <${Who} who=${session.value} />
    </header>
    <div class="frame">
      <${Nav} place=${place} />
      <main id="main"><${Page} key=${hash.split("?")[0]} ...${params} query=${query} /></main>
    </div>`;
}

comeBack();
render(html`<${Console} />`, document.getElementById("console"));
