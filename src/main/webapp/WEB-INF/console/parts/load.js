/** What is fetched before it is shown, and again while somebody looks. */
import { Component, html } from "../core/dom.js";
import { Head } from "./small.js";
import { Told } from "./told.js";

/**
 * @param of fetches, given a signal that says when nobody wants the answer any more
 * @param what names what is fetched: another name, and it is fetched anew
 * @param title of the page, where the whole page waits for it
 * @param quiet whether nothing is shown before there is an answer
 * @param every after so many milliseconds it is fetched again, as long as the page can be seen
 * @param children shows it, given the answer and a function that fetches again
 */
export class Load extends Component {
  state = { answer: undefined, problem: null };
  #call = null;
  #timer = null;

  componentDidMount() {
    this.again();
    if (this.props.every) {
      this.#timer = setInterval(() => document.hidden || this.again(), this.props.every);
    }
  }

  componentDidUpdate(before) {
    if (before.what !== this.props.what) {
      this.again();
    }
  }

  componentWillUnmount() {
    clearInterval(this.#timer);
    this.#call?.abort();
  }

  again = async () => {
    this.#call?.abort();
    const call = new AbortController();
    this.#call = call;
    try {
      const answer = await this.props.of(call.signal);
      if (!call.signal.aborted) {
        this.setState({ answer, problem: null });
      }
    } catch (problem) {
      if (!call.signal.aborted) {
        this.setState({ problem });
      }
    }
  };

  render({ children, title, quiet }, { answer, problem }) {
    const show = [children].flat().find((child) => typeof child === "function");
    if (answer !== undefined) {
      return html`${problem && html`<${Told} problem=${problem} retry=${this.again} />`}${show(answer, this.again)}`;
    }
    if (quiet) {
      return null;
    }
    return html`${title && html`<${Head} title=${title} />`}
      ${problem ? html`<${Told} problem=${problem} retry=${this.again} />` : html`<p class="waiting" role="status">One moment…</p>`}`;
  }
}
