/** Questions that stand before everything else. */
import { Component, createRef, html } from "../core/dom.js";
import { Told } from "./told.js";

/** A dialog that is open as long as it is there. */
export class Dialog extends Component {
  box = createRef();

  componentDidMount() {
    this.before = document.activeElement;
    this.box.current.showModal();
  }

  componentWillUnmount() {
    this.before?.focus?.();
  }

  render({ title, onClose, children }) {
    return html`<dialog ref=${this.box} aria-labelledby="dialog-title" onCancel=${(event) => { event.preventDefault(); onClose(); }}>
      <div class="stack"><h2 id="dialog-title">${title}</h2>${children}</div>
    </dialog>`;
  }
}

/**
 * Asks before something is done that cannot be undone.
 *
 * @param action what the button says
 * @param typed what has to be typed first, if anything
 * @param onYes does it; where it answers true, something else is shown in place of this
 */
export class Confirm extends Component {
  state = { text: "", problem: null, busy: false };

  yes = async (event) => {
    event.preventDefault();
    const { typed, onYes, onClose } = this.props;
    if (this.state.busy) {
      return;
    }
    if (typed && this.state.text !== typed) {
      this.setState({ problem: new Error(`Type ${typed} to go on.`) });
      return;
    }
    this.setState({ busy: true });
    try {
      if ((await onYes()) !== true) {
        onClose();
      }
    } catch (problem) {
      this.setState({ problem, busy: false });
    }
  };

  render({ title, action, typed, children, onClose }, { text, problem, busy }) {
    return html`<${Dialog} title=${title} onClose=${onClose}>
      <form noValidate onSubmit=${this.yes}>
        ${children}
        ${typed &&
        html`<div class="field"><label for="typed">Type <code>${typed}</code> to go on</label>
          <input id="typed" autocomplete="off" spellcheck="false" value=${text} aria-invalid=${problem && text !== typed ? "true" : undefined}
            onInput=${(event) => this.setState({ text: event.target.value, problem: null })} /></div>`}
        ${problem && html`<${Told} problem=${problem} />`}
        <footer>
          <button type="button" onClick=${onClose}>Cancel</button>
          <button type="submit" class="danger main" aria-disabled=${busy}>${busy && html`<span class="busy"></span>`}${action}</button>
        </footer>
      </form>
    </${Dialog}>`;
  }
}
