<?php
// Token, list of schools, each school's clients: PHP with its curl extension. Prints [{organisationId, clientId,
// secretFingerprint}] and never a secret.
declare(strict_types=1);

/** One sentence for the operator; it never holds a secret. */
final class Refused extends Exception {}

function setting(string $name): string
{
    $value = getenv($name);
    if ($value === false || $value === '') {
        throw new Refused("$name is not set.");
    }
    return $value;
}

/** One handle for all requests, so that connections are used again. HTTPS_PROXY and NO_PROXY are honoured by itself. */
function newHandle(): CurlHandle
{
    $curl = curl_init();
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30]);
    $caFile = getenv('SIMS_CA_FILE');
    if ($caFile) {
        // CAINFO takes the place of the file of authorities; CAPATH keeps the system's folder trusted beside it.
        $system = openssl_get_cert_locations();
        curl_setopt_array($curl, [CURLOPT_CAINFO => $caFile, CURLOPT_CAPATH => $system['default_cert_dir']]);
    }
    return $curl;
}

/** The JSON of a 200, a list or an object as asked; anything else, a page of HTML say, ends the run. */
function readJson(CurlHandle $curl, string $what, bool $wantsList): array
{
    $body = curl_exec($curl);
    if ($body === false) {
        throw new Refused("$what: no answer (" . curl_strerror(curl_errno($curl)) . ').');
    }
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    $value = json_decode($body, true);
    if (!is_array($value)) {
        throw new Refused("$what: $status without JSON. Nothing was taken over.");
    }
    // Decoded, {} and [] look alike: the first character tells a list.
    if ($status !== 200 || $wantsList !== str_starts_with(ltrim($body), '[')) {
        throw new Refused(rtrim("$what: $status " . ($value['error'] ?? '')) . '. Nothing was taken over.');
    }
    return $value;
}

function fetchAll(): array
{
    $curl = newHandle();
    // In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
    $form = http_build_query([
        'grant_type' => 'client_credentials',
        'client_id' => setting('SIMS_CLIENT_ID'),
        'client_secret' => setting('SIMS_CLIENT_SECRET'),
        'scope' => setting('SIMS_SCOPE'),
    ]);
    curl_setopt_array($curl, [CURLOPT_URL => setting('SIMS_TOKEN_URL'), CURLOPT_POSTFIELDS => $form]);
    $token = readJson($curl, 'Token', false)['access_token'] ?? throw new Refused('Token: 200 without an access_token.');

    $bearer = ["Authorization: Bearer $token", 'Accept: application/json'];
    curl_setopt_array($curl, [CURLOPT_HTTPGET => true, CURLOPT_HTTPHEADER => $bearer]);
    $partner = setting('SIMS_RAP_URL') . '/api/v1/partner/' . rawurlencode(setting('SIMS_APPLICATION_ID'));
    $list = function (string $path, string $what) use ($curl, $partner): array {
        curl_setopt($curl, CURLOPT_URL, "$partner/$path");
        return readJson($curl, $what, true);
    };

    $key = hex2bin(setting('SIMS_PROBE_KEY'));
    $held = [];
    $seen = [];
    foreach ($list('GetSiteByApplication', 'List of schools') as $school) {
        $organisation = $school['OrganisationId'] ?? null;
        // 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
        if (!$organisation || ($school['Authorised'] ?? null) !== 1 || isset($seen[strtolower($organisation)])) {
            continue;
        }
        $seen[strtolower($organisation)] = true; // a GUID is the same in any letter case
        foreach ($list(rawurlencode($organisation) . '/Clients', "Clients of $organisation") as $client) {
            if (isset($client['ClientId'], $client['Secret'])) {
                $held[] = [
                    'organisationId' => $organisation,
                    'clientId' => $client['ClientId'],
                    'secretFingerprint' => hash_hmac('sha256', $client['Secret'], $key),
                ];
            }
        }
    }
    return $held;
}

try {
    echo json_encode(fetchAll()), "\n";
} catch (Refused $refused) {
    fwrite(STDERR, "fetch: {$refused->getMessage()}\n");
    exit(1);
}
