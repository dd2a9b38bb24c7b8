/** Choosing a community among many: those that fit what was typed so far are offered. */
import { Component, html } from "../core/dom.js";
import { api } from "../core/api.js";

const PAUSE_MILLIS = 250;
const OFFERED = 20;

/**
 * @param value the name that is chosen
 * @param onChoose takes the name, or an empty text
 */
export class CommunityField extends Component {
  state = { typed: this.props.value ?? "", offered: [] };

  componentDidMount() {
    this.offer("");
  }

  componentWillUnmount() {
    clearTimeout(this.timer);
    this.gone = true;
  }

  async offer(search) {
    try {
      const { communities } = await api.get("/community", { query: { search, limit: OFFERED } });
      if (!this.gone) {
        this.setState({ offered: communities });
      }
    } catch {
      // Nothing is offered then; what is typed counts all the same.
    }
  }

  type = (event) => {
    const typed = event.target.value.trim();
    this.setState({ typed });
    clearTimeout(this.timer);
    if (typed === "" || this.state.offered.some(({ name }) => name === typed)) {
      this.props.onChoose(typed);
    } else {
      this.timer = setTimeout(() => this.offer(typed), PAUSE_MILLIS);
    }
  };

  render({ onChoose, label = "Community" }, { typed, offered }) {
    return html`<div class="field"><label for="community">${label}</label>
      <input id="community" list="community-names" autocomplete="off" spellcheck="false" placeholder="All" value=${typed}
        onInput=${this.type} onChange=${(event) => onChoose(event.target.value.trim())} />
      <datalist id="community-names">${offered.map(({ name, readable_name: called }) => html`<option value=${name}>${called}</option>`)}</datalist>
    </div>`;
  }
}
