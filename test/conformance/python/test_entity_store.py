"""Namespaces, projects, datasets and models through the official SDK."""

import nemo_microservices
import pytest


def test_namespace_life(nemo, namespace):
    created = nemo.namespaces.create(id=namespace, description="mine")
    assert created.id == namespace

    assert nemo.namespaces.retrieve(namespace).description == "mine"
    assert nemo.namespaces.update(namespace, description="ours").description == "ours"
    assert namespace in [item.id for item in nemo.namespaces.list(page_size=100)]
    nemo.namespaces.delete(namespace)
    with pytest.raises(nemo_microservices.NotFoundError):
        nemo.namespaces.retrieve(namespace)


def test_taken_name_is_a_conflict_after_one_request(nemo, namespace):
    nemo.namespaces.create(id=namespace)
    with pytest.raises(nemo_microservices.ConflictError) as caught:
        nemo.namespaces.create(id=namespace)
    # the SDK retries a 409 unless the server says not to
    assert caught.value.response.request.headers["x-stainless-retry-count"] == "0"
    assert caught.value.response.headers["x-should-retry"] == "false"


def test_dataset_life(nemo, namespace):
    url = f"hf://datasets/{namespace}/tickets"
    created = nemo.datasets.create(
        name="tickets", namespace=namespace, files_url=url, description="d", custom_fields={"team": "a"}
    )
    assert created.id.startswith("dataset-")
    assert created.created_at is not None

    updated = nemo.datasets.update("tickets", namespace=namespace, description="new")
    assert (updated.description, updated.files_url) == ("new", url)
    assert nemo.datasets.delete("tickets", namespace=namespace).id == created.id
    with pytest.raises(nemo_microservices.NotFoundError):
        nemo.datasets.retrieve("tickets", namespace=namespace)


def test_lists_page_by_themselves_and_end(nemo, namespace):
    names = [f"d{index:02}" for index in range(25)]
    for name in names:
        nemo.datasets.create(name=name, namespace=namespace, files_url="hf://datasets/a/b")

    page = nemo.datasets.list(page_size=10, filter={"namespace": namespace})
    assert page.pagination.total_results == 25
    assert page.pagination.total_pages == 3
    assert [item.name for item in nemo.datasets.list(page_size=10, filter={"namespace": namespace})] == names
    backwards = nemo.datasets.list(page_size=10, sort="-created_at", filter={"namespace": namespace})
    assert [item.name for item in backwards] == names[::-1]


def test_search_takes_any_of_several(nemo, namespace):
    for name in ("alpha", "beta", "gamma"):
        nemo.models.create(name=name, namespace=namespace)
    found = nemo.models.list(search={"name": ["alph", "GAM"]}, filter={"namespace": namespace})
    assert [item.name for item in found] == ["alpha", "gamma"]


def test_model_keeps_its_key_to_itself(nemo, namespace):
    endpoint = {"url": "http://a.test/v1", "model_id": "m", "api_key": "sk-secret", "format": "nim"}
    created = nemo.models.create(name="m@v1.0+80GB", namespace=namespace, api_endpoint=endpoint)
    assert created.api_endpoint.api_key == "******"
    fetched = nemo.models.retrieve("m@v1.0+80GB", namespace=namespace)
    assert "sk-secret" not in fetched.to_json()


def test_project_life(nemo, namespace):
    nemo.projects.create(name="p", namespace=namespace)
    assert nemo.projects.retrieve("p", namespace=namespace).name == "p"
    nemo.projects.delete("p", namespace=namespace)


def test_invalid_body_is_explained(nemo, namespace):
    with pytest.raises(nemo_microservices.UnprocessableEntityError) as caught:
        nemo.datasets.create(name="a/b", namespace=namespace, files_url="x")
    assert caught.value.body["detail"][0]["loc"] == ["body", "name"]
