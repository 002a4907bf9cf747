"""One host: a connection that is kept, a steady pace, few retries further and further apart, and Retry-After."""
import http.client
import json
import os
import ssl
import sys
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ends import DOWN, SETTINGS, End
from settings import number

TRIES = 3
TIMEOUT = 30
LONGEST_PAUSE = 15 * 60
NOT_JSON = object()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers = status, headers
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = NOT_JSON  # a page of HTML, or JSON that breaks off


class Host:
    def __init__(self, url):
        parts = urlsplit(url)
        # The address decides, and nothing the other side says: no redirect is followed, and https never becomes http.
        if parts.scheme == "https":
            self.connection = http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT, context=trust())
        elif parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"):
            self.connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
        else:
            raise End(SETTINGS, f"{url} must begin with https://.")
        self.first_wait = number("SYNC_RETRY_SECONDS", 2)
        self.pace = Pace(number("SYNC_CALLS_PER_SECOND", 4))
        self.quiet_until = 0

    def ask(self, method, url, headers, body=None):
        """The last answer of a few tries; None when there was none."""
        for attempt in range(TRIES):
            self.wait()
            answer = self.once(method, url, headers, body)
            print(f"{method} {urlsplit(url).path} {answer.status if answer else 'no answer'}", file=sys.stderr)
            pause = retry_after(answer) if answer else 0
            self.quiet_until = time.monotonic() + pause
            if not is_worth_another_try(answer) or attempt == TRIES - 1:
                return answer
            if not pause:
                time.sleep(self.first_wait * 2**attempt)

    def wait(self):
        pause = self.quiet_until - time.monotonic()
        if pause > LONGEST_PAUSE:
            raise End(DOWN, "The service asks to be left alone for longer than a run should last.")
        time.sleep(max(0, pause, self.pace.next()))

    def once(self, method, url, headers, body):
        parts = urlsplit(url)
        try:
            self.connection.request(method, parts.path, body, headers)
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except ssl.SSLCertVerificationError as error:
            raise End(DOWN, f"{parts.hostname} is not trusted: {error.verify_message}. Is SIMS_CA_FILE right?") from None
        except (OSError, http.client.HTTPException):
            self.connection.close()  # opened again by the next request
            return None


class Pace:
    """So many calls a second, two seconds' worth of them at once."""

    def __init__(self, per_second):
        self.per_second, self.left, self.at = per_second, 2 * per_second, time.monotonic()

    def next(self):
        """Seconds until the next call may be made."""
        if self.per_second <= 0:
            return 0
        now = time.monotonic()
        self.left = min(2 * self.per_second, self.left + (now - self.at) * self.per_second) - 1
        self.at = now
        return max(0, -self.left / self.per_second)


def trust():
    context = ssl.create_default_context()
    if os.environ.get("SIMS_CA_FILE"):
        context.load_verify_locations(os.environ["SIMS_CA_FILE"])  # besides the authorities trusted already
    return context


def is_worth_another_try(answer):
    if answer is None:
        return True
    return answer.status in (408, 429) or answer.status >= 500 or (answer.status == 200 and answer.json is NOT_JSON)


def retry_after(answer):
    """Seconds for which this answer asks to be left alone: a number, or a date as the server's clock has it."""
    asked = answer.headers.get("Retry-After")
    if not asked or answer.status < 400:
        return 0
    try:
        if asked.isdigit():
            return int(asked)
        told = answer.headers.get("Date")
        now = parsedate_to_datetime(told).timestamp() if told else time.time()
        return max(0, parsedate_to_datetime(asked).timestamp() - now)
    except (TypeError, ValueError):
        return 0
