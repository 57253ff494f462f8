<?php

/**
 * Part of test.php: existing URLs, verifying, and the time of a request. Signatures that are expected here are made by
 * PHP's own hash_hmac() from a string to sign that is written out.
 */

declare(strict_types=1);

/** A request signed by PHP alone: the canonical query with its Signature. */
function signed_query(string $string_to_sign, string $secret = SECRET, string $hash = 'sha256'): string
{
    $canonical = explode("\n", $string_to_sign, 4)[3];
    $signature = base64_encode(hash_hmac($hash, $string_to_sign, $secret, true));
    return $canonical . ($canonical === '' ? '' : '&') . 'Signature=' . rawurlencode($signature);
}

function yes_or_no(callable $call): callable
{
    return static fn () => $call() ? 'yes' : 'no';
}

$as_given = AwsSignedRequest::AS_GIVEN;
$url = static fn (string $url, int $dialect = AwsSignedRequest::AS_GIVEN, string $key = '', int $flags = 0) =>
    static fn () => (new AwsSignedRequest('', $key, SECRET, $dialect, null, $flags))->signedUrl($url, 'GET', TIME);

// What a query may look like, and how it is signed.
$host = 'sdb.amazonaws.com';
foreach (
    [
        'as it should be' => ['?A=1&B=2', 'A=1&B=2'],
        'not in order' => ['?b=1&a=2&B=3', 'B=3&a=2&b=1'],
        'plus and %20' => ['?A=a+b%20c', 'A=a%20b%20c'],
        '%2B and small escapes' => ['?A=%2b%c3%a4', 'A=%2B%C3%A4'],
        'separators that are escaped' => ['?A=b%26C%3Dd%23e%3ff', 'A=b%26C%3Dd%23e%3Ff'],
        'characters that need no escape' => ['?A=%7E%41-_.', 'A=~A-_.'],
        'characters that need one' => ["?A=,:;@!*'()/?[]\"<>|", 'A=' . rawurlencode(",:;@!*'()/?[]\"<>|")],
        'raw UTF-8' => ['?Ä=日本', '%C3%84=%E6%97%A5%E6%9C%AC'],
        'an equals sign in a value' => ['?A=b=c==', 'A=b%3Dc%3D%3D'],
        'empty pieces' => ['?&A=1&&B=2&', 'A=1&B=2'],
        'no equals sign' => ['?A&B=', 'A=&B='],
        'a name twice' => ['?A=2&A=1&A=2', 'A=1&A=2&A=2'],
        'an escaped name' => ['?It%65m%2e1=x', 'Item.1=x'],
        'an escaped newline and NUL' => ['?A=%0A%00', 'A=%0A%00'],
        'names that look like numbers' => ['?9=a&10=b&0C=c&09=d', '09=d&0C=c&10=b&9=a'],
        'an old Signature' => ['?A=1&Signature=old&B=2', 'A=1&B=2'],
        'an old Signature, escaped' => ['?A=1&%53ignature=old%3D', 'A=1'],
        'a question mark and nothing' => ['?', ''],
        'nothing' => ['', ''],
    ] as $what => [$query, $canonical]
) {
    $expected = "https://$host/?" . signed_query("GET\n$host\n/\n$canonical");
    check("signedUrl, $what", $expected, $url("https://$host/$query"));
    check("signedUrl, $what, signed again", $expected, static fn () => $url($url("https://$host/$query")())());
    check("verifyUrl, $what", 'yes', yes_or_no(static fn () => AwsSignedRequest::verifyUrl($expected, SECRET)));
}
foreach (
    [
        'no path' => ['https://a?A=1', 'a', '/'],
        'no path and no query' => ['https://a', 'a', '/'],
        'capitals' => ['https://A.Example/Path', 'a.example', '/Path'],
        'the default port' => ['https://a:443/', 'a', '/'],
        'another port' => ['http://a:8080/x/', 'a:8080', '/x/'],
        'an IPv6 address' => ['http://[::1]:8080/x', '[::1]:8080', '/x'],
        'escapes in the path' => ['https://a/b%2fc%20d', 'a', '/b%2fc%20d'],
    ] as $what => [$given, $line, $path]
) {
    $canonical = str_contains($given, '?') ? 'A=1' : '';
    $expected = explode(':', $given)[0] . "://$line$path?" . signed_query("GET\n$line\n$path\n$canonical");
    check("signedUrl, $what", $expected, $url($given));
}

