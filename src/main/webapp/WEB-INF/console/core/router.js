/** Which page stands at which address: all behind `#`, so that the server has one page to serve. */
import { search } from "./api.js";

/** Returns the address of `names`, with what a page is asked. */
export function href(names, query) {
  return "#/" + names.map(encodeURIComponent).join("/") + search(query);
}

/** Goes there; `replace`: without leaving a step to go back to. */
export function go(to, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, "", to);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = to;
  }
}

/** Returns the names and the query of an address. */
export function read(hash) {
  const [names, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    names: names.split("/").filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * Returns the first of `routes` that `hash` fits, with what stands in the places of its names that
 * begin with a colon; null where none does.
 */
export function match(routes, hash) {
  const { names, query } = read(hash);
  for (const [pattern, page] of routes) {
    const parts = pattern.split("/").filter(Boolean);
    if (
      parts.length === names.length &&
      parts.every((part, i) => part.startsWith(":") || part === names[i])
    ) {
      const params = {};
      parts.forEach((part, i) => {
        if (part.startsWith(":")) {
          params[part.slice(1)] = names[i];
        }
      });
      return { page, params, query };
    }
  }
  return null;
}
