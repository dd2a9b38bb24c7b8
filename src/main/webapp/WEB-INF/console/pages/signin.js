/** Signing in: a driver's key is changed for a session that ends by itself. */
import { Component, createRef, html } from "../core/dom.js";
import { api } from "../core/api.js";
import { begin } from "../core/session.js";
import { Told } from "../parts/told.js";

export class SignIn extends Component {
  state = { key: "", problem: null, busy: false };
  field = createRef();

  componentDidMount() {
    document.title = "Sign in · Metagov Gateway";
    this.field.current.focus();
  }

  send = async (event) => {
    event.preventDefault();
    const key = this.state.key.trim();
    if (this.state.busy) {
      return;
    }
    // A header takes nothing else; a key has nothing else.
    if (!/^[\x21-\x7e]+$/.test(key)) {
      this.setState({ problem: new Error("Enter a key: letters, digits and signs without spaces.") });
      this.field.current.focus();
      return;
    }
    this.setState({ busy: true, problem: null });
    try {
      begin(await api.post("/session", undefined, { key }));
    } catch (problem) {
      this.setState({ problem: wordedFor(problem), busy: false, key: "" });
      this.field.current.focus();
    }
  };

  render({ why }, { key, problem, busy }) {
    return html`<main class="door"><div class="card">
      <div><h1>Metagov Gateway</h1><p class="soft">Sign in to the console</p></div>
      ${why && html`<p class="note" role="status">${why}</p>`}
      <form noValidate onSubmit=${this.send}>
        <div class="field">
          <label for="key">Key</label>
          <span class="hint" id="key-hint">The key that a driver would use. It is not kept in this browser: it is changed for a session that ends by itself.</span>
          <input id="key" ref=${this.field} type="password" autocomplete="current-password" spellcheck="false" value=${key}
            aria-describedby="key-hint" aria-invalid=${problem ? "true" : undefined}
            onInput=${(event) => this.setState({ key: event.target.value })} />
        </div>
        ${problem && html`<${Told} problem=${problem} />`}
        <button type="submit" class="main" aria-disabled=${busy}>${busy && html`<span class="busy"></span>`}Sign in</button>
      </form>
      <p class="small soft">No key? The gateway's own is in its settings (<code>metagov.internal.key</code>); an administrator makes others under Keys.</p>
    </div></main>`;
  }
}

function wordedFor(problem) {
  if (problem.status !== 401) {
    return problem;
  }
  const worded = new Error("This key opens nothing: it may be mistyped, revoked or expired.");
  worded.cause = problem;
  return worded;
}
