/** What all pages of one community have in common: whose they are, and the way between them. */
import { html } from "../core/dom.js";
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

/**
 * @param tab which of its pages this is
 * @param self whether this is the page of the community itself
 * @param within what the page is a part of, besides
 */
export function OfCommunity({ community, tab, title, lead, self, children, within }) {
  const crumbs = [["Communities", "#/communities"]];
  if (title !== community && !self) {
    crumbs.push([community, href(["communities", community])]);
  }
  if (within) {
    crumbs.push(within);
  }
  return html`<${Head} title=${title} lead=${lead} crumbs=${crumbs}>${children}</${Head}>
    <nav class="tabs" aria-label=${`Pages of ${community}`}><ul>
      ${TABS.map(
        ([name, more]) => html`<li><a href=${href(["communities", community, ...more])} aria-current=${tab === name ? "page" : undefined}>${name}</a></li>`,
      )}
    </ul></nav>`;
}
