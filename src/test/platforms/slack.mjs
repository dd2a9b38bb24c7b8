// Slack's own libraries call the fake of Slack, and take what it sends: node slack.mjs <fake> <channel>
import assert from "node:assert/strict";
import bolt from "@slack/bolt";
import { ErrorCode, WebClient } from "@slack/web-api";

const [base, channel] = process.argv.slice(2);
const { SLACK_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret } = process.env;
const slackApiUrl = `${base}/api/`;
const web = new WebClient(token, { slackApiUrl, retryConfig: { retries: 0 } });

const me = await web.auth.test();
assert.ok(me.ok && me.bot_id && me.team_id && me.user_id);

const blocks = [
  { type: "section", text: { type: "mrkdwn", text: "*Tea?*" } },
  {
    type: "section",
    text: { type: "mrkdwn", text: "yes" },
    accessory: {
      type: "button",
      action_id: "cast_vote",
      value: "yes",
      text: { type: "plain_text", text: ":+1:", emoji: true },
    },
  },
];
const metadata = { event_type: "metagov_vote", event_payload: { start_key: "k-1" } };
const posted = await web.chat.postMessage({ channel, text: "Tea?", blocks, metadata });
assert.equal(posted.channel, channel);
assert.match(posted.ts, /^\d+\.\d{6}$/);
const link = await web.chat.getPermalink({ channel, message_ts: posted.ts });
assert.match(link.permalink, /^https:/);
assert.equal((await web.chat.update({ channel, ts: posted.ts, text: "Tea!", blocks })).ts, posted.ts);
const history = await web.conversations.history({ channel, limit: 10, include_all_metadata: true });
assert.equal(history.messages[0].metadata.event_payload.start_key, "k-1");
assert.ok((await web.chat.postEphemeral({ channel, user: me.user_id, text: "Hush" })).message_ts);
assert.ok((await web.conversations.open({ users: `${me.user_id},U1` })).channel.id);
assert.equal((await web.team.info()).team.id, me.team_id);

// All pages, as the library turns them.
const names = [];
for await (const page of web.paginate("conversations.list", { limit: 1 })) {
  names.push(...page.channels.map((one) => one.name));
}
assert.ok(names.length > 1 && new Set(names).size === names.length);

// What is refused is an error of the platform's for it, and not one of the network.
for (const [refused, error] of [
  [() => web.users.info({ user: "U404" }), "user_not_found"],
  [() => web.chat.postMessage({ channel: "C404", text: "Tea?" }), "channel_not_found"],
  [() => web.chat.postMessage({ channel }), "no_text"],
  [() => new WebClient("xoxb-made-up", { slackApiUrl }).auth.test(), "invalid_auth"],
]) {
  await assert.rejects(refused, (told) => {
    assert.equal(told.code, ErrorCode.PlatformError);
    assert.equal(told.data.error, error);
    return true;
  });
}
console.log("satisfied");

// An app that is written with Bolt: it takes what it has verified, and nothing else.
const app = new bolt.App({
  signingSecret,
  clientOptions: { slackApiUrl },
  authorize: async () => ({ botToken: token, botId: me.bot_id, botUserId: me.user_id }),
});
app.event("member_joined_channel", async ({ event, body }) => {
  console.log(`event ${body.team_id} ${event.user} ${event.channel}`);
});
app.action("cast_vote", async ({ ack, body, action }) => {
  await ack();
  console.log(`click ${body.user.id} ${action.value} ${body.message.ts}`);
});
const server = await app.start(0);
console.log(`listening ${server.address().port}`);
