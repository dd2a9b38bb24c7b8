"""A small driver: the garden votes on a flower, and the flower gets a share of the revenue."""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

GATEWAY = os.environ.get("GATEWAY", "http://127.0.0.1:8080")
PORT = int(os.environ.get("PORT", "8190"))
SECRETS = os.environ["SECRETS"].split()  # whsec_..., one or more
COMMUNITY = os.environ.get("COMMUNITY", "garden")
RECEIVER = os.environ.get("RECEIVER", "default")
MEMORY = os.environ.get("MEMORY", "driver.txt")
LONGEST_WAY = 300  # seconds
LARGEST_BODY = 1_000_000


def call(method, path, body, **headers):
    """Calls the gateway; returns what it answers. A status of 400 or more raises."""
    headers["Content-Type"] = "application/json"
    if "KEY" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["KEY"]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(GATEWAY + path, json.dumps(body).encode(), named, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def is_done(what):
    """Whether this was done before, also before a restart."""
    try:
        with open(MEMORY, encoding="utf-8") as lines:
            return what in lines.read().splitlines()
    except FileNotFoundError:
        return False


def remember(what):
    """Remembers on disk that this was done."""
    with open(MEMORY, "a", encoding="utf-8") as lines:
        lines.write(what + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def set_up():
    """Tells the gateway what should be: the same however often it is said."""
    plugins = [
        {"name": "randomness", "config": {"default_low": 1, "default_high": 7}},
        {"name": "revshare"},
    ]
    community = {"readable_name": "The Garden", "plugins": plugins}
    call("PUT", "/api/internal/community/" + COMMUNITY, community)
    events = f"http://127.0.0.1:{PORT}/events"
    receiver = {"url": events, "communities": [COMMUNITY], "secret": SECRETS[0]}
    call("PUT", "/api/internal/receivers/" + RECEIVER, receiver)


def ask():
    """Starts the vote, once."""
    if not is_done("asked"):
        outcomes = f"http://127.0.0.1:{PORT}/outcomes"
        vote = {"options": ["tulips", "roses"], "delay": 0, "callback_url": outcomes}
        path = "/api/internal/process/randomness.delayed-stochastic-vote"
        call("POST", path, vote, X_Metagov_Community=COMMUNITY, Idempotency_Key="flower-of-the-year")
        remember("asked")


def is_signed(headers, body):
    """Whether the gateway has sent this, and not long ago: Standard Webhooks 1.0."""
    sent = headers.get("webhook-timestamp", "")
    if not sent.isdecimal() or abs(time.time() - int(sent)) > LONGEST_WAY:
        return False
    text = f"{headers.get('webhook-id')}.{sent}.".encode() + body
    for secret in SECRETS:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        for signature in headers.get("webhook-signature", "").split():
            if hmac.compare_digest(expected.encode(), signature.encode()):
                return True
    return False


def take_event(event):
    """Something has happened in the garden."""
    print("event", event["event_type"], json.dumps(event["data"]), flush=True)


def take_outcome(process, message_id):
    """The vote has changed; once it is over, its winner gets a share."""
    if process["status"] == "completed" and "winner" in process["outcome"]:
        winner = process["outcome"]["winner"]
        share = {"parameters": {"pointer": "$garden.example/" + winner, "weight": 1}}
        # Should this be cut off now, the next try asks with the same key: it is done once.
        path = "/api/internal/action/revshare.add-pointer"
        call("POST", path, share, X_Metagov_Community=COMMUNITY, Idempotency_Key=message_id)
        print("winner", winner, flush=True)


class Driver(BaseHTTPRequestHandler):
    """Takes one message at a time: the next one waits."""

    timeout = 10  # seconds: who says nothing makes way for others

    def do_POST(self):
        size = int(self.headers.get("Content-Length", "0"))
        if size > LARGEST_BODY:
            return self.answer(413)
        body = self.rfile.read(size)
        if not is_signed(self.headers, body):
            return self.answer(401)
        message_id = self.headers["webhook-id"]
        if is_done(message_id):
            return self.answer(204)
        try:
            if self.path == "/outcomes":
                take_outcome(json.loads(body), message_id)
            else:
                take_event(json.loads(body))
        except OSError as e:
            print("later:", e, flush=True)
            return self.answer(503)  # the gateway tries again
        remember(message_id)
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing of each request."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", PORT), Driver)  # from here on nobody is refused
    set_up()
    ask()
    print("listening", flush=True)
    server.serve_forever()
