/** One field of a form, of the kind that its schema asks for; and all that are in it. */
import { html } from "../core/dom.js";
import {
  MARK,
  alternativeName,
  alternatives,
  draftOf,
  escaped,
  isRequired,
  isSecret,
  kindOf,
  label,
} from "../core/schema.js";

/** So many members that need not be given are shown without being asked for. */
const SHOWN_OPTIONS = 4;
const LONG_TEXTS = /^(raw|body|text|details|description|content|message|statement|markdown|html|recipient_message|bio)$/;

/**
 * @param schema what it takes
 * @param draft what was typed so far
 * @param onChange takes the new draft
 * @param pointer where it stands in the value
 * @param errors what is wrong, anywhere
 */
export function Field(props) {
  switch (kindOf(props.schema)) {
    case "const":
      return null;
    case "object":
      return html`<${Members} ...${props} />`;
    case "list":
      return html`<${List} ...${props} />`;
    case "map":
      return html`<${Names} ...${props} />`;
    case "choice":
      return html`<${Choice} ...${props} />`;
    case "boolean":
      return props.required || "default" in props.schema
        ? html`<${Tick} ...${props} />`
        : html`<${Single} ...${props} />`;
    default:
      return html`<${Single} ...${props} />`;
  }
}

function idOf({ id, pointer }) {
  return id + pointer.replace(/[^A-Za-z0-9]/g, "-");
}

function wrong({ errors, pointer }) {
  return errors
    .filter((error) => error.pointer === pointer)
    .map((error) => error.detail)
    .join("; ");
}

function described(props) {
  const id = idOf(props);
  return (
    [props.schema.description && `${id}-hint`, wrong(props) && `${id}-error`]
      .filter(Boolean)
      .join(" ") || undefined
  );
}

function Hint(props) {
  return (
    props.schema.description &&
    html`<span class="hint" id=${`${idOf(props)}-hint`}>${props.schema.description}</span>`
  );
}

function Wrong(props) {
  const text = wrong(props);
  return text && html`<span class="error" id=${`${idOf(props)}-error`}>${props.name ? label(props.name) : "This"} ${text}</span>`;
}

function Optional({ required, schema }) {
  return !required && !("default" in schema) && html` <span class="optional">optional</span>`;
}

/** A label, a hint, a control, and what is wrong with it. */
function Single(props) {
  const id = idOf(props);
  return html`<div class="field">
    <label for=${id} title=${props.name} class=${props.bare ? "hidden-text" : ""}>${props.label ?? label(props.name ?? "value")}<${Optional} ...${props} /></label>
    <${Hint} ...${props} />
    <${Control} ...${props} />
    <${Wrong} ...${props} />
  </div>`;
}

function Control(props) {
  const { schema, draft, onChange, name, secret, required } = props;
  const common = {
    id: idOf(props),
    "aria-describedby": described(props),
    "aria-invalid": wrong(props) ? "true" : undefined,
    "aria-required": required ? "true" : undefined,
    onInput: (event) => onChange(event.target.value),
  };
  const kind = kindOf(schema);
  if (kind === "enum" || kind === "boolean") {
    return html`<${Select} ...${props} common=${common} />`;
  }
  if (isSecret(schema, secret) && (kind === "text" || kind === "number" || kind === "integer")) {
    return html`<${Secret} ...${props} common=${common} />`;
  }
  if (kind === "json") {
    return html`<textarea ...${common} class="mono" spellcheck="false" value=${draft} placeholder="JSON"></textarea>`;
  }
  if (kind === "text" && (LONG_TEXTS.test(name ?? "") || draft.includes("\n"))) {
    return html`<textarea ...${common} value=${draft}></textarea>`;
  }
  const type = { date: "date", "date-time": "datetime-local" }[kind] ?? "text";
  const inputmode = { integer: "numeric", number: "decimal" }[kind];
  return html`<input ...${common} type=${type} inputmode=${inputmode} value=${draft} />`;
}

function Select({ schema, draft, onChange, required, common }) {
  const flags = kindOf(schema) === "boolean";
  const values = flags ? [true, false] : schema.enum.filter((value) => value !== null);
  const text = (value) => (flags ? (value ? "Yes" : "No") : String(value));
  const change = (event) =>
    onChange(flags && event.target.value !== "" ? event.target.value === "true" : event.target.value);
  return html`<select ...${common} onInput=${undefined} onChange=${change}>
    <option value="" selected=${draft === ""}>${required ? "Choose…" : "Not said"}</option>
    ${values.map((value) => {
      const key = flags ? String(value) : JSON.stringify(value);
      return html`<option value=${key} selected=${String(draft) === key}>${text(value)}</option>`;
    })}
  </select>`;
}

/** A secret is never shown: one that is stored is kept, replaced or taken away. */
function Secret({ draft, onChange, required, common }) {
  if (draft === MARK) {
    return html`<div class="row" id=${common.id} tabindex="-1" role="group" aria-describedby=${common["aria-describedby"]} aria-invalid=${common["aria-invalid"]}>
      <span class="badge calm">stored</span>
      <button type="button" class="small" onClick=${() => onChange("")}>Replace</button>
      ${!required && html`<button type="button" class="small" onClick=${() => onChange("")}>Remove</button>`}
    </div>`;
  }
  return html`<input ...${common} type="password" autocomplete="new-password" spellcheck="false" value=${draft} />`;
}

