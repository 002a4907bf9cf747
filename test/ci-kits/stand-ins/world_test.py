"""An integrator's tests on the fixtures of docs/ci.md."""
import json
import urllib.parse
import urllib.request

from conftest import control


def list_of(world):
    fields = {"grant_type": "client_credentials", "scope": "partner-read",
              "client_id": world["clientId"], "client_secret": world["clientSecret"]}
    with urllib.request.urlopen(world["tokenUrl"], urllib.parse.urlencode(fields).encode()) as answer:
        token = json.load(answer)["access_token"]
    url = f"{world['rapUrl']}/api/v1/partner/{world['applicationId']}/GetSiteByApplication"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
        return json.load(answer)


def test_a_school_leaves(harness, world):
    control(harness, "POST", f"/api/worlds/{world['id']}/changes", {"site.removed": {"site": "oakfield"}})
    assert len(list_of(world)) == 3


def test_another_world_knows_nothing_of_it(harness, world):
    print(f"saw {len(list_of(world))} rows at {harness['tokenUrl']}")
    assert [each["id"] for each in control(harness, "GET", "/api/worlds")] == ["default", world["id"]]
