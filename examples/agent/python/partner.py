"""The token service and the two calls of the partner API."""
import time
from urllib.parse import quote, urlencode

from ends import DOWN, REFUSED, End
from settings import setting
from wire import Host


class Partner:
    def __init__(self):
        self.token_url = setting("SIMS_TOKEN_URL")
        self.base = f"{setting('SIMS_RAP_URL')}/api/v1/partner/{quote(setting('SIMS_APPLICATION_ID'))}"
        self.sts, self.rap = Host(self.token_url), Host(self.base)
        self.token, self.token_until = None, 0

    def schools(self):
        """The rows of the list. Whatever is no list ends the run: nothing may be deleted for it."""
        answer = self.get(f"{self.base}/GetSiteByApplication")
        if answer and answer.status == 200 and isinstance(answer.json, list):
            return answer.json
        raise End(DOWN, f"The list of schools cannot be read ({answer.status if answer else 'no answer'}). Nothing is changed.")

    def clients(self, organisation):
        """The rows of one school; None when they cannot be read."""
        answer = self.get(f"{self.base}/{quote(organisation)}/Clients")
        return answer.json if answer and answer.status == 200 and isinstance(answer.json, list) else None

    def get(self, url):
        answer = self.rap.ask("GET", url, self.bearer())
        if answer and answer.status == 401:  # the token has run out, perhaps in mid-walk: once more with a new one
            self.token = None
            answer = self.rap.ask("GET", url, self.bearer())
        return answer

    def bearer(self):
        if self.token is None or time.monotonic() > self.token_until:
            self.token, life = self.new_token()
            self.token_until = time.monotonic() + life - 60
        return {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}

    def new_token(self):
        # In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
        form = {
            "grant_type": "client_credentials",
            "client_id": setting("SIMS_CLIENT_ID"),
            "client_secret": setting("SIMS_CLIENT_SECRET"),
            "scope": setting("SIMS_SCOPE"),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self.sts.ask("POST", self.token_url, headers, urlencode(form).encode())
        said = answer.json if answer and isinstance(answer.json, dict) else {}
        if answer and answer.status == 200 and said.get("access_token"):
            return said["access_token"], said.get("expires_in", 3600)
        if said.get("error"):  # no matter how often it is asked: somebody must look
            raise End(REFUSED, f"The token service refuses the credentials: {said['error']}.")
        raise End(DOWN, f"There is no token to be had ({answer.status if answer else 'no answer'}). Nothing is changed.")
