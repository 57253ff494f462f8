<?php

/**
 * Signs every case of the vector files, at every stage, and compares with what others answered; then compares
 * aws_signed_request() with the function of 2009, written here once more. ASR_VECTORS names a folder of further cases.
 */

declare(strict_types=1);

require __DIR__ . '/aws_signed_request.php';

const DIALECTS = [
    'as_given' => AwsSignedRequest::AS_GIVEN,
    'aws_query' => AwsSignedRequest::AWS_QUERY,
    'nifcloud' => AwsSignedRequest::NIFCLOUD,
    'product_advertising' => AwsSignedRequest::PRODUCT_ADVERTISING,
    'htx' => AwsSignedRequest::HTX,
];

// A warning or a deprecation is a failure too.
set_error_handler(static function (int $level, string $message, string $file, int $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});

/** Compares what `$sign` returns or throws, and counts. */
function check(string $what, string $expected, callable $sign): void
{
    global $passed, $failed;
    try {
        $got = $sign();
    } catch (Throwable $exception) {
        $got = get_class($exception) . ': ' . $exception->getMessage();
    }
    if ($got === $expected) {
        $passed++;
        return;
    }
    if (++$failed > 20) {
        return;
    }
    echo "FAILED $what\n  expected: $expected\n  got:      $got\n";
}

function cases(string $file, int $at_least): array
{
    $read = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
    $cases = $read['cases'] ?? $read;
    check(basename($file) . ' holds enough cases', 'yes', static fn () => count($cases) >= $at_least ? 'yes' : 'no');
    return $cases;
}

/** What each stage must be, built from the answer without the library. */
function expected(array $case): array
{
    $string_to_sign = $case['string_to_sign_proved'] ?? $case['string_to_sign'];
    [$method, $host, $path, $canonical] = explode("\n", $string_to_sign, 4);
    $expected = [
        AwsSignedRequest::CANONICAL => $canonical,
        AwsSignedRequest::STRING_TO_SIGN => $string_to_sign,
        AwsSignedRequest::ERROR => '',
    ];
    if ($case['signature_base64'] !== null) {
        $escaped = strtr($case['signature_base64'], ['+' => '%2B', '/' => '%2F', '=' => '%3D']);
        $query = $canonical . ($canonical === '' ? '' : '&') . 'Signature=' . $escaped;
        $in_body = $method === 'POST' && ($case['dialect'] ?? '') !== 'htx';
        $expected[AwsSignedRequest::SIGNATURE] = $case['signature_base64'];
        $expected[AwsSignedRequest::QUERY] = $query;
        $expected[AwsSignedRequest::URL] = "{$case['scheme']}://$host$path" . ($in_body ? '' : "?$query");
    }
    return $expected;
}

/** Every stage by the class, from pairs and, where no name is repeated, from a map. */
function by_class(array $case): void
{
    if ($case['signature_method'] !== 'HmacSHA256') {
        throw new RuntimeException("{$case['id']} is a case of another kind");
    }
    $secret = $case['secret_key'];
    $signer = new AwsSignedRequest(
        "{$case['scheme']}://{$case['host']}{$case['path']}",
        $case['access_key'] ?? '',
        $secret,
        DIALECTS[$case['dialect'] ?? 'as_given'],
        $case['session_token'] ?? null,
        (trim($secret) === $secret ? 0 : AwsSignedRequest::ANY_CREDENTIAL)
            | ($case['host'] === '' ? AwsSignedRequest::EMPTY_HOST : 0)
    );
    $time = $case['unix_time'] ?? 0;
    $map = array_column($case['params'], 1, 0);
    foreach (expected($case) as $stage => $expected) {
        check("{$case['id']} stage $stage, pairs", $expected, static fn () =>
            $signer->renderPairs($stage, $case['params'], $case['method'], $time));
        if (count($map) === count($case['params'])) {
            check("{$case['id']} stage $stage, map", $expected, static fn () =>
                $signer->render($stage, $map, $case['method'], $time));
        }
    }
}

/** The URL by productAdvertising(), of those cases that the function of 2009 could have been asked for. */
function by_function(array $case): int
{
    $params = array_column($case['params'], 1, 0);
    if (($case['dialect'] ?? '') === 'product_advertising') {
        $params += [
            'Service' => 'AWSECommerceService',
            'AWSAccessKeyId' => $case['access_key'],
            'Timestamp' => gmdate('Y-m-d\TH:i:s\Z', $case['unix_time']),
            'Version' => '2011-08-01',
        ];
    }
    $expressible = preg_match('/^webservices\.amazon\.([a-z.]+)$/', $case['host'], $host)
        && $case['path'] === '/onca/xml' && $case['method'] === 'GET' && $case['signature_base64'] !== null
        && ($params['Service'] ?? '') === 'AWSECommerceService' && isset($params['AWSAccessKeyId'], $params['Version'])
        && preg_match('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/', $params['Timestamp'] ?? '');
    if (!$expressible) {
        return 0;
    }
    // The scheme is not signed, and the function knows http alone.
    $url = expected(['scheme' => 'http'] + $case)[AwsSignedRequest::URL];
    $time = strtotime($params['Timestamp']);
    $sign = static fn (array $params, ?string $tag) => AwsSignedRequest::productAdvertising(
        $host[1],
        $params,
        $params['AWSAccessKeyId'],
        $case['secret_key'],
        $tag,
        $params['Version'],
        $time
    );
    check("{$case['id']}, function", $url, static fn () => $sign($params, null));
    if (isset($params['AssociateTag'])) {
        $tag = $params['AssociateTag'];
        $other = ['AssociateTag' => 'is overwritten', 'Timestamp' => 'is overwritten'] + $params;
        check("{$case['id']}, function with tag", $url, static fn () => $sign($other, $tag));
    }
    return 1;
}

