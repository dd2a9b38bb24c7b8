/** A form made of a JSON Schema, which says beside each field what it is and what is wrong with it. */
import { Component, createRef, html } from "../core/dom.js";
import { draftOf, kindOf } from "../core/schema.js";
import { valueOf } from "../core/value.js";
import { Field } from "./field.js";
import { Told } from "./told.js";

let forms = 0;

/**
 * @param schema the schema of an object
 * @param value what is there already
 * @param submit what the button says
 * @param onSubmit takes the value; a Problem that it rejects with is told here
 * @param prefix what the pointers of the gateway have before ours
 */
export class SchemaForm extends Component {
  id = `form${++forms}`;
  box = createRef();
  state = {
    draft: draftOf(this.props.schema, this.props.value),
    errors: [],
    problem: null,
    busy: false,
  };

  change = (draft) => this.setState({ draft });

  /** Returns the value, or null after what is wrong was told. */
  read() {
    const errors = [];
    const value = valueOf(this.props.schema, this.state.draft, errors, {
      required: kindOf(this.props.schema) !== "json",
    });
    this.tell(errors, null);
    return errors.length === 0 ? (value ?? {}) : null;
  }

  tell(errors, problem) {
    this.setState({ errors, problem }, () => {
      const first = this.box.current?.querySelector("[aria-invalid=true]");
      for (let inside = first?.closest("details"); inside; inside = inside.parentElement.closest("details")) {
        inside.open = true;
      }
      first?.focus();
    });
  }

  async run(task) {
    if (this.state.busy) {
      return;
    }
    const value = this.read();
    if (value === null) {
      return;
    }
    this.setState({ busy: true });
    try {
      await task(value);
    } catch (problem) {
      this.refused(problem);
    } finally {
      this.setState({ busy: false });
    }
  }

  refused(problem) {
    if (!(problem instanceof Error) || problem.name === "AbortError") {
      return;
    }
    const prefix = this.props.prefix ?? "";
    const errors = (problem.errors ?? [])
      .filter((error) => error.pointer.startsWith(prefix))
      .map((error) => ({ ...error, pointer: error.pointer.slice(prefix.length) }));
    this.tell(errors, problem);
  }

  render({ schema, submit, onSubmit, extra, children, main = true }, { draft, errors, problem, busy }) {
    const send = (event) => {
      event.preventDefault();
      this.run(onSubmit);
    };
    return html`<form ref=${this.box} noValidate onSubmit=${send} autocomplete="off">
      <${Field} id=${this.id} schema=${schema} draft=${draft} errors=${errors} pointer="" top
        onChange=${this.change} />
      ${children}
      <div aria-live="polite">
        ${problem && html`<${Told} problem=${problem} />`}
        ${!problem && errors.length > 0 &&
        html`<p class="note bad">${errors.length === 1 ? "One field needs" : `${errors.length} fields need`} another look.</p>`}
      </div>
      <div class="row">
        <button type="submit" class=${main ? "main" : ""} aria-disabled=${busy}>
          ${busy && html`<span class="busy"></span>`}${submit}
        </button>
        ${extra?.(this, busy)}
      </div>
    </form>`;
  }
}