// What the dialect adds, and what may be there already.
$rest = 'SignatureMethod=HmacSHA256&SignatureVersion=2';
$stamp = 'Timestamp=' . rawurlencode(gmdate('Y-m-d\TH:i:s\Z', TIME));
$other = 'Timestamp=2011-10-03T15%3A19%3A30Z';
foreach (
    [
        'nothing is there' => ['A=1', 'AK', "A=1&AWSAccessKeyId=AK&$rest&$stamp"],
        'the key is there' => ['AWSAccessKeyId=AK', '', "AWSAccessKeyId=AK&$rest&$stamp"],
        'both keys' => ['AWSAccessKeyId=AK', 'AK', "AWSAccessKeyId=AK&$rest&$stamp"],
        'method and version are there' => [$rest, 'AK', "AWSAccessKeyId=AK&$rest&$stamp"],
        'Timestamp is there' => [$other, 'AK', "AWSAccessKeyId=AK&$rest&$other"],
        'Timestamp is empty' => ['Timestamp=', 'AK', "AWSAccessKeyId=AK&$rest&$stamp"],
        'Timestamp without a value' => ['Timestamp', 'AK', "AWSAccessKeyId=AK&$rest&$stamp"],
        'Expires is there' => ['Expires=2030', 'AK', "AWSAccessKeyId=AK&Expires=2030&$rest"],
    ] as $what => [$query, $key, $canonical]
) {
    $expected = "https://$host/?" . signed_query("GET\n$host\n/\n$canonical");
    check("signedUrl, $what", $expected, $url("https://$host/?$query", AwsSignedRequest::AWS_QUERY, $key));
}
check('signedUrl, now', 'yes', yes_or_no(static function () use ($url, $host) {
    $signer = new AwsSignedRequest('', 'AK', SECRET);
    do {
        $time = time();
        $now = $signer->signedUrl("https://$host/");
    } while ($time !== time());
    return $now === $signer->signedUrl("https://$host/", 'GET', $time);
}));

// Every stage, of a GET and of a POST.
$canonical = "A=1&AWSAccessKeyId=AK&$rest&$stamp";
$signer = new AwsSignedRequest('', 'AK', SECRET);
foreach (['GET', 'POST'] as $method) {
    $string_to_sign = "$method\n$host\n/\n$canonical";
    $query = signed_query($string_to_sign);
    foreach (
        [
            AwsSignedRequest::CANONICAL => $canonical,
            AwsSignedRequest::STRING_TO_SIGN => $string_to_sign,
            AwsSignedRequest::SIGNATURE => base64_encode(hash_hmac('sha256', $string_to_sign, SECRET, true)),
            AwsSignedRequest::QUERY => $query,
            AwsSignedRequest::URL => "https://$host/" . ($method === 'GET' ? "?$query" : ''),
            AwsSignedRequest::ERROR => '',
        ] as $stage => $expected
    ) {
        check("renderUrl, $method, stage $stage", $expected, static fn () =>
            $signer->renderUrl($stage, "https://$host/?A=1", $method, TIME));
    }
    check("verifyUrl, $method", 'yes', yes_or_no(static fn () =>
        AwsSignedRequest::verifyUrl("https://$host/?$query", SECRET, $method)));
}

// A URL of a megabyte, in one value and in many parameters.
foreach ([str_repeat('a', 1 << 20), implode('&', array_map(static fn ($i) => "n$i=x", range(100000, 216000)))] as $long) {
    $expected = "https://$host/?" . signed_query("GET\n$host\n/\n" . (str_contains($long, '=') ? $long : "A=$long"));
    $given = "https://$host/?" . (str_contains($long, '=') ? $long : "A=$long");
    $same = yes_or_no(static fn () => $url($given)() === $expected);
    check('signedUrl, a megabyte, ' . substr($long, 0, 8), 'yes', $same);
    check('verifyUrl, a megabyte, ' . substr($long, 0, 8), 'yes', yes_or_no(static fn () =>
        AwsSignedRequest::verifyUrl($expected, SECRET)));
}

