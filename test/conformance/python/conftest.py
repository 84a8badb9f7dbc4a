"""Fixtures: the official clients, pointed at the server that run.ts started."""

import os
import uuid

import pytest

BASE_URL = os.environ["EVALFLOW_URL"]


@pytest.fixture(scope="session")
def base_url() -> str:
    return BASE_URL


@pytest.fixture(scope="session")
def nemo():
    from nemo_microservices import NeMoMicroservices

    # strict: the SDK holds every answer against its own types, which it does not do by default
    return NeMoMicroservices(
        base_url=BASE_URL,
        inference_base_url=f"{BASE_URL}/nim",
        _strict_response_validation=True,
    )


@pytest.fixture(scope="session")
def hub():
    from huggingface_hub import HfApi

    # NVIDIA's notebooks pass "token" or nothing: neither may be refused
    return HfApi(endpoint=f"{BASE_URL}/v1/hf", token="token")


@pytest.fixture
def namespace() -> str:
    return f"ns-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def repo(hub, namespace) -> str:
    repo_id = f"{namespace}/data"
    hub.create_repo(repo_id, repo_type="dataset")
    return repo_id
