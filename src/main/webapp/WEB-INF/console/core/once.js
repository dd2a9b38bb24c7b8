/**
 * Keys that let the gateway know a request again: whoever tries again what may have been done gets
 * the first answer, and nothing is done twice.
 */
export class Once {
  #body = null;
  #key = null;

  /** Returns the key of `body`: the same one until it was answered. */
  keyOf(body) {
    const text = JSON.stringify(body);
    if (text !== this.#body) {
      this.#body = text;
      this.#key = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    }
    return this.#key;
  }

  /** Whether what was asked is known to be done, or refused: the next one is another one. */
  settled(problem) {
    if (!problem || (problem.status >= 400 && problem.status < 500)) {
      this.#body = null;
    }
  }

  /** Calls `task` with the key of `body`. */
  async run(body, task) {
    try {
      const answer = await task(this.keyOf(body));
      this.settled(null);
      return answer;
    } catch (problem) {
      this.settled(problem);
      throw problem;
    }
  }
}