// HMAC-SHA1.
$sha1 = AwsSignedRequest::HMAC_SHA1;
$canonical = "A=1&AWSAccessKeyId=AK&SignatureMethod=HmacSHA1&SignatureVersion=2&$stamp";
$expected = "https://$host/?" . signed_query("GET\n$host\n/\n$canonical", SECRET, 'sha1');
check('HMAC_SHA1, signedUrl', $expected, $url("https://$host/?A=1", AwsSignedRequest::AWS_QUERY, 'AK', $sha1));
check('HMAC_SHA1, url', $expected, static fn () =>
    (new AwsSignedRequest("https://$host/", 'AK', SECRET, flags: $sha1))->url(['A' => '1'], 'GET', TIME));
check('HMAC_SHA1, verifyUrl', 'yes', yes_or_no(static fn () =>
    AwsSignedRequest::verifyUrl($expected, SECRET, 'GET', $sha1)));
check('HMAC_SHA1 is not taken unasked', "~$e -21: parameter 3 \"SignatureMethod\": .*HmacSHA256.*~", static fn () =>
    AwsSignedRequest::verifyUrl($expected, SECRET));
check('HMAC_SHA1, hmacBase64', base64_encode(hash_hmac('sha1', 'text', 'key', true)), static fn () =>
    AwsSignedRequest::hmacBase64('key', 'text', $sha1));
// Signatures of SOAP requests, answered by others; the example's function does no more than this.
$soap = json_decode((string) file_get_contents(__DIR__ . '/../../tests/vectors/soap.json'), true, 512, JSON_THROW_ON_ERROR);
check('soap.json holds cases', 'yes', yes_or_no(static fn () => count($soap['cases']) >= 9));
foreach ($soap['cases'] as $case) {
    $flags = ['HmacSHA1' => $sha1, 'HmacSHA256' => 0][$case['signature_method']];
    check("hmacBase64, {$case['id']}", $case['signature_base64'], static fn () =>
        AwsSignedRequest::hmacBase64($case['secret_key'], $case['text'], $flags));
}
check('hmacBase64, unknown flag', "~$e -5: .*flag.*~", static fn () => AwsSignedRequest::hmacBase64('key', 'text', 8));

