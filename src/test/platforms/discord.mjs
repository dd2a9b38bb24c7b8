// Discord's own verifier takes what the fake of Discord sends, and nothing else: node discord.mjs
import { createServer } from "node:http";
import { InteractionResponseType, InteractionType, verifyKey } from "discord-interactions";

const { DISCORD_PUBLIC_KEY: publicKey } = process.env;

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  const genuine = await verifyKey(
    body,
    request.headers["x-signature-ed25519"] ?? "",
    request.headers["x-signature-timestamp"] ?? "",
    publicKey,
  );
  if (!genuine) {
    console.log("refused");
    response.writeHead(401).end();
    return;
  }
  const interaction = JSON.parse(body);
  console.log(`interaction ${interaction.type} ${interaction.member?.user.id ?? ""}`);
  const answer =
    interaction.type === InteractionType.PING
      ? { type: InteractionResponseType.PONG }
      : { type: InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE, data: { content: "Heard", flags: 64 } };
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
});
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
