// The quick start of the README, by the client that is made of the API's description.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import {
  CommunitiesApi,
  Configuration,
  ProcessesApi,
  RandomnessApi,
  ReceiversApi,
  ResponseError,
  RevshareApi,
} from "./client/index.js";

const garden = "garden-typescript";
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
const gateway = new Configuration({ basePath: process.argv[2] });

function expect(holds: boolean, found: unknown): void {
  if (!holds) {
    throw new Error(JSON.stringify(found));
  }
  console.log(found);
}

const community = await new CommunitiesApi(gateway).replaceCommunity({
  community: garden,
  communityBody: {
    readableName: "The Garden",
    plugins: [
      { name: "randomness", config: { default_low: 7, default_high: 8 } },
      { name: "revshare" },
    ],
  },
});
expect(community.plugins.length === 2, community.slug);

const randomness = new RandomnessApi(gateway);
const drawn = await randomness.performActionRandomnessRandomInt({ xMetagovCommunity: garden });
expect(drawn.value === 7, drawn.value);

const revshare = new RevshareApi(gateway);
const shares = await revshare.performActionRevshareAddPointer({
  xMetagovCommunity: garden,
  idempotencyKey: "alice-3",
  revshareAddPointerRequest: { parameters: { pointer: "$wallet.example/alice", weight: 3 } },
});
expect("$wallet.example/alice" in shares, shares);
const picked = await revshare.performPublicActionRevsharePickPointer({ xMetagovCommunity: garden });
expect(picked.pointer === "$wallet.example/alice", picked.pointer);

try {
  await randomness.performActionRandomnessRandomInt({
    xMetagovCommunity: garden,
    randomnessRandomIntRequest: { parameters: { low: 5, high: 1 } },
  });
  throw new Error("it was not refused");
} catch (e) {
  if (!(e instanceof ResponseError)) {
    throw e;
  }
  expect(e.response.status === 400, await e.response.text());
}

const started = await randomness.startProcessRandomnessDelayedStochasticVoteRaw({
  xMetagovCommunity: garden,
  randomnessDelayedStochasticVoteStart: { options: ["tulips", "roses"], delay: 60 },
});
const location = started.raw.headers.get("Location") ?? "";
const vote = {
  process: "randomness.delayed-stochastic-vote",
  id: Number(location.split("/").pop()),
};
const processes = new ProcessesApi(gateway);
expect((await processes.getProcess(vote)).status === "pending", location);
const closed = await processes.closeProcess(vote);
expect("winner" in closed.outcome, closed.outcome);

// What the gateway sends is verified by the library of the Standard Webhooks project.
const verified: unknown[] = [];
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  const body = Buffer.concat(parts).toString();
  verified.push(new Webhook(secret).verify(body, request.headers as Record<string, string>));
  response.writeHead(204).end();
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const receivers = new ReceiversApi(gateway);
const port = (server.address() as AddressInfo).port;
await receivers.putReceiver({
  receiver: garden,
  receiverBody: { url: `http://127.0.0.1:${port}/`, secret, communities: [garden] },
});
const tested = await receivers.testReceiver({ receiver: garden });
expect(tested.delivered && verified.length === 1, verified[0]);
await receivers.deleteReceiver({ receiver: garden });
server.close();
