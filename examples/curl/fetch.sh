#!/bin/sh
# Token, list of schools, each school's clients: curl, with jq and openssl. Prints [{organisationId, clientId,
# secretFingerprint}] and never a secret; none is ever an argument of a command, where `ps` would show it.
set -eu

fail() {
  printf 'fetch: %s\n' "$1" >&2
  exit 1
}

for name in SIMS_TOKEN_URL SIMS_RAP_URL SIMS_CLIENT_ID SIMS_CLIENT_SECRET SIMS_SCOPE SIMS_APPLICATION_ID SIMS_PROBE_KEY; do
  eval "[ -n \"\${$name:-}\" ]" || fail "$name is not set."
done

# option NAME VALUE: a line for curl's --config, which wants \ and " escaped.
option() {
  printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')"
}

# ask WHAT SHAPE URL: one request, its options on stdin. Prints the body of a 200 whose JSON is of this type; anything
# else, a page of HTML say, ends the run. HTTPS_PROXY and NO_PROXY are honoured by curl itself. --cacert takes the place
# of the system's file of authorities; --capath keeps the system's folder of them trusted beside it.
ask() {
  answer=$(curl --silent --max-time 30 --write-out '\n%{http_code}' --config - \
    ${SIMS_CA_FILE:+--cacert "$SIMS_CA_FILE" --capath "${SSL_CERT_DIR:-/etc/ssl/certs}"} "$3") ||
    fail "$1: no answer (curl says $?)."
  status=$(printf '%s' "$answer" | tail -n 1)
  body=$(printf '%s' "$answer" | sed '$d')
  shape=$(printf '%s' "$body" | jq -r type 2>/dev/null) || shape=
  [ -n "$shape" ] || fail "$1: $status without JSON. Nothing was taken over."
  reason=$(printf '%s' "$body" | jq -r 'objects | .error // empty | " \(.)"')
  [ "$status $shape" = "200 $2" ] || fail "$1: $status$reason. Nothing was taken over."
  printf '%s' "$body"
}

# In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
granted=$({
  option data-urlencode 'grant_type=client_credentials'
  option data-urlencode "client_id=$SIMS_CLIENT_ID"
  option data-urlencode "client_secret=$SIMS_CLIENT_SECRET"
  option data-urlencode "scope=$SIMS_SCOPE"
} | ask Token object "$SIMS_TOKEN_URL")
token=$(printf '%s' "$granted" | jq -r '.access_token // empty')
[ -n "$token" ] || fail 'Token: 200 without an access_token.'

partner="$SIMS_RAP_URL/api/v1/partner/$SIMS_APPLICATION_ID"
get() {
  option header "Authorization: Bearer $token" | ask "$@"
}

# Authorised 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
# A GUID is the same in any letter case.
schools=$(get 'List of schools' array "$partner/GetSiteByApplication")
organisations=$(printf '%s' "$schools" | jq -r '
  map(select(.Authorised == 1 and .OrganisationId)) | unique_by(.OrganisationId | ascii_downcase) | .[].OrganisationId')

held=$(
  for organisation in $organisations; do
    clients=$(get "Clients of $organisation" array "$partner/$organisation/Clients")
    printf '%s' "$clients" | jq -c '.[] | select(.ClientId and .Secret)' | while IFS= read -r client; do
      fingerprint=$(printf '%s' "$client" | jq -j .Secret |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$SIMS_PROBE_KEY" | sed 's/.* //')
      printf '%s' "$client" | jq -c --arg organisation "$organisation" --arg fingerprint "$fingerprint" \
        '{organisationId: $organisation, clientId: .ClientId, secretFingerprint: $fingerprint}'
    done
  done
)
printf '%s\n' "$held" | jq -cs .