// URLs that are refused, and in which words. Verifying refuses the same ones, the check of the time only bad queries.
foreach (
    [
        'no scheme' => ["$host/?A=1", -23, 'byte 0'],
        'nothing' => ['', -23, 'empty'],
        'another scheme' => ["ftp://$host/?A=1", -23, 'http'],
        'a path alone' => ['/?A=1', -23],
        'no host' => ['https:///?A=1', -23, 'host'],
        'user info' => ["https://user:pass@$host/?A=1", -23, 'user name.*byte 8'],
        'a user' => ["https://user@$host/?A=1", -23],
        'a port that is none' => ["https://$host:99999/?A=1", -23],
        'a fragment' => ["https://$host/?A=1#top", -23, 'fragment.*byte 30'],
        'a space' => ["https://$host/?A=1 2", -23, 'space.*byte 30'],
        'a space in front' => [" https://$host/?A=1", -23],
        'a newline at the end' => ["https://$host/?A=1\n", -23],
        'a tab' => ["https://$host/?A=1\t2", -23],
        'a NUL' => ["https://$host/?A=1\0&B=2", -23, 'control character.*byte 30'],
        'DEL' => ["https://$host/?A=1\x7f", -23],
        '&amp;' => ["https://$host/?A=1&amp;B=2", -23, 'escaped for HTML.*byte 30'],
        'half an escape' => ["https://$host/?A=1&B=10%", -24, 'byte 35'],
        'no escape' => ["https://$host/?A=1&B=100%zz", -24, 'byte 36'],
        'not UTF-8' => ["https://$host/?A=1&B=K\xe4se", -16, 'UTF-8.*byte 34'],
        'an escape that is not UTF-8' => ["https://$host/?A=1&K%E4se=x", -16, 'UTF-8.*byte 32'],
        'no name' => ["https://$host/?A=1&=x", -14],
    ] as $what => $case
) {
    [$given, $status, $words] = $case + [2 => '.+'];
    $expected = "~$e $status: .*$words.*~";
    check("signedUrl, $what", $expected, $url($given));
    check("renderUrl says it, $what", "~.*$words.*~", static fn () =>
        signer()->renderUrl(AwsSignedRequest::ERROR, $given));
    check("verifyUrl, $what", $expected, static fn () => AwsSignedRequest::verifyUrl($given, SECRET));
    if (str_starts_with($given, "https://$host/?") && $status !== AwsSignedRequest::E_EMPTY_NAME) {
        check("checkTimeUrl, $what", $expected, static fn () => AwsSignedRequest::checkTimeUrl($given, 900));
    }
}
foreach (
    [
        'another key' => [$url("https://$host/?AWSAccessKeyId=AK", AwsSignedRequest::AWS_QUERY, 'AK2'), -15],
        'no key' => [$url("https://$host/?A=1", AwsSignedRequest::AWS_QUERY), -9],
        'SHA1 with SHA256' => [$url("https://$host/?SignatureMethod=HmacSHA1"), -21],
        'an unknown SignatureMethod' => [$url("https://$host/?SignatureMethod=HmacMD5"), -21],
        'an unknown SignatureVersion' => [$url("https://$host/?SignatureVersion=4"), -22],
        'Timestamp and Expires' => [
            $url("https://$host/?Timestamp=1&Expires=2", AwsSignedRequest::AWS_QUERY, 'AK'),
            -15,
        ],
        'a session token' => [
            static fn () => signer('', 1, SECRET)->signedUrl("https://$host/?A=1"),
            AwsSignedRequest::E_SESSION_TOKEN,
        ],
        'a NUL in the method' => [static fn () => signer()->signedUrl("https://$host/", "GET\0"), -6],
        'a method that is none' => [static fn () => signer()->signedUrl("https://$host/", 'GET /'), -6],
        'an unknown stage' => [static fn () => signer()->renderUrl(8, "https://$host/"), -3],
        'an unknown dialect' => [$url("https://$host/", 5), -4],
        'an unknown flag' => [$url("https://$host/", $as_given, '', 8), -5],
        'an empty secret' => [
            static fn () => (new AwsSignedRequest('', '', '', $as_given))->signedUrl("https://$host/"),
            -10,
        ],
        'no endpoint, no URL' => [static fn () => signer('')->url(['A' => '1']), -7],
    ] as $what => [$call, $status]
) {
    check("signedUrl, $what", "~$e $status: .+~", $call);
}

// Verifying.
$query = signed_query("GET\n$host\n/\nA=1&B=%C3%A4");
parse_str($query, $params);
$signature = $params['Signature'];
// No closure holds the secret, since traces show what is in closures.
$secret_of = static fn (string $name): string => strtr($name, ['SECRET' => SECRET]);
$verified = static fn (string $query, string $secret = 'SECRET', string $method = 'GET') => yes_or_no(
    static fn () => AwsSignedRequest::verifyUrl("https://$host/?$query", $secret_of($secret), $method)
);
$listed = static fn (array $params, ?string $signature = null, string $endpoint = 'https://sdb.amazonaws.com/') =>
    yes_or_no(static fn () => AwsSignedRequest::verify($endpoint, $params, SECRET, 'GET', $signature));
