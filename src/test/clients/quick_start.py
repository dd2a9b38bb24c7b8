"""The quick start of the README, by the client that is made of the API's description."""

import sys

from metagov_client import (
    ApiClient,
    CommunitiesApi,
    Configuration,
    ProcessesApi,
    RandomnessApi,
    ReceiversApi,
    RevshareApi,
)
from metagov_client.exceptions import ApiException

GARDEN = "garden-python"


def expect(holds, found):
    if not holds:
        raise AssertionError(found)
    print(found)


with ApiClient(Configuration(host=sys.argv[1])) as gateway:
    plugins = [
        {"name": "randomness", "config": {"default_low": 7, "default_high": 8}},
        {"name": "revshare"},
    ]
    garden = CommunitiesApi(gateway).replace_community(
        GARDEN, {"readable_name": "The Garden", "plugins": plugins}
    )
    expect(len(garden.plugins) == 2, garden.slug)

    randomness = RandomnessApi(gateway)
    value = randomness.perform_action_randomness_random_int(GARDEN).value
    expect(value == 7, value)

    revshare = RevshareApi(gateway)
    share = {"parameters": {"pointer": "$wallet.example/alice", "weight": 3}}
    shares = revshare.perform_action_revshare_add_pointer(GARDEN, share, idempotency_key="alice-3")
    expect(shares == {"$wallet.example/alice": 3}, shares)
    picked = revshare.perform_public_action_revshare_pick_pointer(GARDEN).pointer
    expect(picked == "$wallet.example/alice", picked)

    try:
        wrong = {"parameters": {"low": 5, "high": 1}}
        randomness.perform_action_randomness_random_int(
            GARDEN, randomness_random_int_request=wrong
        )
        raise AssertionError("it was not refused")
    except ApiException as refused:
        expect(refused.status == 400, refused.body)

    vote = {"options": ["tulips", "roses"], "delay": 60}
    started = randomness.start_process_randomness_delayed_stochastic_vote_with_http_info(
        GARDEN, vote
    )
    location = started.headers["Location"]
    processes = ProcessesApi(gateway)
    name, number = "randomness.delayed-stochastic-vote", int(location.rsplit("/", 1)[1])
    expect(processes.get_process(name, number).status == "pending", location)
    outcome = processes.close_process(name, number).outcome
    expect("winner" in outcome, outcome)

    receivers = ReceiversApi(gateway)
    receiver = receivers.put_receiver(GARDEN, {"url": "http://127.0.0.1:9/", "enabled": False})
    expect(receiver.state == "disabled", receiver.format)
    receivers.delete_receiver(GARDEN)
