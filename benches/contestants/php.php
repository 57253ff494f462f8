<?php

/**
 * The contestants in PHP: the function that was copied from site to site since 2009, a signer in today's PHP, and the
 * binding, which is preloaded.
 *
 * A case is a closure that signs so many times and returns the last answer; so only the calls of the signer are timed.
 */

declare(strict_types=1);

require getenv('BINDING');

// --- By hand ---------------------------------------------------------------------------------------------------------

function classic(string $host, string $path, array $params, string $secret): string
{
    ksort($params);
    $pairs = [];
    foreach ($params as $name => $value) {
        $name = str_replace('%7E', '~', rawurlencode($name));
        $value = str_replace('%7E', '~', rawurlencode($value));
        $pairs[] = $name . '=' . $value;
    }
    $query = implode('&', $pairs);
    $text = "GET\n" . $host . "\n" . $path . "\n" . $query;
    $signature = base64_encode(hash_hmac('sha256', $text, $secret, true));
    $signature = str_replace('%7E', '~', rawurlencode($signature));
    return 'https://' . $host . $path . '?' . $query . '&Signature=' . $signature;
}

function modern(string $host, string $path, array $params, string $secret): string
{
    ksort($params, SORT_STRING);
    $query = http_build_query($params, '', '&', PHP_QUERY_RFC3986);
    $signature = base64_encode(hash_hmac('sha256', "GET\n$host\n$path\n$query", $secret, true));
    return "https://$host$path?$query&Signature=" . rawurlencode($signature);
}

// --- The cases -------------------------------------------------------------------------------------------------------

function cases(string $endpoint, string $secret, array $params): array
{
    $host = parse_url($endpoint, PHP_URL_HOST);
    $path = parse_url($endpoint, PHP_URL_PATH);
    $signer = new AwsSignedRequest($endpoint, '', $secret, AwsSignedRequest::AS_GIVEN);
    return [
        'classic' => static function (int $calls) use ($host, $path, $params, $secret): string {
            for (; $calls > 0; $calls--) {
                $url = classic($host, $path, $params, $secret);
            }
            return $url;
        },
        'modern' => static function (int $calls) use ($host, $path, $params, $secret): string {
            for (; $calls > 0; $calls--) {
                $url = modern($host, $path, $params, $secret);
            }
            return $url;
        },
        'binding' => static function (int $calls) use ($signer, $params): string {
            for (; $calls > 0; $calls--) {
                $url = $signer->url($params);
            }
            return $url;
        },
        'binding, a new signer each time' => static function (int $calls) use ($endpoint, $secret, $params): string {
            for (; $calls > 0; $calls--) {
                $signer = new AwsSignedRequest($endpoint, '', $secret, AwsSignedRequest::AS_GIVEN);
                $url = $signer->url($params);
            }
            return $url;
        },
    ];
}

// --- The protocol of contestant.py -----------------------------------------------------------------------------------

/** Nanoseconds of one call, from batches of which each takes at least as long as is asked for. */
function times(Closure $case, int $microseconds, int $samples): array
{
    $batch = static function (int $calls) use ($case): int {
        $start = hrtime(true);
        $case($calls);
        return hrtime(true) - $start;
    };
    $calls = 1;
    while ($batch($calls) < $microseconds * 1000) {
        $calls *= 2;
    }
    $times = [];
    for (; $samples > 0; $samples--) {
        $times[] = $batch($calls) / $calls;
    }
    return $times;
}

$workloads = [];
while (($fields = explode("\t", rtrim(fgets(STDIN), "\n"))) !== ['end']) {
    switch ($fields[0]) {
        case 'workload':
            $name = $fields[1];
            break;
        case 'param':
            $workloads[$name]['params'][$fields[1]] = $fields[2];
            break;
        default:
            $workloads[$name][$fields[0]] = $fields[1];
    }
}
echo "version\tPHP ", PHP_VERSION, "\n";
$cases = [];
foreach ($workloads as $workload => $told) {
    foreach (cases($told['endpoint'], $told['secret'], $told['params']) as $name => $case) {
        $cases[] = $case;
        echo "case\t$workload\turl\t$name\t", $case(1), "\n";
    }
}
echo "ready\n";
while ($line = fgets(STDIN)) {
    [, $index, $microseconds, $samples] = explode("\t", $line);
    echo implode(' ', times($cases[(int) $index], (int) $microseconds, (int) $samples)), "\n";
}