/** The function of 2009 at a time of our choice, written anew from its description. */
function function_of_2009($region, $params, $public_key, $private_key, $associate_tag, $version, $unix_time)
{
    $host = 'webservices.amazon.' . $region;
    $params['Service'] = 'AWSECommerceService';
    $params['AWSAccessKeyId'] = $public_key;
    $params['Timestamp'] = gmdate('Y-m-d\TH:i:s\Z', $unix_time);
    $params['Version'] = $version;
    if ($associate_tag !== null) {
        $params['AssociateTag'] = $associate_tag;
    }
    ksort($params);
    $query = [];
    foreach ($params as $name => $value) {
        $query[] = rawurlencode((string) $name) . '=' . rawurlencode((string) $value);
    }
    $query = implode('&', $query);
    $signature = base64_encode(hash_hmac('sha256', "GET\n$host\n/onca/xml\n$query", $private_key, true));
    return "http://$host/onca/xml?$query&Signature=" . rawurlencode($signature);
}

function compare_with_2009(): int
{
    $object = new class {
        public function __toString(): string
        {
            return 'I am text';
        }
    };
    $values = [
        '0', 0, null, true, false, 1.5, -1, 1.0, 1e100, PHP_INT_MAX, '', ' ', 'a b', 'a+b', 'a%20b', '100%', 'a&b=c',
        '~-_.', "*!'()", "line\nfeed", "tab\tand\r", '/path?query#fragment', 'Käse & Brötchen', '吾輩は猫である', '😀',
        "e\u{301}", "\u{FFEE}", '<xml attr="1"/>', '[1,2]', '{}', ';:@$,', 'quote" and \\', "\x01\x7f", $object,
        str_repeat('long ', 2000),
    ];
    $count = 0;
    $compare = static function (string $what, array ...$calls) use (&$count): void {
        foreach ($calls as $arguments) {
            $count++;
            check("2009: $what", function_of_2009(...$arguments), static fn () =>
                AwsSignedRequest::productAdvertising(...$arguments));
        }
    };
    foreach ($values as $index => $value) {
        $params = ['Operation' => 'ItemSearch', 'Keywords' => $value, 'SearchIndex' => 'All'];
        $compare("value $index", ['com', $params, 'AK', '1234567890', null, '2011-08-01', 1400000000 + $index]);
    }
    foreach (['com', 'ca', 'cn', 'co.jp', 'co.uk', 'com.br', 'com.mx', 'de', 'es', 'fr', 'in', 'it'] as $region) {
        foreach ([null, '', 'mytag-20', 'tag with ü'] as $tag) {
            $params = ['Operation' => 'ItemLookup', 'AssociateTag' => 'mine', 'Version' => 'mine'];
            $compare("region $region", [$region, $params, 'AK', 'wJalr/+=', $tag, '2013-08-01', 1]);
        }
    }
    $names = ['a', 'A', 'Item.1.ASIN', 'Item.10.ASIN', 'Item.2.ASIN', 'a-b', 'a.b', 'a=b', 'a b', 'ä', '日本', '~', '_'];
    $compare('names', ['com', array_fill_keys($names, 'x'), 'AK', 's', null, '', 1500000000]);
    $compare('no parameters', ['com', [], 'AK', 's', null, '2011-08-01', 0]);
    $overwritten = ['Service' => 'x', 'AWSAccessKeyId' => 'x', 'Timestamp' => 'x'];
    $compare('overwritten', ['com', $overwritten, 'AK', 's', 't', '1', 9]);
    $compare('last second', ['com', ['Operation' => 'x'], 'AK', 's', null, '2011-08-01', 253402300799]);

    // The function itself takes the time from the clock, which may move on between two calls.
    $params = ['Operation' => 'ItemLookup', 'ItemId' => '0679722769'];
    $calls = [['com', $params, 'AK', 's'], ['de', $params, 'AK', 's', 'tag-21'], ['fr', $params, 'AK', 's', null, '1']];
    foreach ($calls as $call) {
        do {
            $time = time();
            $url = aws_signed_request(...$call);
        } while ($time !== time());
        $count++;
        $call += [4 => null, 5 => '2011-08-01', 6 => $time];
        check('2009: now', function_of_2009(...$call), static fn () => $url);
    }
    return $count;
}

$passed = $failed = 0;
echo 'libaws_signed_request ', AwsSignedRequest::version(), ', PHP ', PHP_VERSION, "\n";
$files = [__DIR__ . '/../../tests/vectors/published.json' => 2, __DIR__ . '/../../tests/vectors/sigv2.json' => 60];
$external = (string) getenv('ASR_VECTORS');
if ($external === '') {
    echo "ASR_VECTORS is not set: no third-party cases\n";
} else {
    $files += ["$external/sigv2.json" => 103, "$external/sigv2-differential.json" => 52];
}
foreach ($files as $file => $at_least) {
    $cases = [];
    check($file, 'read', static function () use (&$cases, $file, $at_least) {
        $cases = cases($file, $at_least);
        return 'read';
    });
    array_map('by_class', $cases);
    $by_function = array_sum(array_map('by_function', $cases));
    printf("%s: %d cases, %d of them by the function too\n", basename($file), count($cases), $by_function);
}
printf("%d calls compared with the function of 2009\n", compare_with_2009());

echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
