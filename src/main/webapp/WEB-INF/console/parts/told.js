/** What the gateway has refused, in its words, and what can be done about it. */
import { html } from "../core/dom.js";

const NEXT = new Map([
  [0, "Try again once it answers."],
  [400, "Mend what is named, and try again."],
  [401, "Sign in with a key that is valid."],
  [403, "Ask whoever administers this gateway for a key that may do this."],
  [404, "It may have been deleted meanwhile. Go back and look at the list."],
  [409, "Something else has changed or is under way. Load the page anew, and try again."],
  [410, "So old a part is not kept any more. Look at what is newer."],
  [413, "Make it smaller."],
  [429, "Too much was asked at once. Wait a moment, and try again."],
  [500, "This is the gateway's fault. Tell its operator the reference below; it is in the log."],
  [502, "The platform has refused or failed. Check its address and its key in the plugin's settings."],
  [503, "The gateway is busy or about to stop. Try again in a moment: nothing was done."],
  [504, "The platform has not answered in time. Look whether it was done all the same before you try again."],
]);

/** Returns what to do after a problem. */
export function nextStep({ status, retryAfter }) {
  if (retryAfter) {
    return `Try again in ${retryAfter} seconds.`;
  }
  return NEXT.get(status) ?? "";
}

/** @param retry tries again what has failed, where that is of use */
export function Told({ problem, retry }) {
  const apart = (problem.errors ?? []).filter((error) => !problem.message.includes(error.detail));
  return html`<div class="note bad" role="alert">
    <strong>${problem.message}</strong>
    ${apart.length > 0 && html`<ul>${apart.map((error) => html`<li><code>${error.pointer}</code> ${error.detail}</li>`)}</ul>`}
    <span>${nextStep(problem)}</span>
    ${problem.status >= 500 && problem.instance && html`<span class="small soft">Reference: <code>${problem.instance}</code></span>`}
    ${retry && html`<button type="button" class="small" onClick=${retry}>Try again</button>`}
  </div>`;
}
