/** What a plugin's author says about its platform. */
import { html } from "../core/dom.js";
import { session } from "../core/session.js";
import { Outside } from "./small.js";

/** Returns the address of a path as others see it: at the gateway's public address, if it has one. */
export function publicUrl(there) {
  const server = session.value?.server_url ?? location.origin;
  return new URL(server.replace(/\/+$/, "") + there).href;
}

/** Steps that somebody takes on the platform; what looks like an address is one to follow. */
export function About({ steps }) {
  return html`<ol class="small">${steps.map((step) => html`<li>${linked(step)}</li>`)}</ol>`;
}

function linked(text) {
  return text
    .split(/(https?:\/\/[^\s)]+[^\s).,;:])/)
    .map((part, i) => (i % 2 === 1 ? html`<${Outside} to=${part} />` : part));
}
