// A small driver: the garden votes on a flower, and the flower gets a share of the revenue.
import { createHmac, timingSafeEqual } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";

const GATEWAY = process.env.GATEWAY ?? "http://127.0.0.1:8080";
const PORT = Number(process.env.PORT ?? "8190");
const SECRETS = process.env.SECRETS.split(" "); // whsec_..., one or more
const COMMUNITY = process.env.COMMUNITY ?? "garden";
const RECEIVER = process.env.RECEIVER ?? "default";
const MEMORY = process.env.MEMORY ?? "driver.txt";
const LONGEST_WAY = 300; // seconds
const LARGEST_BODY = 1_000_000;

/** Calls the gateway; a status of 400 or more throws. */
async function call(method, path, body, headers = {}) {
  const key = process.env.KEY ? { Authorization: `Bearer ${process.env.KEY}` } : {};
  const answer = await fetch(GATEWAY + path, {
    method,
    headers: { "Content-Type": "application/json", ...key, ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

/** Whether this was done before, also before a restart. */
function isDone(what) {
  return existsSync(MEMORY) && readFileSync(MEMORY, "utf8").split("\n").includes(what);
}

/** Remembers on disk that this was done. */
function remember(what) {
  const file = openSync(MEMORY, "a");
  writeSync(file, what + "\n");
  fsyncSync(file);
  closeSync(file);
}

/** Tells the gateway what should be: the same however often it is said. */
async function setUp() {
  await call("PUT", `/api/internal/community/${COMMUNITY}`, {
    readable_name: "The Garden",
    plugins: [
      { name: "randomness", config: { default_low: 1, default_high: 7 } },
      { name: "revshare" },
    ],
  });
  await call("PUT", `/api/internal/receivers/${RECEIVER}`, {
    url: `http://127.0.0.1:${PORT}/events`,
    communities: [COMMUNITY],
    secret: SECRETS[0],
  });
}

/** Starts the vote, once. */
async function ask() {
  if (!isDone("asked")) {
    await call(
      "POST",
      "/api/internal/process/randomness.delayed-stochastic-vote",
      { options: ["tulips", "roses"], delay: 0, callback_url: `http://127.0.0.1:${PORT}/outcomes` },
      { "X-Metagov-Community": COMMUNITY, "Idempotency-Key": "flower-of-the-year" },
    );
    remember("asked");
  }
}

/** Whether the gateway has sent this, and not long ago: Standard Webhooks 1.0. */
function isSigned(headers, body) {
  const sent = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(sent) || Math.abs(Date.now() / 1000 - Number(sent)) > LONGEST_WAY) {
    return false;
  }
  const signatures = (headers["webhook-signature"] ?? "").split(" ").map((text) => Buffer.from(text));
  return SECRETS.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const mac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${sent}.`).update(body);
    const expected = Buffer.from("v1," + mac.digest("base64"));
    return signatures.some((it) => it.length === expected.length && timingSafeEqual(it, expected));
  });
}

/** Something has happened in the garden. */
function takeEvent(event) {
  console.log("event", event.event_type, JSON.stringify(event.data));
}

/** The vote has changed; once it is over, its winner gets a share. */
async function takeOutcome(vote, id) {
  if (vote.status === "completed" && "winner" in vote.outcome) {
    const winner = vote.outcome.winner;
    // Should this be cut off now, the next try asks with the same key: it is done once.
    await call(
      "POST",
      "/api/internal/action/revshare.add-pointer",
      { parameters: { pointer: `$garden.example/${winner}`, weight: 1 } },
      { "X-Metagov-Community": COMMUNITY, "Idempotency-Key": id },
    );
    console.log("winner", winner);
  }
}

/** Returns the status to answer a message with. */
async function take(path, headers, body) {
  const id = headers["webhook-id"];
  if (!isSigned(headers, body)) {
    return 401;
  }
  if (isDone(id)) {
    return 204;
  }
  try {
    await (path === "/outcomes" ? takeOutcome : takeEvent)(JSON.parse(body), id);
  } catch (e) {
    console.log("later:", e.message);
    return 503; // the gateway tries again
  }
  remember(id);
  return 204;
}

let last = Promise.resolve(); // one message at a time: the next one waits

const server = createServer(async (request, response) => {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > LARGEST_BODY) {
      response.writeHead(413, { Connection: "close" }).end();
      return;
    }
    parts.push(part);
  }
  const taken = last.then(() => take(request.url, request.headers, Buffer.concat(parts)));
  last = taken.catch(() => 500);
  response.writeHead(await last).end();
});

server.listen(PORT, "127.0.0.1", async () => {
  await setUp();
  await ask();
  console.log("listening");
});
