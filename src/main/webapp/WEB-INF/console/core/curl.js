/** A request as one types it into a shell. */

/** Returns `text` as one word of a POSIX shell. */
export function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Returns the request as a command of curl's; the key is left to the environment, since what is
 * copied is pasted anywhere.
 */
export function curl({ method, path, community, body, signedIn }) {
  const parts = [`curl -X ${method} ${quoted(location.origin + path)}`];
  if (signedIn) {
    parts.push('-H "Authorization: Bearer $METAGOV_KEY"');
  }
  if (community) {
    parts.push(`-H ${quoted("X-Metagov-Community: " + community)}`);
  }
  if (body !== undefined) {
    parts.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
  }
  return parts.join(" \\\n  ");
}