$bare = ['B' => 'ä', 'A' => 1];
$other_signature = ($signature[0] === 'A' ? 'B' : 'A') . substr($signature, 1);
foreach (
    [
        'right' => ['yes', $verified($query)],
        'another order' => ['yes', $verified(implode('&', array_reverse(explode('&', $query))))],
        'other escapes' => ['yes', $verified(str_replace('%C3%A4', '%c3%a4', $query))],
        'another value' => ['no', $verified(str_replace('A=1', 'A=2', $query))],
        'one parameter more' => ['no', $verified("$query&C=")],
        'another secret' => ['no', $verified($query, 'another')],
        'another method' => ['no', $verified($query, 'SECRET', 'POST')],
        'another host' => ['no', yes_or_no(static fn () => AwsSignedRequest::verifyUrl("https://b/?$query", SECRET))],
        'another character' => ['no', $verified('A=1&B=%C3%A4&Signature=' . rawurlencode($other_signature))],
        'unsigned' => ["~$e -25: .+~", $verified('A=1')],
        'nothing' => ["~$e -25: .+~", $verified('')],
        'an empty Signature' => ["~$e -25: .+~", $verified('A=1&Signature=')],
        'not Base64' => ["~$e -26: .+~", $verified('A=1&Signature=' . str_repeat('-', 43) . '%3D')],
        'too short' => ["~$e -26: .+~", $verified('A=1&Signature=' . substr(rawurlencode($signature), 4))],
        'too long' => ["~$e -26: .+~", $verified($query . 'AAAA')],
        'a SHA1 signature' => ["~$e -26: .+~", $verified(signed_query("GET\n$host\n/\nA=1", SECRET, 'sha1'))],
        'a plus that is not escaped' => [
            "~$e -26: .+~",
            $verified('A=1&Signature=' . substr_replace(str_repeat('A', 43), '+', 5, 1) . '='),
        ],
        'two signatures' => ["~$e -26: .+~", $verified("$query&Signature=" . rawurlencode($signature))],
        'an unknown SignatureMethod' => ["~$e -21: .+~", $verified("$query&SignatureMethod=HmacMD5")],
        'an unknown SignatureVersion' => ["~$e -22: .+~", $verified("$query&SignatureVersion=1")],
        'a secret with a NUL' => ["~$e -10: secret: .*NUL.*~", $verified($query, "SECRET\0")],
        'an empty secret' => ["~$e -10: .+~", $verified($query, '')],
        'a method with a NUL' => ["~$e -6: method: .*NUL.*~", $verified($query, 'SECRET', "GET\0")],
        'list' => ['yes', $listed($params)],
        'list, the signature apart' => ['yes', $listed($bare, $signature)],
        'list, another signature' => ['no', $listed($bare, $other_signature)],
        'list, another endpoint' => ['no', $listed($params, null, 'https://a/')],
        'list, unsigned' => ["~$e -25: .+~", $listed($bare)],
        'list, an endpoint that is none' => ["~$e -7: endpoint: .+~", $listed($params, null, 'a')],
        'list, not UTF-8' => ["~$e -16: parameter 1 \"K\": .*UTF-8.*~", $listed(['K' => "\xff"] + $params)],
        'list, a NUL in a value' => [
            "$e -13: parameter 1 \"K\": there is a NUL in the value",
            $listed(['K' => "\0"] + $params),
        ],
        'list, a NUL in the endpoint' => ["~$e -7: endpoint: .*NUL.*~", $listed($params, null, "https://a/\0")],
        'list, a NUL in the signature' => ["~$e -26: signature: .*NUL.*~", $listed($bare, "$signature\0")],
        'list, an array' => ['~InvalidArgumentException 0: parameter 1 "K": .*array~', $listed(['K' => []] + $params)],
    ] as $what => [$expected, $call]
) {
    check("verify, $what", $expected, $call);
}
$query = signed_query("GET\n$host\n/\nA=1&A=1&A=2");
check('verifyPairs, a name repeated', 'yes', yes_or_no(static fn () => AwsSignedRequest::verifyPairs(
    "https://$host/",
    [['A', '2'], ['A', '1'], ['Signature', rawurldecode(substr($query, 22))], ['A', '1']],
    SECRET
)));
check('verifyPairs, no pair', 'InvalidArgumentException 0: pair 1 is not [name, value]', static fn () =>
    AwsSignedRequest::verifyPairs("https://$host/", ['A' => '2'], SECRET));
check('verify, a secret of any bytes', 'yes', yes_or_no(static fn () => AwsSignedRequest::verifyUrl(
    "https://$host/?" . signed_query("GET\n$host\n/\nA=1", " \xff\n"),
    " \xff\n",
    'GET',
    AwsSignedRequest::ANY_CREDENTIAL
)));

