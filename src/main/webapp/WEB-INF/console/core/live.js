/**
 * The event log of a community as it goes on: Server-Sent Events, read by hand, since the browser's
 * own reader cannot say who is asking.
 */
import { headers, problem, search } from "./api.js";

const PAUSE_MILLIS = 2_000;

/**
 * Calls `on.event` with each event after the number `after`, `on.state` with whether the stream is
 * open, and `on.problem` with what ends it for good; until `signal` is aborted.
 */
export async function follow(community, after, on, signal) {
  let position = after;
  while (!signal.aborted) {
    try {
      const answer = await fetch(
        "/api/internal/events" + search({ community, after: String(position) }),
        { headers: headers({ accept: "text/event-stream" }), signal },
      );
      if (!answer.ok) {
        const refused = await problem(answer);
        if (answer.status < 500 && answer.status !== 429) {
          on.problem(refused);
          return;
        }
      } else {
        on.state(true);
        for await (const event of events(answer.body)) {
          position = event.sequence;
          on.event(event);
        }
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
    }
    on.state(false);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
  }
}

/** Yields the `data` of each message of the stream, as JSON. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const messages = (rest + value).split("\n\n");
    rest = messages.pop();
    for (const message of messages) {
      const data = message
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart())
        .join("\n");
      if (data) {
        yield JSON.parse(data);
      }
    }
  }
}
