<?php
// Ways of authenticating with PHP's curl extension. Reads `way url id secret` by line, id and secret in Base64.
declare(strict_types=1);

const GRANT = ['grant_type' => 'client_credentials', 'scope' => 'partner-read'];

$basic = fn (callable $encode, int $scheme = CURLAUTH_BASIC): callable => fn (string $id, string $secret): array => [
    CURLOPT_HTTPAUTH => $scheme,
    CURLOPT_USERPWD => $encode($id) . ':' . $encode($secret),
    CURLOPT_POSTFIELDS => http_build_query(GRANT),
];
$same = fn (string $text): string => $text;

$ways = [
    'userpwd' => $basic($same),
    'userpwd-urlencode' => $basic('urlencode'),
    'userpwd-rawurlencode' => $basic('rawurlencode'),
    'userpwd-any' => $basic($same, CURLAUTH_ANY),
    'php-body' => fn (string $id, string $secret): array => [
        CURLOPT_POSTFIELDS => http_build_query([...GRANT, 'client_id' => $id, 'client_secret' => $secret]),
    ],
];

while (($line = fgets(STDIN)) !== false) {
    [$way, $url, $id, $secret] = explode("\t", rtrim($line, "\n"));
    $curl = curl_init($url);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt_array($curl, $ways[$way](base64_decode($id), base64_decode($secret)));
    $answer = curl_exec($curl);
    echo $answer === false ? '! ' . curl_strerror(curl_errno($curl)) : curl_getinfo($curl, CURLINFO_RESPONSE_CODE), "\n";
}
