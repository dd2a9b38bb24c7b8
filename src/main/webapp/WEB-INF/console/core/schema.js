/**
 * What a JSON Schema (draft 7) asks for, as a form sees it. A form holds drafts: what somebody has
 * typed so far, which need not be a value yet. Nothing here knows of the page.
 */

/** Stands for a secret that the gateway keeps, and does not tell. */
export const MARK = "********";

const ACRONYMS = new Map(
  ["api", "url", "id", "html", "json", "uri", "dao", "oauth"].map((name) => [name, name.toUpperCase()]),
);

/** Returns a label for a member: `api_key` is `API key`. */
export function label(name) {
  const words = name.split(/[_\s-]+/).filter(Boolean);
  const shown = words.map((word) => ACRONYMS.get(word.toLowerCase()) ?? word);
  const text = shown.join(" ");
  return text ? text[0].toUpperCase() + text.slice(1) : name;
}

/**
 * Returns the type of `schema`, null left aside. What may be a text or a number is a text: a browser
 * would lose digits of a large number.
 */
export function typeOf(schema) {
  const types = [schema.type].flat().filter((type) => type && type !== "null");
  const numeral = types.length === 2 && types.includes("string") && types.some((type) => /^(integer|number)$/.test(type));
  return numeral ? "string" : types.length === 1 ? types[0] : undefined;
}

/** Returns which kind of field stands for `schema`. */
export function kindOf(schema) {
  if (schema === null || typeof schema !== "object") {
    return "json";
  }
  if ("const" in schema) {
    return "const";
  }
  if (Array.isArray(schema.enum)) {
    return "enum";
  }
  if (alternatives(schema).length > 1) {
    return "choice";
  }
  switch (typeOf(schema)) {
    case "string":
      return schema.format === "date" || schema.format === "date-time" ? schema.format : "text";
    case "integer":
    case "number":
    case "boolean":
      return typeOf(schema);
    case "array":
      return isSchema(schema.items) ? "list" : "json";
    case "object":
      return ofObject(schema);
    default:
      return schema.properties ? ofObject(schema) : "json";
  }
}

function ofObject(schema) {
  if (schema.properties) {
    return "object";
  }
  return isSchema(schema.additionalProperties) && kindOf(schema.additionalProperties) !== "json"
    ? "map"
    : "json";
}

function isSchema(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Returns the ways there are to fill in `schema`, without null. */
export function alternatives(schema) {
  return (schema.oneOf ?? schema.anyOf ?? []).filter((one) => isSchema(one) && one.type !== "null");
}

/** Returns what an alternative is called. */
export function alternativeName(schema) {
  if (schema.title ?? schema.description) {
    return schema.title ?? schema.description;
  }
  return "const" in schema ? String(schema.const) : (typeOf(schema) ?? "anything");
}

/** Returns whether a value of `schema` is not to be shown. */
export function isSecret(schema, inSecret = false) {
  return inSecret || schema.writeOnly === true || schema.format === "password";
}

/** Returns whether `name` has to be given: a form asks for nothing that has a default. */
export function isRequired(schema, name) {
  return (schema.required ?? []).includes(name) && !("default" in schema.properties[name]);
}

/** Returns the draft of `value`; of the default, or of nothing, where there is no value. */
export function draftOf(schema, value = schema?.default) {
  switch (kindOf(schema)) {
    case "const":
      return null;
    case "enum":
      return value === undefined ? "" : JSON.stringify(value);
    case "boolean":
      return typeof value === "boolean" ? value : "";
    case "integer":
    case "number":
      return value === undefined || value === null ? "" : String(value);
    case "list":
      return Array.isArray(value) ? value.map((item) => draftOf(schema.items, item)) : [];
    case "object": {
      const members = isSchema(value) ? value : {};
      return Object.fromEntries(
        Object.entries(schema.properties).map(([name, member]) => [
          name,
          draftOf(member, members[name]),
        ]),
      );
    }
    case "map":
      return isSchema(value)
        ? Object.entries(value).map(([key, item]) => [
            key,
            draftOf(schema.additionalProperties, item),
          ])
        : [];
    case "choice":
      return draftOfChoice(schema, value);
    case "json":
      return value === undefined ? "" : JSON.stringify(value, null, 2);
    case "date-time":
      return localTime(value);
    default:
      return typeof value === "string" ? value : "";
  }
}

function draftOfChoice(schema, value) {
  const ways = alternatives(schema);
  const found = value === undefined ? -1 : ways.findIndex((way) => fits(way, value));
  const index = Math.max(found, 0);
  return { index, draft: draftOf(ways[index], found < 0 ? undefined : value) };
}

function fits(schema, value) {
  if ("const" in schema) {
    return schema.const === value;
  }
  if (schema.enum) {
    return schema.enum.includes(value);
  }
  const is = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const type = typeOf(schema);
  return type === is || (is === "number" && type === "integer" && Number.isInteger(value));
}

/** Returns an instant as a field for local times takes it. */
function localTime(value) {
  const time = typeof value === "string" ? new Date(value) : null;
  if (!time || Number.isNaN(time.getTime())) {
    return "";
  }
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Returns a name as a JSON Pointer (RFC 6901) has it. */
export function escaped(name) {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Returns `value` with every secret of `schema` replaced, to be shown and copied. */
export function withoutSecrets(schema, value, inSecret = false) {
  if (value === undefined || value === null) {
    return value;
  }
  const secret = inSecret || (isSchema(schema) && isSecret(schema));
  if (Array.isArray(value)) {
    return value.map((item) => withoutSecrets(schema?.items ?? {}, item, secret));
  }
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        withoutSecrets(schema?.properties?.[name] ?? {}, member, secret),
      ]),
    );
  }
  return secret ? MARK : value;
}
