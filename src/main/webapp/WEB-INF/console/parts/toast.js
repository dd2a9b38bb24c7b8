/** Short words about what was done, read out and gone again. */
import { Component, html } from "../core/dom.js";
import { Signal } from "../core/signal.js";

const STAY_MILLIS = 6_000;
const toasts = new Signal([]);
let last = 0;

/** Says `text`; what is bad stays until it is sent away. */
export function toast(text, { bad = false } = {}) {
  const id = ++last;
  toasts.set([...toasts.value.slice(-3), { id, text, bad }]);
  if (!bad) {
    setTimeout(() => dismiss(id), STAY_MILLIS);
  }
}

function dismiss(id) {
  toasts.set(toasts.value.filter((one) => one.id !== id));
}

export class Toasts extends Component {
  componentDidMount() {
    this.unwatch = toasts.watch(() => this.forceUpdate());
  }

  componentWillUnmount() {
    this.unwatch();
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${toasts.value.map(
        ({ id, text }) => html`<div class="toast" key=${id}><span class="grow">${text}</span>
          <button type="button" aria-label="Dismiss" onClick=${() => dismiss(id)}>×</button></div>`,
      )}
    </div>`;
  }
}
