// Octokit calls the fake of GitHub, takes what it sends, and signs what the gateway takes:
// node github.mjs <fake> <installation> <owner> <repository> <the gateway's URL for webhooks>
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { App } from "@octokit/app";
import { Octokit } from "@octokit/core";
import { createNodeMiddleware, Webhooks } from "@octokit/webhooks";

const [base, installation, owner, repo, hook] = process.argv.slice(2);
const { GITHUB_APP_ID: appId, GITHUB_PRIVATE_KEY: privateKey, GITHUB_WEBHOOK_SECRET: secret } = process.env;

const app = new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl: `${base}/api/v3` }) });
assert.equal((await app.octokit.request("GET /app")).data.id, Number(appId));
const octokit = await app.getInstallationOctokit(Number(installation));
const { data: found } = await octokit.request("GET /repos/{owner}/{repo}", { owner, repo });
assert.equal(found.name, repo);
const made = await octokit.request("POST /repos/{owner}/{repo}/issues", { owner, repo, title: "Tea?", body: "Now" });
assert.equal(made.status, 201);
const issue = { owner, repo, issue_number: made.data.number };
for (const body of ["one", "two", "three"]) {
  await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...issue, body });
}
const comments = await octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...issue, per_page: 2 });
assert.equal(comments.data.length, 2);
assert.match(comments.headers.link, /rel="next"/);
await assert.rejects(
  () => octokit.request("GET /repos/{owner}/{repo}", { owner, repo: "nowhere" }),
  (told) => told.status === 404 && told.response.data.message === "Not Found",
);
console.log("satisfied");

// What Octokit signs the gateway takes, and nothing that was changed on its way.
const webhooks = new Webhooks({ secret });
const payload = JSON.stringify({
  action: "created",
  installation: { id: Number(installation) },
  sender: { id: 583231, login: "octocat" },
  issue: { id: 1 },
});
async function sent(body, signature) {
  const headers = {
    "Content-Type": "application/json",
    "X-GitHub-Event": "issue_comment",
    "X-GitHub-Delivery": crypto.randomUUID(),
    "X-Hub-Signature-256": signature,
  };
  return (await fetch(hook, { method: "POST", headers, body })).status;
}
const signature = await webhooks.sign(payload);
assert.equal(await sent(payload, signature), 200);
assert.equal(await sent(payload.replace("created", "deleted"), signature), 401);
console.log("signed");

webhooks.on("issue_comment.created", ({ id, payload: told }) => console.log(`comment ${id} ${told.comment.body}`));
const server = createServer(createNodeMiddleware(webhooks, { path: "/hook" }));
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
