<?php

/**
 * Signs every case of the vector files by every way that the binding has, at every stage, and compares with what others
 * answered; verifies those answers; then compares aws_signed_request() with the function of 2009, written here once
 * more, where both are to answer the same and where they are to differ. ASR_VECTORS names a folder of further cases. The
 * last line is the count.
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

const FLAGS = ['HmacSHA256' => 0, 'HmacSHA1' => AwsSignedRequest::HMAC_SHA1];

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
        $got = get_class($exception) . " {$exception->getCode()}: {$exception->getMessage()}";
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

function flags(array $case): int
{
    return FLAGS[$case['signature_method']]
        | (trim($case['secret_key']) === $case['secret_key'] ? 0 : AwsSignedRequest::ANY_CREDENTIAL)
        | (($case['host'] ?? null) === '' ? AwsSignedRequest::EMPTY_HOST : 0);
}

function signer(array $case, string $endpoint, int $dialect): AwsSignedRequest
{
    $key = $case['access_key'] ?? '';
    $token = $dialect === AwsSignedRequest::AS_GIVEN ? null : $case['session_token'] ?? null;
    return new AwsSignedRequest($endpoint, $key, $case['secret_key'], $dialect, $token, flags($case));
}

function dialect(array $case): int
{
    return DIALECTS[$case['dialect'] ?? 'as_given'];
}

/** Every stage by the class, from pairs and, where no name is repeated, from a map. */
function by_class(array $case): void
{
    $signer = signer($case, "{$case['scheme']}://{$case['host']}{$case['path']}", dialect($case));
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

function address(array $case, array $pairs): string
{
    $query = array_map(static fn (array $pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $pairs);
    $start = "{$case['scheme']}://{$case['host']}{$case['path']}";
    return $start . ($query === [] ? '' : '?' . implode('&', $query));
}

/** All parameters that are signed, also those that the dialect adds: what the answer holds, in another order. */
function all_params(array $case): array
{
    $canonical = expected($case)[AwsSignedRequest::CANONICAL];
    $pairs = array_map(
        static fn (string $pair) => array_map('rawurldecode', explode('=', $pair, 2)),
        $canonical === '' ? [] : explode('&', $canonical)
    );
    mt_srand(crc32($case['id']));
    shuffle($pairs);
    return $pairs;
}

/** Every stage from an existing URL: one that holds every parameter, and one to which the dialect adds its own. */
function by_url(array $case): void
{
    $all = address($case, all_params($case));
    $expected = expected(['dialect' => 'as_given'] + $case);
    render_url("{$case['id']} URL, as given", $expected, signer($case, '', AwsSignedRequest::AS_GIVEN), $all, $case);
    if (dialect($case) !== AwsSignedRequest::AS_GIVEN && ($case['session_token'] ?? '') === '') {
        $given = address($case, $case['params']);
        render_url("{$case['id']} URL", expected($case), signer($case, '', dialect($case)), $given, $case);
    }
}

function render_url(string $what, array $expected, AwsSignedRequest $signer, string $url, array $case): void
{
    $time = $case['unix_time'] ?? 0;
    foreach ($expected as $stage => $text) {
        check("$what, stage $stage", $text, static fn () => $signer->renderUrl($stage, $url, $case['method'], $time));
    }
    if (!isset($expected[AwsSignedRequest::QUERY])) {
        return;
    }
    // Signed again, at whatever time, it is what it was. A POST's query is in its body.
    $signed = strtok($expected[AwsSignedRequest::URL], '?') . '?' . $expected[AwsSignedRequest::QUERY];
    check("$what, signed again", $expected[AwsSignedRequest::QUERY], static fn () =>
        $signer->renderUrl(AwsSignedRequest::QUERY, $signed, $case['method'], 1));
}

/** The signature with another character in one place. */
function another(array $case): string
{
    $place = crc32($case['id']) % 20;
    $character = $case['signature_base64'][$place] === 'A' ? 'B' : 'A';
    return substr_replace($case['signature_base64'], $character, $place, 1);
}

/** The answer is verified by every way; the same with one other character in the signature is not. */
function by_verifying(array $case): void
{
    $right = $case['signature_base64'];
    if ($right === null) {
        return;
    }
    $endpoint = "{$case['scheme']}://{$case['host']}{$case['path']}";
    $method = $case['method'];
    $pairs = all_params($case);
    foreach ([$right => 'right', another($case) => 'wrong'] as $signature => $answer) {
        $with = [...$pairs, ['Signature', $signature]];
        $verify = static fn (array $pairs, ?string $signature) => static fn () =>
            AwsSignedRequest::verifyPairs($endpoint, $pairs, $case['secret_key'], $method, $signature, flags($case))
                ? 'right' : 'wrong';
        check("{$case['id']} verified, pairs", $answer, $verify($with, null));
        check("{$case['id']} verified, pairs and signature", $answer, $verify($pairs, $signature));
        $map = array_column($with, 1, 0);
        if (count($map) === count($with)) {
            check("{$case['id']} verified, map", $answer, static fn () =>
                AwsSignedRequest::verify($endpoint, $map, $case['secret_key'], $method, null, flags($case))
                    ? 'right' : 'wrong');
        }
        check("{$case['id']} verified, URL", $answer, static fn () =>
            AwsSignedRequest::verifyUrl(address($case, $with), $case['secret_key'], $method, flags($case))
                ? 'right' : 'wrong');
    }
}

/** An existing URL with odd escapes: every stage, and the result verified. */
function of_urls(array $case): void
{
    preg_match('~^([a-z]+)://~i', $case['url'], $scheme);
    $expected = expected(['scheme' => strtolower($scheme[1])] + $case);
    render_url($case['id'], $expected, signer($case, '', dialect($case)), $case['url'], $case);
    $right = strtok($expected[AwsSignedRequest::URL], '?') . '?' . $expected[AwsSignedRequest::QUERY];
    $wrong = substr($right, 0, strrpos($right, '=') + 1) . rawurlencode(another($case));
    foreach ([$right => 'right', $wrong => 'wrong'] as $url => $answer) {
        check("{$case['id']} verified", $answer, static fn () =>
            AwsSignedRequest::verifyUrl($url, $case['secret_key'], $case['method'], flags($case)) ? 'right' : 'wrong');
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
        && $case['signature_method'] === 'HmacSHA256' && ($params['Service'] ?? '') === 'AWSECommerceService'
        && isset($params['AWSAccessKeyId'], $params['Version'])
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

    // What nobody thought of: the same 500 requests every time.
    mt_srand(2009);
    for ($index = 0; $index < 500; $index++) {
        $compare("random request $index", random_request());
    }
    return $count;
}

/** The arguments of both functions, made up, but such that the old one signs them rightly. */
function random_request(): array
{
    // The bounds of UTF-8's lengths and of escaping are in it. A name may come out as a number, and is then left out.
    $letters = [
        ...str_split("AZaz09-._~ +%&=/?#'*\n\t\x01\x7f"), 'Item.', 'ä', "\u{80}", "\u{7FF}", "\u{800}", '日',
        "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", '😀', "\u{10FFFF}",
    ];
    $text = static function (int $least, int $most, ?array $of = null) use ($letters): string {
        $of ??= $letters;
        for ($text = '', $length = mt_rand($least, $most); $length > 0; $length--) {
            $text .= $of[mt_rand(0, count($of) - 1)];
        }
        return $text;
    };
    $pick = static fn (mixed ...$of): mixed => $of[mt_rand(0, count($of) - 1)];
    $params = [];
    for ($count = mt_rand(0, 80); $count > 0; $count--) {
        $name = $text(1, 6);
        if (mt_rand(0, 9) === 0) {
            $name = $pick('Service', 'Version', 'AssociateTag', 'Timestamp', 'signature');
        }
        if (!is_numeric($name)) {
            $number = mt_rand(-1000, 1000);
            $params[$name] = $pick($text(0, 30), $text(0, 30), $number, $number / 7, true, false, null);
        }
    }
    $graphs = array_map('chr', range(0x21, 0x7e));
    return [
        $pick('com', 'ca', 'co.jp', 'co.uk', 'com.br', 'de', 'fr'),
        $params,
        $text(1, 30, $graphs),
        $text(1, 100, $graphs),
        $pick(null, $text(0, 10)),
        $pick('2011-08-01', $text(0, 10)),
        mt_rand(0, 253402300799),
    ];
}

/** Where this function is to differ from that of 2009, as the README says. */
function differences_from_2009(): int
{
    $count = 0;
    $differ = static function (string $what, string $answer, array $changed) use (&$count): void {
        $count++;
        $arguments = array_replace(['com', ['Operation' => 'x'], 'AK', 's', null, '1', 1400000000], $changed);
        $old = function_of_2009(...$arguments);
        check("2009 answers $what in its way", 'yes', static fn () =>
            str_starts_with($old, 'http://webservices.amazon.') && $old !== $answer ? 'yes' : $old);
        check("2009 differs: $what", $answer, static function () use ($arguments) {
            try {
                return AwsSignedRequest::productAdvertising(...$arguments);
            } catch (AwsSignedRequestException $exception) {
                return "status {$exception->getCode()}";
            } catch (TypeError) {
                return 'TypeError';
            }
        });
    };
    $url = static function (string $query): string {
        $mac = hash_hmac('sha256', "GET\nwebservices.amazon.com\n/onca/xml\n$query", 's', true);
        return "http://webservices.amazon.com/onca/xml?$query&Signature=" . rawurlencode(base64_encode($mac));
    };
    $rest = 'Service=AWSECommerceService&Timestamp=2014-05-13T16%3A53%3A20Z&Version=1';
    $bare = "AWSAccessKeyId=AK&$rest";
    $added = "AWSAccessKeyId=AK&Operation=x&$rest";

    $differ('9 and 10', $url("10=b&9=a&$bare"), [1 => [9 => 'a', 10 => 'b']]);
    $differ("'9.5' and '10.5'", $url("10.5=b&9.5=a&$bare"), [1 => ['9.5' => 'a', '10.5' => 'b']]);
    $differ("'0C', '1' and '09'", $url("09=c&0C=a&1=b&$bare"), [1 => ['0C' => 'a', '1' => 'b', '09' => 'c']]);
    $differ('a region in capitals', $url($added), [0 => 'COM']);
    $differ('an old Signature', $url($added), [1 => ['Operation' => 'x', 'Signature' => 'old']]);

    $differ('Latin-1 in a value', 'status -16', [1 => ['A' => "K\xe4se"]]);
    $differ('Latin-1 in a name', 'status -16', [1 => ["K\xe4se" => 'x']]);
    $differ('Latin-1 in the tag', 'status -16', [4 => "K\xe4se"]);
    $differ('a NUL in a value', 'status -13', [1 => ['A' => "x\0y"]]);
    $differ('a NUL in a name', 'status -13', [1 => ["A\0B" => 'x']]);
    $differ('an empty name', 'status -14', [1 => ['' => 'x']]);
    foreach (['', ' AK', "AK\n", "A\tK", "A\0K", "\xe4"] as $text) {
        $shown = rawurlencode($text);
        $differ("the key '$shown'", 'status -9', [2 => $text]);
        $differ("the secret '$shown'", 'status -10', [3 => $text]);
    }
    $differ('no region', 'status -8', [0 => '']);
    $differ('a region that is none', 'status -8', [0 => 'com/x?']);
    $differ('null in place of a text', 'TypeError', [5 => null]);
    return $count;
}

$passed = $failed = $count = 0;
echo 'libaws_signed_request ', AwsSignedRequest::version(), ', PHP ', PHP_VERSION, "\n";
$own = __DIR__ . '/../../tests/vectors';
$files = ["$own/published.json" => 2, "$own/sigv2.json" => 60, "$own/urls.json" => 100];
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
    $count += count($cases);
    $by_function = 0;
    foreach ($cases as $case) {
        if (!isset(FLAGS[$case['signature_method']])) {
            check($case['id'], 'HmacSHA256 or HmacSHA1', static fn () => "another kind: {$case['signature_method']}");
        } elseif (!isset($case['params'])) {
            of_urls($case);
        } else {
            by_class($case);
            by_url($case);
            by_verifying($case);
            $by_function += by_function($case);
        }
    }
    printf("%s: %d cases, %d of them by the function too\n", basename($file), count($cases), $by_function);
}
printf("%d calls compared with the function of 2009, ", compare_with_2009());
printf("%d others in which it differs\n", differences_from_2009());

printf("php: %d cases, %d comparisons, %d differences\n", $count, $passed + $failed, $failed);
exit($failed === 0 ? 0 : 1);
