import type { KitName } from './kits.js';

/** A way to authenticate that an integrator may meet in code. */
export type Way = {
  /** As the programs in `ways/` know it. */
  readonly id: string;
  /** Who it belongs to. */
  readonly library: string;
  /** The line that makes the difference, as Markdown. */
  readonly code: string;
  /** What the library does when nothing is said. */
  readonly isDefault?: true;
  /** What this page advises for the library. */
  readonly isAdvised?: true;
};

/** One heading of the page: everything that runs in one program. */
export type Family = {
  readonly heading: string;
  readonly kit: KitName;
  readonly program: string;
  readonly ways: readonly Way[];
};

const advised = { isAdvised: true } as const;
const byDefault = { isDefault: true } as const;

export const FAMILIES: readonly Family[] = [
  {
    heading: 'curl',
    kit: 'curl',
    program: 'measure/ways/ways.sh',
    ways: [
      { id: 'curl-user', library: 'curl', code: '`-u "$id:$secret"`' },
      {
        id: 'curl-user-uri',
        library: 'curl',
        code: '`-u "$(uri "$id"):$(uri "$secret")"`, where `uri` is `jq -sRr @uri`',
      },
      { id: 'curl-user-any', library: 'curl', code: '`--anyauth -u "$id:$secret"`' },
      { id: 'curl-body', library: 'curl', code: '`--data-urlencode "client_secret=$secret"`', ...advised },
      { id: 'curl-body-plain', library: 'curl', code: '`-d "client_secret=$secret"`' },
    ],
  },
  {
    heading: 'C# (HttpClient)',
    kit: 'mono',
    program: 'measure/ways/Ways.cs',
    ways: [
      {
        id: 'net-utf8',
        library: 'HttpClient',
        code: '`new AuthenticationHeaderValue("Basic", …)` with Base64 of `Encoding.UTF8.GetBytes(id + ":" + secret)`',
      },
      { id: 'net-ascii', library: 'HttpClient', code: 'the first with `Encoding.ASCII`, as many samples have it' },
      {
        id: 'net-escape-data',
        library: 'HttpClient',
        code: 'the first with `Uri.EscapeDataString` around id and secret',
      },
      {
        id: 'net-url-encode',
        library: 'HttpClient',
        code: 'the first with `WebUtility.UrlEncode` around id and secret',
      },
      {
        id: 'net-body',
        library: 'HttpClient',
        code: '`new FormUrlEncodedContent(…)` with `client_id` and `client_secret` in it',
        ...advised,
      },
      {
        id: 'net-credentials',
        library: 'HttpClient',
        code: '`new HttpClientHandler { Credentials = new NetworkCredential(id, secret) }`',
      },
    ],
  },
  {
    heading: 'Java (java.net.http)',
    kit: 'java',
    program: 'measure/ways/Ways.java',
    ways: [
      {
        id: 'java-raw',
        library: 'java.net.http',
        code: '`header("Authorization", "Basic " + …)` with Base64 of `(id + ":" + secret).getBytes(UTF_8)`',
      },
      {
        id: 'java-encoded',
        library: 'java.net.http',
        code: 'the same with `URLEncoder.encode(…, UTF_8)` around id and secret',
      },
      {
        id: 'java-body',
        library: 'java.net.http',
        code: '`"&client_secret=" + URLEncoder.encode(secret, UTF_8)` in the body',
        ...advised,
      },
      { id: 'java-authenticator', library: 'java.net.http', code: '`HttpClient.newBuilder().authenticator(…)`' },
    ],
  },
  {
    heading: 'Python with requests',
    kit: 'pythonRequests',
    program: 'measure/ways/requests_ways.py',
    ways: [
      {
        id: 'oauthlib-default',
        library: 'requests-oauthlib',
        code: '`fetch_token(url, client_secret=secret)`',
        ...byDefault,
      },
      {
        id: 'oauthlib-body',
        library: 'requests-oauthlib',
        code: '`fetch_token(url, client_secret=secret, include_client_id=True)`',
        ...advised,
      },
      {
        id: 'oauthlib-quoted',
        library: 'requests-oauthlib',
        code: '`fetch_token(url, auth=HTTPBasicAuth(quote_plus(id), quote_plus(secret)))`',
      },
      { id: 'requests-auth', library: 'requests', code: '`post(url, form, auth=(id, secret))`' },
      {
        id: 'requests-auth-bytes',
        library: 'requests',
        code: '`post(url, form, auth=(id.encode(), secret.encode()))`',
      },
      {
        id: 'requests-auth-quoted',
        library: 'requests',
        code: '`post(url, form, auth=(quote_plus(id), quote_plus(secret)))`',
      },
    ],
  },
  {
    heading: 'Python without packages',
    kit: 'python',
    program: 'measure/ways/urllib_ways.py',
    ways: [
      { id: 'urllib-body', library: 'urllib', code: '`urlencode({…, "client_secret": secret}).encode()`', ...advised },
      { id: 'urllib-header', library: 'urllib', code: '`f"Basic {b64encode(f\'{id}:{secret}\'.encode()).decode()}"`' },
      { id: 'urllib-handler', library: 'urllib', code: '`HTTPBasicAuthHandler`' },
    ],
  },
  {
    heading: 'PHP (curl)',
    kit: 'php',
    program: 'measure/ways/ways.php',
    ways: [
      { id: 'userpwd', library: 'curl', code: '`CURLOPT_USERPWD => "$id:$secret"`' },
      {
        id: 'userpwd-urlencode',
        library: 'curl',
        code: "`CURLOPT_USERPWD => urlencode($id) . ':' . urlencode($secret)`",
      },
      {
        id: 'userpwd-rawurlencode',
        library: 'curl',
        code: "`CURLOPT_USERPWD => rawurlencode($id) . ':' . rawurlencode($secret)`",
      },
      {
        id: 'userpwd-any',
        library: 'curl',
        code: '`CURLOPT_USERPWD => "$id:$secret", CURLOPT_HTTPAUTH => CURLAUTH_ANY`',
      },
      {
        id: 'php-body',
        library: 'curl',
        code: "`CURLOPT_POSTFIELDS => http_build_query(['client_secret' => $secret, …])`",
        ...advised,
      },
    ],
  },
  {
    heading: 'Go',
    kit: 'go',
    program: 'measure/ways/ways.go',
    ways: [
      { id: 'x-oauth2-auto', library: 'x/oauth2', code: '`AuthStyle: oauth2.AuthStyleAutoDetect`', ...byDefault },
      { id: 'x-oauth2-header', library: 'x/oauth2', code: '`AuthStyle: oauth2.AuthStyleInHeader`' },
      { id: 'x-oauth2-params', library: 'x/oauth2', code: '`AuthStyle: oauth2.AuthStyleInParams`', ...advised },
      { id: 'set-basic-auth', library: 'net/http', code: '`request.SetBasicAuth(id, secret)`' },
    ],
  },
  {
    heading: 'Ruby',
    kit: 'ruby',
    program: 'measure/ways/ways.rb',
    ways: [
      { id: 'oauth2-default', library: 'oauth2', code: '`OAuth2::Client.new(id, secret, …)`', ...byDefault },
      { id: 'oauth2-basic', library: 'oauth2', code: '`OAuth2::Client.new(id, secret, auth_scheme: :basic_auth, …)`' },
      {
        id: 'oauth2-body',
        library: 'oauth2',
        code: '`OAuth2::Client.new(id, secret, auth_scheme: :request_body, …)`',
        ...advised,
      },
      { id: 'net-http-basic', library: 'net/http', code: '`request.basic_auth(id, secret)`' },
      {
        id: 'net-http-form',
        library: 'net/http',
        code: 'the same with `URI.encode_www_form_component` around id and secret',
      },
    ],
  },
  {
    heading: 'Node',
    kit: 'node',
    program: 'measure/ways/ways.mjs',
    ways: [
      { id: 'undici-raw', library: 'undici', code: "`Buffer.from(id + ':' + secret).toString('base64')`" },
      { id: 'undici-btoa', library: 'undici', code: "`btoa(id + ':' + secret)`" },
      { id: 'undici-uri', library: 'undici', code: 'the first with `encodeURIComponent` around id and secret' },
      { id: 'undici-form', library: 'undici', code: 'the first with id and secret encoded by `URLSearchParams`' },
      {
        id: 'undici-body',
        library: 'undici',
        code: '`new URLSearchParams({ client_secret: secret, … })` as the body',
        ...advised,
      },
      { id: 'oauth4webapi-basic', library: 'oauth4webapi', code: '`ClientSecretBasic(secret)`' },
      { id: 'oauth4webapi-post', library: 'oauth4webapi', code: '`ClientSecretPost(secret)`', ...advised },
      {
        id: 'openid-client-default',
        library: 'openid-client',
        code: '`new Configuration(server, id, secret)`',
        ...byDefault,
        ...advised,
      },
      {
        id: 'openid-client-basic',
        library: 'openid-client',
        code: '`new Configuration(server, id, secret, ClientSecretBasic(secret))`',
      },
      { id: 'simple-oauth2-default', library: 'simple-oauth2', code: "`authorizationMethod: 'header'`", ...byDefault },
      {
        id: 'simple-oauth2-loose',
        library: 'simple-oauth2',
        code: "`authorizationMethod: 'header', credentialsEncodingMode: 'loose'`",
      },
      { id: 'simple-oauth2-body', library: 'simple-oauth2', code: "`authorizationMethod: 'body'`", ...advised },
      { id: 'agent-rfc6749', library: 'sims-agent', code: '`SIMS_AUTH_STYLE=rfc6749`', ...byDefault },
      { id: 'agent-raw', library: 'sims-agent', code: '`SIMS_AUTH_STYLE=raw`' },
      { id: 'agent-post', library: 'sims-agent', code: '`SIMS_AUTH_STYLE=post`', ...advised },
    ],
  },
];
