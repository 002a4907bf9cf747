#!/bin/sh
# Ways of authenticating with the curl command. Reads `way url id secret` by line, id and secret in Base64.

ask() {
  curl --silent --output /dev/null --write-out '%{http_code}\n' -d grant_type=client_credentials -d scope=partner-read "$@"
}

uri() {
  printf '%s' "$1" | jq -sRr @uri
}

while IFS='	' read -r way url id64 secret64; do
  id=$(printf '%s' "$id64" | base64 -d)
  secret=$(printf '%s' "$secret64" | base64 -d)
  case $way in
    curl-user) ask -u "$id:$secret" "$url" ;;
    curl-user-uri) ask -u "$(uri "$id"):$(uri "$secret")" "$url" ;;
    curl-user-any) ask --anyauth -u "$id:$secret" "$url" ;;
    curl-body) ask --data-urlencode "client_id=$id" --data-urlencode "client_secret=$secret" "$url" ;;
    curl-body-plain) ask -d "client_id=$id" -d "client_secret=$secret" "$url" ;;
  esac
done
