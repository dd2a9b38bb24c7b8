/**
 * The way to a platform, where somebody lets the gateway in or signs in, and back here. Platforms
 * know the gateway by its public address, which need not be the one that the console is at.
 */
import { html } from "../core/dom.js";
import { path, problem, search } from "../core/api.js";
import { publicUrl } from "./about.js";

/** Returns where people come back to. */
function here() {
  return new URL("/console/", location.href).href;
}

/**
 * Leaves for the platform of `plugin`.
 *
 * @param query what is wanted there
 * @param state the address of the page that people come back to
 */
export async function leaveFor(plugin, query, state) {
  const there = publicUrl(`/auth${path(plugin)}/authorize` + search({ ...query, redirect_uri: here(), state }));
  if (new URL(there).origin === location.origin) {
    // What stands in the way is told here; a browser that goes there would show it as it comes.
    const answer = await fetch(there, { redirect: "manual" });
    if (answer.type !== "opaqueredirect") {
      throw await problem(answer);
    }
  }
  location.assign(there);
}

/** What has to be set before people can come back, where the console is not at the public address. */
export function Return() {
  return here() !== publicUrl("/console/") && html`<span class="small">The gateway's setting <code>metagov.auth.redirects</code> has to name <code>${here()}</code>.</span>`;
}
