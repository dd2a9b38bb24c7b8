/** Small parts that many pages have. */
import { Component, createRef, html } from "../core/dom.js";
import { ago, exact } from "../core/time.js";
import { toast } from "./toast.js";

/** @param tone good, warn, bad or calm */
export function Badge({ tone = "", children }) {
  return html`<span class=${`badge ${tone}`}>${children}</span>`;
}

/** A time, in words; in full to whoever points at it. */
export function When({ at, none = "never" }) {
  const time = at ? Date.parse(at) : NaN;
  return Number.isNaN(time)
    ? html`<span class="soft">${none}</span>`
    : html`<time dateTime=${new Date(time).toISOString()} title=${exact(time)}>${ago(time)}</time>`;
}

/** A link to where a platform says something is: nothing but http and https leads anywhere. */
export function Outside({ to, children }) {
  let safe = false;
  try {
    safe = ["http:", "https:"].includes(new URL(to).protocol);
  } catch {
    // Then it is shown as it is.
  }
  return safe
    ? html`<a href=${to} target="_blank" rel="noopener noreferrer">${children ?? to}</a>`
    : html`<code>${String(to)}</code>`;
}

/** JSON, as it is. */
export function Json({ value, label = "JSON" }) {
  return html`<pre tabindex="0" role="group" aria-label=${label}>${JSON.stringify(value, null, 2)}</pre>`;
}

/** Copies `text`, and says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`);
  } catch {
    toast(`${what} could not be copied: mark it, and copy it by hand.`);
  }
}

/** A text that is there to be taken along. */
export function Copy({ text, what }) {
  return html`<div class="copy">
    <code>${text}</code>
    <button type="button" class="small" aria-label=${`Copy ${what}`} onClick=${() => copy(text, what)}>Copy</button>
  </div>`;
}

/** What stands where there is nothing yet: it says what to do. */
export function Empty({ title, children }) {
  return html`<div class="empty"><strong>${title}</strong>${children}</div>`;
}

/** A button whose work takes a while. */
export class Press extends Component {
  state = { busy: false };

  press = async () => {
    if (this.state.busy) {
      return;
    }
    this.setState({ busy: true });
    try {
      await this.props.onPress();
    } catch (problem) {
      if (this.props.onProblem) {
        this.props.onProblem(problem);
      } else {
        toast(problem.message, { bad: true });
      }
    } finally {
      this.setState({ busy: false });
    }
  };

  render({ children, kind = "", label }, { busy }) {
    return html`<button type="button" class=${kind} aria-label=${label} aria-disabled=${busy} onClick=${this.press}>
      ${busy && html`<span class="busy"></span>`}${children}
    </button>`;
  }
}

let arrived = false;

/** The head of a page: its title is where a reader begins who has come by a link. */
export class Head extends Component {
  title = createRef();

  componentDidMount() {
    this.name();
    if (arrived) {
      this.title.current.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    arrived = true;
  }

  componentDidUpdate() {
    this.name();
  }

  name() {
    document.title = `${this.props.title} · Metagov Gateway`;
  }

  render({ title, lead, crumbs = [], children }) {
    return html`<div class="head">
      <div>
        ${crumbs.length > 0 &&
        html`<nav class="crumbs" aria-label="Where this is"><ol>${crumbs.map(([name, to]) => html`<li><a href=${to}>${name}</a></li>`)}</ol></nav>`}
        <h1 ref=${this.title} tabindex="-1">${title}</h1>
        ${lead && html`<p class="lead">${lead}</p>`}
      </div>
      ${children && html`<div class="row">${children}</div>`}
    </div>`;
  }
}
