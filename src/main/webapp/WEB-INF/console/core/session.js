/** Who is signed in, and what that one may do. */
import { Signal } from "./signal.js";

const TOKEN = "metagov.session";
const SCOPES = ["read", "act", "administer"];

/** `null` until the gateway has said who is there, and again when nobody is. */
export const session = new Signal(null);

/** Why nobody is signed in any more, for the page of signing in. */
export const ending = new Signal(null);

/** Returns what every request has to carry, or null where nobody signed in. */
export function token() {
  return localStorage.getItem(TOKEN);
}

/** Keeps what the gateway has answered to a key. */
export function begin(answer) {
  const { token: secret, ...rest } = answer;
  if (secret) {
    localStorage.setItem(TOKEN, secret);
  }
  ending.set(null);
  session.set(rest);
}

/** Forgets who was there. */
export function end(why) {
  localStorage.removeItem(TOKEN);
  ending.set(why);
  session.set(null);
}

/** Returns whether whoever is signed in may do what takes `scope`. */
export function may(scope) {
  const has = session.value?.scope;
  return SCOPES.indexOf(has) >= SCOPES.indexOf(scope);
}

/** Returns whether whoever is signed in may look after the server as a whole. */
export function mayServer() {
  return may("administer") && session.value.everywhere !== false;
}