// The time of a request, by every way in which it is handed over.
$now = gmmktime(15, 19, 30, 10, 3, 2011);
foreach (
    [
        'to the second' => ['Timestamp', '2011-10-03T15:19:30Z', 'in time'],
        'no zone' => ['Timestamp', '2011-10-03T15:19:30', 'in time'],
        'milliseconds' => ['Timestamp', '2011-10-03T15:19:30.999Z', 'in time'],
        'a zone' => ['Timestamp', '2011-10-03T17:19:30+02:00', 'in time'],
        'a zone without colon' => ['Timestamp', '2011-10-03T10:49:30-0430', 'in time'],
        'a zone of hours' => ['Timestamp', '2011-10-03T16:19:30+01', 'in time'],
        'as old as may be' => ['Timestamp', '2011-10-03T15:04:30Z', 'in time'],
        'too old' => ['Timestamp', '2011-10-03T15:04:29Z', -29],
        'years too old' => ['Timestamp', '1999-12-31T23:59:59Z', -29],
        'as early as may be' => ['Timestamp', '2011-10-03T15:34:30Z', 'in time'],
        'too early' => ['Timestamp', '2011-10-03T15:34:31Z', -30],
        'local time that is called UTC' => ['Timestamp', '2011-10-03T17:19:30Z', -30],
        'Expires now' => ['Expires', '2011-10-03T15:19:30Z', 'in time'],
        'Expires a second ago' => ['Expires', '2011-10-03T15:19:29Z', -29],
        'Expires in years' => ['Expires', '2099-01-01T00:00:00Z', 'in time'],
        'a day that does not exist' => ['Timestamp', '2011-02-29T00:00:00Z', -28],
        'a date alone' => ['Timestamp', '2011-10-03', -28],
        'seconds' => ['Timestamp', '1317655170', -28],
        'nothing' => ['Timestamp', '', -28],
        'words' => ['Expires', 'tomorrow', -28],
        'another name' => ['timestamp', '2011-10-03T15:19:30Z', -28],
    ] as $what => [$name, $stamp, $expected]
) {
    $expected = is_int($expected) ? "~$e $expected: .+~" : $expected;
    $ways = [
        'URL' => static fn () => AwsSignedRequest::checkTimeUrl("https://a/?B=1&$name=" . rawurlencode($stamp), 900, $now),
        'map' => static fn () => AwsSignedRequest::checkTime(['B' => 1, $name => $stamp], 900, $now),
        'pairs' => static fn () => AwsSignedRequest::checkTimePairs([['B', 1], [$name, $stamp]], 900, $now),
    ];
    foreach ($ways as $way => $check) {
        check("time, $what, $way", $expected, static fn () => $check() ?? 'in time');
    }
}
$stamp = rawurlencode(gmdate('Y-m-d\TH:i:s\Z', $now));
foreach (["Timestamp=$stamp&Timestamp=$stamp", "Timestamp=$stamp&Expires=$stamp", 'A=1', ''] as $query) {
    check("time, $query", "~$e -28: .+~", static fn () => AwsSignedRequest::checkTimeUrl("https://a/?$query", 900, $now));
}
check('time, now', 'in time', static fn () =>
    AwsSignedRequest::checkTimeUrl($signer->signedUrl("https://$host/"), 5) ?? 'in time');
check('time, now, map', 'in time', static fn () =>
    AwsSignedRequest::checkTime(['Timestamp' => gmdate('Y-m-d\TH:i:s\Z')], 5) ?? 'in time');
check('time, no window', 'in time', static fn () =>
    AwsSignedRequest::checkTime(['Timestamp' => '2011-10-03T15:19:30Z'], 0, $now) ?? 'in time');
check('time, a window below 0', "~$e -17: .+~", static fn () =>
    AwsSignedRequest::checkTime(['Timestamp' => '2011-10-03T15:19:30Z'], -1, $now));
check('time, an array', 'InvalidArgumentException 0: parameter 1 "Timestamp": the value is of type array', static fn () =>
    AwsSignedRequest::checkTime(['Timestamp' => []], 900));
