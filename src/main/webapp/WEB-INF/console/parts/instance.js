/** Which of several instances of a plugin is meant: two teams of one platform in one community. */
import { html } from "../core/dom.js";

/** What stands for the one that is called nothing, which is meant where nobody says which. */
const NAMELESS = "";

/** Returns the instances of the plugin that has what is called `id`: `<plugin>.<name>`. */
export function instancesFor(id, plugins) {
  const [plugin] = id.split(".");
  return plugins.filter(({ name }) => name === plugin);
}

/**
 * Returns what is asked besides, so that the gateway knows which of `instances` is meant.
 *
 * @param chosen what was chosen; null: nothing yet
 */
export function queryFor(instances, chosen) {
  if (instances.length < 2) {
    return {};
  }
  if (chosen === null) {
    throw new Error("Choose which one is meant: the community has several of this plugin.");
  }
  return { community_platform_id: chosen };
}

/** A list to choose from, where there are several. */
export function Which({ instances, chosen, onChoose }) {
  if (instances.length < 2) {
    return null;
  }
  return html`<div class="field"><label for="which">Which one</label>
    <span class="hint" id="which-hint">The community has ${instances.length} of this plugin, told apart by their names.</span>
    <select id="which" aria-describedby="which-hint" aria-required="true" onChange=${(event) => onChoose(event.target.selectedIndex === 0 ? null : event.target.value)}>
      <option value=${NAMELESS} selected=${chosen === null}>Choose…</option>
      ${instances.map(({ community_platform_id: called = NAMELESS }) => html`<option value=${called} selected=${chosen === called}>${called || "the one without a name"}</option>`)}
    </select></div>`;
}

/** The plugin of something, and which of several it is of. */
export function Of({ plugin, called }) {
  return html`${plugin}${called && html` <span class="soft mono">${called}</span>`}`;
}
