/** Lists: a table, and one that fetches page after page. */
import { Component, Fragment, html } from "../core/dom.js";
import { api } from "../core/api.js";
import { Told } from "./told.js";

/**
 * @param caption what it is a list of, for those who do not see it
 * @param columns `{name, cell(row), kind?}`
 * @param rows what is in it
 * @param rowKey tells the rows apart
 * @param empty what stands in place of no rows
 * @param detail what opens below a row, if anything
 */
export function Table({ caption, columns, rows, rowKey, empty, detail, fresh, children }) {
  if (rows.length === 0 && empty) {
    return html`<div class="card">${empty}</div>`;
  }
  return html`<div class="table">
    <table>
      <caption class="hidden-text">${caption}</caption>
      <thead><tr>${columns.map(({ name, kind }) => html`<th scope="col" class=${kind ?? ""}>${name || html`<span class="hidden-text">What can be done</span>`}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => {
        const below = detail?.(row);
        return html`<${Fragment} key=${rowKey(row)}>
          <tr class=${fresh?.(row) ? "new" : ""}>${columns.map(({ name, cell, kind }) => html`<td class=${kind ?? ""} data-label=${name}><div>${cell(row)}</div></td>`)}</tr>
          ${below && html`<tr><td colspan=${columns.length} data-label=""><div>${below}</div></td></tr>`}
        </${Fragment}>`;
      })}</tbody>
    </table>
    ${children}
  </div>`;
}

/** What is rare is looked for a part of the list at a time: so many, once somebody asks for more. */
const PARTS = 20;

/**
 * A list that the gateway gives page by page.
 *
 * @param from the path
 * @param query what is asked besides; another query, and it begins anew
 * @param member the name of the list in the answer
 * @param every after so many milliseconds the first page is fetched again
 * @param version another one, and it is fetched anew
 * @param onPage hears with which query a page was fetched, once that is shown, and what is on it
 */
export class Pages extends Component {
  state = { rows: null, next: null, problem: null, busy: false };
  #call = null;
  #timer = null;

  componentDidMount() {
    this.begin();
    if (this.props.every) {
      this.#timer = setInterval(() => {
        // Who has gone on to a second page is not thrown back to the first one.
        if (!document.hidden && (this.state.rows?.length ?? 0) <= this.#most()) {
          this.begin();
        }
      }, this.props.every);
    }
  }

  componentDidUpdate(before) {
    if (this.#asked(before) !== this.#asked(this.props)) {
      this.begin();
    }
  }

  componentWillUnmount() {
    clearInterval(this.#timer);
    this.#call?.abort();
  }

  #most() {
    return this.props.query?.limit ?? 50;
  }

  #asked({ from, query, version }) {
    return JSON.stringify([from, query, version]);
  }

  begin = () => this.#fetch(null);

  more = () => this.#fetch(this.state.next);

  async #fetch(after) {
    this.#call?.abort();
    const call = new AbortController();
    this.#call = call;
    this.setState({ busy: true });
    try {
      const { from, query, member } = this.props;
      let answer = await api.get(from, { query: { ...query, after }, signal: call.signal });
      for (let part = 1; after !== null && part < PARTS && answer[member].length === 0 && (answer.next ?? null) !== null; part++) {
        answer = await api.get(from, { query: { ...query, after: answer.next }, signal: call.signal });
      }
      if (!call.signal.aborted) {
        this.setState(({ rows }) => ({
          rows: after === null ? answer[member] : [...rows, ...answer[member]],
          next: answer.next ?? null,
          problem: null,
          busy: false,
        }));
        this.props.onPage?.({ ...query, after }, answer[member]);
      }
    } catch (problem) {
      if (!call.signal.aborted) {
        this.setState({ problem, busy: false });
      }
    }
  }

  render(props, { rows, next, problem, busy }) {
    const told = problem && html`<${Told} problem=${problem} retry=${this.begin} />`;
    if (rows === null) {
      return told || html`<p class="waiting" role="status">One moment…</p>`;
    }
    const more = next !== null && html`<div class="more"><button type="button" class="small" onClick=${this.more} aria-disabled=${busy}>Show more</button></div>`;
    return rows.length === 0 && more
      ? html`${told}<div class="card"><p class="soft">There is none among the newest.</p>${more}</div>`
      : html`${told}<${Table} ...${props} rows=${rows}>${more}</${Table}>`;
  }
}
