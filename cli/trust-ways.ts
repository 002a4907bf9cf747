/** One place that can be made to trust the development CA, told for people and run by a test. */
export type Way = {
  /** The word by which it is asked for. */
  readonly id: string;
  readonly title: string;
  readonly shell: 'sh' | 'powershell' | 'dockerfile';
  readonly says: readonly string[];
  /** Lines that make it trust. `{ca}` stands for the CA file, quoted, `{name}` for the name of the CA. */
  readonly set: readonly string[];
  /** Lines that then work, and without them do not. */
  readonly check: readonly string[];
  /** Lines that take the trust away again. */
  readonly undo: readonly string[];
};

/** An address of the token server that anybody may ask. */
export const SAMPLE = 'https://127.0.0.1:4401/.well-known/openid-configuration';

const RUNTIMES: readonly Way[] = [
  {
    id: 'curl',
    title: 'curl',
    shell: 'sh',
    says: [
      'For one call: --cacert <file>. For all calls of a shell, in place of the public certificates:',
      'The curl that comes with Windows asks whether a certificate was revoked, which this CA cannot say: add --ssl-no-revoke.',
    ],
    set: ['export CURL_CA_BUNDLE={ca}'],
    check: [`curl -sSf '${SAMPLE}'`],
    undo: ['unset CURL_CA_BUNDLE'],
  },
  {
    id: 'node',
    title: 'Node.js',
    shell: 'sh',
    says: ['Added to the public certificates. It is read when a program starts, so set it before.'],
    set: ['export NODE_EXTRA_CA_CERTS={ca}'],
    check: [`node -e "fetch('${SAMPLE}').then(answer => console.log(answer.status))"`],
    undo: ['unset NODE_EXTRA_CA_CERTS'],
  },
  {
    id: 'python',
    title: 'Python',
    shell: 'sh',
    says: [
      'requests reads the first, urllib and httpx the second. Each stands in place of the public certificates; a program that needs both takes one file of both: cat "$(python3 -m certifi)" {ca} > both.pem',
    ],
    set: ['export REQUESTS_CA_BUNDLE={ca}', 'export SSL_CERT_FILE={ca}'],
    check: [
      `python3 -c "import requests; print(requests.get('${SAMPLE}').status_code)"`,
      `python3 -c "from urllib.request import urlopen; print(urlopen('${SAMPLE}').status)"`,
    ],
    undo: ['unset REQUESTS_CA_BUNDLE SSL_CERT_FILE'],
  },
  {
    id: 'php',
    title: 'PHP',
    shell: 'sh',
    says: [
      'By setting, here on the command line or for good in php.ini: curl.cainfo for the curl functions (in code: CURLOPT_CAINFO), openssl.cafile for everything else. Each stands in place of the public certificates.',
    ],
    set: [],
    check: [
      `php -d curl.cainfo={ca} -r '$c = curl_init("${SAMPLE}"); exit(curl_exec($c) === false ? 1 : 0);'`,
      `php -d openssl.cafile={ca} -r 'exit(@file_get_contents("${SAMPLE}") === false ? 1 : 0);'`,
    ],
    undo: [],
  },
  {
    id: 'go',
    title: 'Go',
    shell: 'sh',
    says: ['On Linux, besides the certificates of /etc/ssl/certs. On Windows and macOS Go asks the system: see there.'],
    set: ['export SSL_CERT_FILE={ca}'],
    check: ['go run .'],
    undo: ['unset SSL_CERT_FILE'],
  },
  {
    id: 'ruby',
    title: 'Ruby',
    shell: 'sh',
    says: ["In place of OpenSSL's own file of certificates."],
    set: ['export SSL_CERT_FILE={ca}'],
    check: [`ruby -r open-uri -e "puts URI.open('${SAMPLE}').status.first"`],
    undo: ['unset SSL_CERT_FILE'],
  },
  {
    id: 'java',
    title: 'Java',
    shell: 'sh',
    says: [
      "A truststore with this CA alone, in place of Java's own. It has no password: nothing in it is secret, and Java opens it with any.",
      'Java does not hold a CA that it trusts to the hosts it is bound to, so use this for development alone.',
    ],
    set: [
      'npx sims-harness trust --java-truststore sims-truststore.p12',
      'export JAVA_TOOL_OPTIONS="-Djavax.net.ssl.trustStore=$PWD/sims-truststore.p12 -Djavax.net.ssl.trustStoreType=PKCS12"',
    ],
    check: ['java YourProgram.java'],
    undo: ['unset JAVA_TOOL_OPTIONS', 'rm sims-truststore.p12'],
  },
  {
    id: 'keytool',
    title: 'Java, a truststore you have already',
    shell: 'sh',
    says: ['With the name and the password of your own file.'],
    set: [
      'keytool -importcert -noprompt -alias sims-id-harness -file {ca} -keystore truststore.p12 -storetype PKCS12 -storepass changeit',
    ],
    check: ['keytool -list -alias sims-id-harness -keystore truststore.p12 -storepass changeit'],
    undo: ['keytool -delete -alias sims-id-harness -keystore truststore.p12 -storepass changeit'],
  },
  {
    id: 'dotnet',
    title: '.NET',
    shell: 'sh',
    says: [
      'On Linux, in place of the file of certificates of the system. On Windows and macOS .NET asks the system: see there.',
    ],
    set: ['export SSL_CERT_FILE={ca}'],
    check: ['dotnet run'],
    undo: ['unset SSL_CERT_FILE'],
  },
  {
    id: 'mono',
    title: 'Mono',
    shell: 'sh',
    says: [
      'Added to a store of its own; what undoes it drops all that Mono trusts for you alone. Mono takes hosts by name only: https://localhost:4401, not https://127.0.0.1:4401.',
    ],
    set: ['cert-sync --quiet --user {ca}'],
    check: ['mono YourProgram.exe'],
    undo: ['rm -r ~/.config/.mono/certs/Trust ~/.config/.mono/new-certs/Trust'],
  },
];