function Tick(props) {
  const { draft, onChange, name } = props;
  const id = idOf(props);
  return html`<div class="field">
    <div class="tick">
      <input type="checkbox" id=${id} checked=${draft === true} aria-describedby=${described(props)}
        aria-invalid=${wrong(props) ? "true" : undefined} onChange=${(event) => onChange(event.target.checked)} />
      <label for=${id} title=${name}>${label(name ?? "value")}</label>
    </div>
    <${Hint} ...${props} />
    <${Wrong} ...${props} />
  </div>`;
}

/** The members of an object: those that are asked for first, the many others on request. */
function Members(props) {
  const { schema, draft, onChange, pointer, errors, id, secret, top, required } = props;
  const names = Object.keys(schema.properties);
  const asked = names.filter((name) => isRequired(schema, name));
  const others = names.filter((name) => !isRequired(schema, name));
  const field = (name) =>
    html`<${Field} key=${name} id=${id} name=${name} schema=${schema.properties[name]} draft=${draft[name]}
      pointer=${`${pointer}/${escaped(name)}`} errors=${errors} required=${isRequired(schema, name)}
      secret=${isSecret(schema, secret)} onChange=${(value) => onChange({ ...draft, [name]: value })} />`;
  if (names.length === 0) {
    return html`<p class="soft">There is nothing to fill in.</p>`;
  }
  const few = others.length <= SHOWN_OPTIONS || asked.length === 0;
  const fields = html`${asked.map(field)}
    ${few
      ? others.map(field)
      : html`<details><summary>${others.length} more fields that need not be filled in</summary>
          <div class="stack">${others.map(field)}</div></details>`}
    <${Wrong} ...${props} />`;
  return top
    ? html`<div class="stack">${fields}</div>`
    : html`<fieldset><legend title=${props.name}>${label(props.name ?? "entry")}<${Optional} schema=${schema} required=${required} /></legend>
        <${Hint} ...${props} />${fields}</fieldset>`;
}

function Group({ props, children }) {
  const bad = wrong(props) ? "true" : undefined;
  return html`<fieldset class="list" id=${idOf(props)} tabindex="-1" aria-describedby=${described(props)} aria-invalid=${bad}>
    <legend title=${props.name}>${label(props.name ?? "entries")}<${Optional} ...${props} /></legend>
    <${Hint} ...${props} />
    ${children}
    <${Wrong} ...${props} />
  </fieldset>`;
}

/** Entries in their order. */
function List(props) {
  const { schema, draft, onChange, pointer, errors, id, secret, name } = props;
  const replace = (i, item) => onChange(draft.map((old, j) => (j === i ? item : old)));
  return html`<${Group} props=${props}>
    ${draft.map(
      (item, i) => html`<div class="item" key=${i}>
        <${Field} id=${id} bare label=${`${label(name ?? "entry")} ${i + 1}`} name=${`entry ${i + 1}`} schema=${schema.items} draft=${item}
          pointer=${`${pointer}/${i}`} errors=${errors} required secret=${isSecret(schema, secret)}
          onChange=${(value) => replace(i, value)} />
        <button type="button" class="small" aria-label=${`Remove entry ${i + 1} of ${label(name ?? "the list")}`}
          onClick=${() => onChange(draft.filter((_, j) => j !== i))}>Remove</button>
      </div>`,
    )}
    <div><button type="button" class="small" onClick=${() => onChange([...draft, draftOf(schema.items)])}>Add ${draft.length > 0 ? "another" : "one"}</button></div>
  </${Group}>`;
}

/** Entries by their names. */
function Names(props) {
  const { schema, draft, onChange, pointer, errors, id, secret } = props;
  const replace = (i, entry) => onChange(draft.map((old, j) => (j === i ? entry : old)));
  return html`<${Group} props=${props}>
    ${draft.map(
      ([key, item], i) => html`<div class="item" key=${i}>
        <div class="two">
          <input aria-label="Name" value=${key} placeholder="Name" onInput=${(event) => replace(i, [event.target.value, item])} />
          <${Field} id=${`${id}v${i}`} bare label=${`Value of ${key || "the entry"}`} name="value" schema=${schema.additionalProperties} draft=${item}
            pointer=${`${pointer}/${escaped(key)}`} errors=${errors} required secret=${isSecret(schema, secret)}
            onChange=${(value) => replace(i, [key, value])} />
        </div>
        <button type="button" class="small" aria-label=${`Remove ${key || "the entry"}`}
          onClick=${() => onChange(draft.filter((_, j) => j !== i))}>Remove</button>
      </div>`,
    )}
    <div><button type="button" class="small" onClick=${() => onChange([...draft, ["", draftOf(schema.additionalProperties)]])}>Add ${draft.length > 0 ? "another" : "one"}</button></div>
  </${Group}>`;
}

/** One of some ways. */
function Choice(props) {
  const { schema, draft, onChange, name } = props;
  const ways = alternatives(schema);
  const id = `${idOf(props)}-way`;
  return html`<${Group} props=${props}>
    <div class="field">
      <label class="hidden-text" for=${id}>${name ? `Kind of ${label(name)}` : "Kind"}</label>
      <select id=${id} onChange=${(event) => onChange({ index: Number(event.target.value), draft: draftOf(ways[event.target.value]) })}>
        ${ways.map((way, i) => html`<option value=${i} selected=${i === draft.index}>${alternativeName(way)}</option>`)}
      </select>
    </div>
    <${Field} ...${props} bare label=${label(name ?? "value")} schema=${ways[draft.index]} draft=${draft.draft} onChange=${(value) => onChange({ ...draft, draft: value })} />
  </${Group}>`;
}
