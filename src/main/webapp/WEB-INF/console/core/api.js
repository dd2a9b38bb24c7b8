/** The documented API, and nothing else: whatever a page does, a driver can do. */
import { end, session, token } from "./session.js";

const ROOT = "/api/internal";
const PATIENCE_MILLIS = 120_000;

/** What the gateway has refused, in its own words. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The gateway answered ${status}.`);
    this.status = status;
    this.title = body.title ?? "";
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.instance = body.instance ?? null;
    this.retryAfter = body.retryAfter ?? null;
    this.body = body;
  }
}

/** Returns `names`, escaped, as one path below the API's root. */
export function path(...names) {
  return names.map((name) => "/" + encodeURIComponent(name)).join("");
}

/** Returns `query` without what is empty, as it stands in a URL. */
export function search(query = {}) {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(given).toString();
  return text ? "?" + text : "";
}

/** Returns the headers of every request: who is there, and which community it is about. */
export function headers({ community, key, once, accept = "application/json", body } = {}) {
  const all = { Accept: accept };
  if (body !== undefined) {
    all["Content-Type"] = "application/json";
  }
  if (community) {
    all["X-Metagov-Community"] = community;
  }
  if (once) {
    all["Idempotency-Key"] = once;
  }
  if (key) {
    all.Authorization = `Bearer ${key}`;
  } else if (token()) {
    all["X-Metagov-Session"] = token();
  }
  return all;
}

async function send(method, where, options = {}) {
  const { body, query, signal, patience = PATIENCE_MILLIS } = options;
  const limit = AbortSignal.timeout(patience);
  let answer;
  try {
    answer = await fetch(ROOT + where + search(query), {
      method,
      headers: headers(options),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Problem(0, {
      title: "No answer",
      detail:
        error.name === "TimeoutError"
          ? "The gateway has not answered in time. What was asked may still be done: look before you try again."
          : "The gateway does not answer. Is it running, and is this computer connected to it?",
    });
  }
  if (!answer.ok) {
    throw await problem(answer, options);
  }
  return answer;
}

/** Reads what was refused; whoever is not known any more has to sign in again. */
export async function problem(answer, { key } = {}) {
  let body = {};
  try {
    body = await answer.json();
  } catch {
    // Something before the gateway has answered: there is only the status.
  }
  body.retryAfter = Number(answer.headers.get("Retry-After")) || null;
  if (answer.status === 401 && !key && session.value) {
    end("Your session has ended. Sign in to go on where you were.");
  }
  return new Problem(answer.status, body);
}

async function json(method, where, options) {
  const answer = await send(method, where, options);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const api = {
  get: (where, options) => json("GET", where, options),
  post: (where, body, options) => json("POST", where, { ...options, body }),
  put: (where, body, options) => json("PUT", where, { ...options, body }),
  delete: (where, options) => json("DELETE", where, options),

  /** Starts what is not done at once, and returns where it can be seen. */
  async start(where, body, options) {
    const answer = await send("POST", where, { ...options, body });
    return answer.headers.get("Location");
  },

  /** Returns the bytes of a file. */
  async file(where, options) {
    const answer = await send("GET", where, { accept: "*/*", ...options });
    return answer.blob();
  },
};

/** Lets the browser save a file under `name`. */
export async function save(name, where, options) {
  const url = URL.createObjectURL(await api.file(where, options));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
