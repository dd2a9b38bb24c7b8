/** Whether the driver that has started a vote hears of it. */
import { html } from "../core/dom.js";
import { api } from "../core/api.js";
import { may } from "../core/session.js";
import { Deliveries } from "./deliveries.js";
import { Load } from "./load.js";
import { Lane } from "./lane.js";
import { Press } from "./small.js";
import { toast } from "./toast.js";

const AGAIN_MILLIS = 5_000;

/** @param where the path of the process */
export function Callbacks({ where }) {
  const there = where + "/callbacks";
  return html`<${Load} quiet of=${(signal) => api.get(there, { signal })} what=${there} every=${AGAIN_MILLIS}>${(lane, again) => {
    const post = async (what, body, said) => {
      await api.post(there + what, body);
      toast(said);
      again();
    };
    return html`<section class="card" aria-labelledby="callbacks">
      <header><h2 id="callbacks" class="grow">Callbacks to the driver</h2>
        ${may("act") &&
        html`${lane.state === "paused" || lane.state === "gone"
            ? html`<${Press} kind="small" onPress=${() => post("/resume", undefined, "Callbacks go on.")}>Resume</${Press}>`
            : html`<${Press} kind="small" onPress=${() => post("/pause", undefined, "Callbacks wait.")}>Pause</${Press}>`}
          ${lane.state === "blocked" && html`<${Press} kind="small" onPress=${() => post("/wake", undefined, "They are tried now.")}>Try now</${Press}>`}
          ${lane.newest > 0 && html`<${Press} kind="small" onPress=${() => post("/replay", { from: 1, to: lane.newest }, "All are sent again.")}>Send all again</${Press}>`}`}
      </header>
      <${Lane} lane=${lane} />
      <${Deliveries} from=${there + "/deliveries"} version=${lane.reached} />
    </section>`;
  }}</${Load}>`;
}