const SYSTEMS: readonly Way[] = [
  {
    id: 'windows',
    title: 'Windows (.NET, PowerShell, Edge and what else asks Windows)',
    shell: 'powershell',
    says: [
      'For you alone, without an administrator; Windows asks once whether you mean it. The same without PowerShell: certutil -addstore -user Root <file>. Programs that ask whether a certificate was revoked must be told not to.',
    ],
    set: ['Import-Certificate -FilePath {ca} -CertStoreLocation Cert:\\CurrentUser\\Root'],
    check: [`Invoke-WebRequest '${SAMPLE}' -UseBasicParsing`],
    undo: [
      "Get-ChildItem Cert:\\CurrentUser\\Root | Where-Object Subject -like 'CN=sims-id-harness development CA*' | Remove-Item",
    ],
  },
  {
    id: 'macos',
    title: 'macOS (.NET, Go, Safari and what else asks macOS)',
    shell: 'sh',
    says: ['For you alone, and for TLS alone; macOS asks for your password.'],
    set: ['security add-trusted-cert -r trustRoot -p ssl -k ~/Library/Keychains/login.keychain-db {ca}'],
    check: [`/usr/bin/curl -sSf '${SAMPLE}'`],
    undo: [
      'security remove-trusted-cert {ca}',
      'security delete-certificate -c {name} ~/Library/Keychains/login.keychain-db',
    ],
  },
  {
    id: 'debian',
    title: 'Debian, Ubuntu (curl, PHP, Go, Ruby, .NET and what else reads /etc/ssl/certs)',
    shell: 'sh',
    says: [
      'For every user of the machine, so only where all of them develop. Node.js and Python requests do not read it.',
    ],
    set: ['sudo cp {ca} /usr/local/share/ca-certificates/sims-id-harness.crt', 'sudo update-ca-certificates'],
    check: [`curl -sSf '${SAMPLE}'`],
    undo: ['sudo rm /usr/local/share/ca-certificates/sims-id-harness.crt', 'sudo update-ca-certificates'],
  },
  {
    id: 'container',
    title: 'A container (Dockerfile on Debian, in an image that is never shipped)',
    shell: 'dockerfile',
    says: [
      'First: npx sims-harness trust --print > ca.pem. The certificate alone leaves your machine, never its key. Without an image of its own: mount the file and set SIMS_CA_FILE and its like to where it is.',
    ],
    set: [
      'COPY ca.pem /usr/local/share/ca-certificates/sims-id-harness.crt',
      'RUN update-ca-certificates',
      'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/sims-id-harness.crt',
      'ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt',
    ],
    check: [],
    undo: [],
  },
];

/** Every way, programs first. */
export const WAYS: readonly Way[] = [...RUNTIMES, ...SYSTEMS];
