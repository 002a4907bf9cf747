<?php
// Does with the class what PHPUnit would do, and has what an integrator would have.
namespace PHPUnit\Framework {
    abstract class TestCase
    {
        public static function assertCount(int $expected, array $list): void
        {
            if (count($list) !== $expected) {
                throw new \RuntimeException("expected $expected, saw " . count($list));
            }
        }
    }
}

namespace {
    function asked(string $url, array $http): array
    {
        return json_decode(file_get_contents($url, false, stream_context_create(['http' => $http])), true, 16, JSON_THROW_ON_ERROR);
    }

    /** The rows of the list. */
    function your_sync(string $tokenUrl, string $rapUrl, string $clientId, string $clientSecret, string $applicationId): array
    {
        $form = ['grant_type' => 'client_credentials', 'scope' => 'partner-read', 'client_id' => $clientId, 'client_secret' => $clientSecret];
        $type = 'Content-Type: application/x-www-form-urlencoded';
        $token = asked($tokenUrl, ['method' => 'POST', 'header' => $type, 'content' => http_build_query($form)])['access_token'];
        $list = asked("$rapUrl/api/v1/partner/$applicationId/GetSiteByApplication", ['header' => "Authorization: Bearer $token"]);
        echo 'saw ', count($list), " rows at $tokenUrl\n";
        return $list;
    }

    require $argv[1];
    AgainstTheMockTest::setUpBeforeClass();
    try {
        (new AgainstTheMockTest())->testHoldsEverySchool();
    } finally {
        AgainstTheMockTest::tearDownAfterClass();
    }
}
