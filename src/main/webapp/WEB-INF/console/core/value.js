/** What a draft of a form is worth: the value that it stands for, and what is wrong with it. */
import { MARK, alternatives, escaped, isRequired, kindOf, typeOf } from "./schema.js";

/**
 * Returns the value that a draft stands for, undefined where nothing was given.
 *
 * @param {Array<{pointer: string, detail: string}>} errors gets what is wrong
 */
export function valueOf(schema, draft, errors, { pointer = "", required = true } = {}) {
  const found = valueOfKind(schema, draft, errors, { pointer, required });
  if (found === undefined && required && !errors.some((error) => error.pointer === pointer)) {
    errors.push({ pointer, detail: "is required" });
  }
  return found;
}

function valueOfKind(schema, draft, errors, at) {
  switch (kindOf(schema)) {
    case "const":
      return schema.const;
    case "enum":
      return draft === "" ? undefined : JSON.parse(draft);
    case "boolean":
      return draft === "" ? (at.required ? false : undefined) : draft;
    case "integer":
    case "number":
      return number(schema, draft, errors, at);
    case "list":
      return list(schema, draft, errors, at);
    case "object":
      return object(schema, draft, errors, at);
    case "map":
      return map(schema, draft, errors, at);
    case "choice":
      return valueOf(alternatives(schema)[draft.index], draft.draft, errors, at);
    case "json":
      return json(draft, errors, at);
    case "date-time":
      return draft === "" ? undefined : new Date(draft).toISOString();
    default:
      return text(schema, draft, errors, at);
  }
}

function text(schema, draft, errors, { pointer }) {
  if (draft === "" || draft === MARK) {
    return draft || undefined;
  }
  const wrong = [
    [draft.length < schema.minLength, `must have at least ${schema.minLength} characters`],
    [draft.length > schema.maxLength, `must have at most ${schema.maxLength} characters`],
    [schema.pattern && !matches(schema.pattern, draft), patternText(schema.pattern)],
  ].find(([is]) => is);
  if (wrong) {
    errors.push({ pointer, detail: wrong[1] });
  }
  return draft;
}

function patternText(pattern) {
  return pattern === "\\S" ? "must not be blank" : `must match the pattern ${pattern}`;
}

function matches(pattern, value) {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // Not written for browsers: the gateway judges it.
    return true;
  }
}

function number(schema, draft, errors, { pointer }) {
  const typed = draft.trim();
  if (typed === "") {
    return undefined;
  }
  const value = Number(typed);
  const whole = typeOf(schema) === "integer";
  const wrong = [
    [!Number.isFinite(value), "must be a number"],
    [whole && !Number.isInteger(value), "must be a whole number"],
    [whole && !Number.isSafeInteger(value), "is too large"],
    [value < schema.minimum, `must be ${schema.minimum} or more`],
    [value > schema.maximum, `must be ${schema.maximum} or less`],
    [value <= schema.exclusiveMinimum, `must be more than ${schema.exclusiveMinimum}`],
    [value >= schema.exclusiveMaximum, `must be less than ${schema.exclusiveMaximum}`],
  ].find(([is]) => is);
  if (wrong) {
    errors.push({ pointer, detail: wrong[1] });
  }
  return value;
}

function list(schema, draft, errors, { pointer, required }) {
  const items = draft.map((item, i) =>
    valueOf(schema.items, item, errors, { pointer: `${pointer}/${i}`, required: true }),
  );
  if (items.length === 0 && !("default" in schema) && !required) {
    return undefined;
  }
  const least = required ? Math.max(schema.minItems ?? 0, 0) : schema.minItems;
  if (items.length < least) {
    errors.push({ pointer, detail: `must have at least ${least} entries` });
  } else if (items.length > schema.maxItems) {
    errors.push({ pointer, detail: `must have at most ${schema.maxItems} entries` });
  } else if (schema.uniqueItems && new Set(items.map((i) => JSON.stringify(i))).size < items.length) {
    errors.push({ pointer, detail: "must not have the same entry twice" });
  }
  return items;
}

function object(schema, draft, errors, { pointer, required }) {
  const own = [];
  const value = {};
  for (const [name, member] of Object.entries(schema.properties)) {
    const found = valueOf(member, draft[name], own, {
      pointer: `${pointer}/${escaped(name)}`,
      required: isRequired(schema, name),
    });
    if (found !== undefined) {
      value[name] = found;
    }
  }
  if (!required && Object.keys(value).length === 0) {
    return undefined;
  }
  errors.push(...own);
  return value;
}

function map(schema, draft, errors, { pointer, required }) {
  const value = {};
  for (const [key, item] of draft) {
    const at = `${pointer}/${escaped(key)}`;
    if (key === "" || Object.hasOwn(value, key)) {
      errors.push({ pointer, detail: key === "" ? "every entry needs a name" : `has '${key}' twice` });
    }
    Object.defineProperty(value, key, {
      value: valueOf(schema.additionalProperties, item, errors, { pointer: at, required: true }),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return draft.length === 0 && !required && !("default" in schema) ? undefined : value;
}

function json(draft, errors, { pointer }) {
  if (draft.trim() === "") {
    return undefined;
  }
  try {
    return JSON.parse(draft);
  } catch (error) {
    errors.push({ pointer, detail: `is not JSON: ${error.message}` });
    return undefined;
  }
}
