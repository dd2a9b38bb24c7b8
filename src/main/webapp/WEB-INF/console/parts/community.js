/** What all pages of one community have in common: whose they are, and the way between them. */
import { Component, createRef, html } from "../core/dom.js";
import { api, path } from "../core/api.js";
import { href } from "../core/router.js";
import { Head } from "./small.js";

const TABS = [
  ["Plugins", []],
  ["Actions", ["actions"]],
  ["Votes", ["votes"]],
  ["Events", ["events"]],
  ["Inbox", ["inbox"]],
  ["People", ["people"]],
];

/** What people call communities, as far as that was asked for. */
const called = new Map();

/**
 * @param tab which of its pages this is
 * @param title of the page; what the community is called where it is its name
 * @param self whether this is the page of the community itself
 * @param within what the page is a part of, besides
 */
export class OfCommunity extends Component {
  tabs = createRef();

  componentDidMount() {
    this.ask();
    // Where there is no room for all, the one where one is is moved to.
    this.tabs.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  componentDidUpdate(before) {
    if (before.community !== this.props.community) {
      this.ask();
    }
  }

  async ask() {
    const { community, self, title } = this.props;
    if (self) {
      called.set(community, title);
    } else if (!called.has(community)) {
      try {
        called.set(community, (await api.get("/community" + path(community))).readable_name);
        this.forceUpdate();
      } catch {
        // The page itself says what is wrong; the name will do.
      }
    }
  }

  render({ community, tab, title, lead, self, children, within }) {
    const name = called.get(community) || community;
    const isOfItself = title === community && !self;
    const crumbs = [["Communities", "#/communities"]];
    if (!isOfItself && !self) {
      crumbs.push([name, href(["communities", community])]);
    }
    if (within) {
      crumbs.push(within);
    }
    return html`<${Head} title=${isOfItself ? name : title} lead=${lead ?? (isOfItself && name !== community ? community : null)} crumbs=${crumbs}>${children}</${Head}>
      <nav ref=${this.tabs} class="tabs" aria-label=${`Pages of ${community}`}><ul>
        ${TABS.map(
          ([text, more]) => html`<li><a href=${href(["communities", community, ...more])} aria-current=${tab === text ? "page" : undefined}>${text}</a></li>`,
        )}
      </ul></nav>`;
  }
}
