<?php

/**
 * Part of test.php: the names of mistakes. The signers that make them are written here, with PHP's own hash_hmac() and
 * from a string to sign that is written out.
 */

declare(strict_types=1);

/** A signature in Base64 of whatever a signer takes for the string to sign. */
function hand_made(string $signed, string $secret = SECRET): string
{
    return base64_encode(hash_hmac('sha256', $signed, $secret, true));
}

/** Explanations as one text: the names of each, as in `space-as-plus + other-method, php-urlencode`. */
function names_of(array $explanations): string
{
    $names = static fn (array $mistakes) => implode(' + ', array_map(static fn ($mistake) => $mistake->name, $mistakes));
    return implode(', ', array_map($names, $explanations));
}

$sent = ['B' => 'x y', 'A' => '1'];
$plus = "GET\na.example\n/\nA=1&B=x+y";
$right = "GET\na.example\n/\nA=1&B=x%20y";
$url = 'https://a.example/?B=x%20y&A=1&Signature=' . rawurlencode(hand_made($plus));

// The same mistake through every door.
$doors = [
    'diagnoseUrl' => static fn (&$signed = false) => AwsSignedRequest::diagnoseUrl($url, SECRET, signed: $signed),
    'diagnoseUrl, signature apart' => static fn (&$signed = false) =>
        AwsSignedRequest::diagnoseUrl(explode('&S', $url)[0], SECRET, signature: hand_made($plus), signed: $signed),
    'diagnose' => static fn (&$signed = false) =>
        AwsSignedRequest::diagnose('https://a.example/', $sent, SECRET, 'GET', hand_made($plus), signed: $signed),
    'diagnose, signature among the parameters' => static fn (&$signed = false) => AwsSignedRequest::diagnose(
        'https://a.example/',
        $sent + ['Signature' => hand_made($plus)],
        SECRET,
        signed: $signed
    ),
    'diagnosePairs' => static fn (&$signed = false) => AwsSignedRequest::diagnosePairs(
        'https://a.example/',
        [['B', 'x y'], ['A', '1'], ['Signature', hand_made($plus)]],
        SECRET,
        signed: $signed
    ),
    'diagnose, the printed string alone' => static fn (&$signed = false) =>
        AwsSignedRequest::diagnose('https://a.example/', $sent, SECRET, string_to_sign: $plus, signed: $signed),
];
foreach ($doors as $what => $diagnose) {
    check($what, '~space-as-plus(, .*)?~', static fn () => names_of($diagnose()));
    check("$what, where and what", '~parameter \d "B": [^\n]*%20[^\n]*~', static fn () => (string) $diagnose()[0][0]);
    check("$what, what was signed", $plus, static function () use ($diagnose) {
        $diagnose($signed);
        return $signed;
    });
}

// What is told of the request is used.
$signature = static fn (string $signed) => 'https://a.example/?A=1&Signature=' . rawurlencode(hand_made($signed));
$internal = $signature("GET\ninternal:8080\n/\nA=1");
$stamped = 'Timestamp=2014-05-13T16%3A53%3A20Z'; // TIME
$of_then = "https://a.example/?$stamped&Signature=" . rawurlencode(hand_made("GET\na.example\n/\n$stamped"));
$posted = 'https://a.example/?' . signed_query("POST\na.example\n/\nA=1");
$json = '{"a":1}';
$charset = 'application/x-www-form-urlencoded';
$twice = $signature("POST\na.example\n\nA=1");
$resigned = $signature("GET\na.example\n/\nA=1&Signature=old");
$sha1 = 'https://a.example/?' . signed_query("GET\na.example\n/\nA=1", SECRET, 'sha1');
foreach (
    [
        'a right signature' => ['right', static fn () => AwsSignedRequest::diagnoseUrl($posted, SECRET, 'POST')],
        'the method' => ['other-method', static fn () => AwsSignedRequest::diagnoseUrl($posted, SECRET)],
        'hosts' => ['other-host', static fn () =>
            AwsSignedRequest::diagnoseUrl($internal, SECRET, hosts: ['b.example', 'internal:8080'])],
        'no hosts' => ['', static fn () => AwsSignedRequest::diagnoseUrl($internal, SECRET)],
        'now, and it was then' => ['right', static fn () => AwsSignedRequest::diagnoseUrl($of_then, SECRET, now: TIME + 600)],
        'now, and the window' => ['stamp-outside-window', static fn () =>
            AwsSignedRequest::diagnoseUrl($of_then, SECRET, now: TIME + 600, window: 60)],
        'a form without a charset' => ['form-charset', static fn () => AwsSignedRequest::diagnoseUrl(
            'https://a.example/?' . signed_query("POST\na.example\n/\nA=%C3%A4"),
            SECRET,
            'POST',
            content_type: $charset
        )],
        'an old signature' => ['~signature-signed.*~', static fn () =>
            AwsSignedRequest::diagnoseUrl($resigned, SECRET, old_signature: 'old')],
        'the body' => ['~body-signed.*~', static fn () => AwsSignedRequest::diagnose(
            'https://a.example/',
            ['A' => '1'],
            SECRET,
            'POST',
            hand_made("POST\na.example\n/\nA=1&a=1"),
            body: $json
        )],
        'two mistakes' => ['~.*other-method.*~', static fn () => AwsSignedRequest::diagnoseUrl($twice, SECRET)],
        'two mistakes, and one allowed' => ['', static fn () =>
            AwsSignedRequest::diagnoseUrl($twice, SECRET, most_mistakes: 1)],
        'HMAC-SHA1' => ['other-hash', static fn () => AwsSignedRequest::diagnoseUrl($sha1, SECRET)],
        'HMAC-SHA1, told' => ['right', static fn () =>
            AwsSignedRequest::diagnoseUrl($sha1, SECRET, flags: AwsSignedRequest::HMAC_SHA1)],
        'the secret' => ['secret-white-space', static fn () => AwsSignedRequest::diagnoseUrl(
            'https://a.example/?A=1',
            SECRET,
            signature: hand_made("GET\na.example\n/\nA=1", SECRET . "\n")
        )],
    ] as $what => [$expected, $diagnose]
) {
    check("diagnose, $what", $expected, static fn () => names_of($diagnose()));
}
check('diagnose, nothing found', 'nothing, ""', static function () use ($signature) {
    $signed = 'something';
    $found = AwsSignedRequest::diagnoseUrl($signature('nobody signs this'), SECRET, signed: $signed);
    return ($found === [] ? 'nothing' : names_of($found)) . ', ' . json_encode($signed);
});

// A mistake can be read, printed, and not be changed.
$mistake = static fn () => AwsSignedRequest::diagnoseUrl($url, SECRET)[0][0];
check('a mistake, its number and name', '52 space-as-plus', static fn () => "{$mistake()->number} {$mistake()->name}");
check('a mistake, as a text', 'the same', static fn () => "{$mistake()}" === $mistake()->text ? 'the same' : 'another');
check('a mistake stays', '~Error 0: Cannot .*~', static function () use ($mistake) {
    $mistake()->name = 'mine';
});
check('a mistake does not show the secret', 'hidden', static fn () =>
    shows_secret(AwsSignedRequest::diagnoseUrl($url, SECRET)) ? 'shown' : 'hidden');

// The texts of a struct are where the struct says, and gone with the object that holds them.
check('texts, in C memory and wiped', 'a secret, wiped', static function () {
    $ffi = FFI::cdef((string) file_get_contents(__DIR__ . '/aws_signed_request.preload.h'), getenv('AWS_SIGNED_REQUEST_LIB'));
    [$request, $evidence] = [$ffi->new('asr_v2_request'), $ffi->new('asr_v2_evidence')];
    $texts = new AwsSignedRequestTexts($ffi, [
        [$request, ['method' => '', 'secret' => SECRET]],
        [$evidence, ['body' => 'the body']],
    ]);
    $there = FFI::string($request->secret, $request->secret_len) === SECRET
        && FFI::string($evidence->body, $evidence->body_len) === 'the body' && $request->method_len === 0;
    $memory = (new ReflectionProperty($texts, 'memory'))->getValue($texts);
    unset($texts);
    $left = trim(FFI::string($memory, FFI::sizeof($memory)), "\0");
    return ($there ? 'a secret' : 'not there') . ', ' . ($left === '' ? 'wiped' : 'not wiped');
});

// What is refused, and in which words.
foreach (
    [
        'nothing to explain' => [
            static fn () => AwsSignedRequest::diagnose('https://a.example/', $sent, SECRET),
            "~$e -25: .+~",
        ],
        'NUL in a value' => [
            static fn () => AwsSignedRequest::diagnose('https://a.example/', ['A' => "\0"], SECRET, 'GET', 'x'),
            "$e -13: parameter 1 \"A\": $nul the value",
        ],
        'a value of another type' => [
            static fn () => AwsSignedRequest::diagnose('https://a.example/', ['A' => []], SECRET, 'GET', 'x'),
            'InvalidArgumentException 0: parameter 1 "A": the value is of type array',
        ],
        'a pair of one' => [
            static fn () => AwsSignedRequest::diagnosePairs('https://a.example/', [['A']], SECRET, 'GET', 'x'),
            'InvalidArgumentException 0: pair 1 is not [name, value]',
        ],
        'a host of another type' => [
            static fn () => AwsSignedRequest::diagnoseUrl($url, SECRET, hosts: [null]),
            'InvalidArgumentException 0: hosts: one is of type null',
        ],
        'a flag' => [static fn () => AwsSignedRequest::diagnoseUrl($url, SECRET, flags: 1 << 32), "~$e -5: .+~"],
        'four mistakes' => [static fn () => AwsSignedRequest::diagnoseUrl($url, SECRET, most_mistakes: 4), "~$e -\d+: .+~"],
        'no endpoint' => [
            static fn () => AwsSignedRequest::diagnose('ftp://a/', $sent, SECRET, 'GET', 'x'),
            "~$e -7: .*endpoint.*~",
        ],
        'no URL' => [static fn () => AwsSignedRequest::diagnoseUrl('a.example', SECRET, signature: 'x'), "~$e -23: url: .+~"],
    ] as $what => [$call, $expected]
) {
    check("diagnose, $what", $expected, static fn () => names_of($call()));
}

check('compare, the same', '', static fn () => AwsSignedRequest::compare($right, $right));
check('compare, a value', '~.*"B".*~', static fn () => AwsSignedRequest::compare($right, $plus));
check('compare, any bytes', '~.+~', static fn () => AwsSignedRequest::compare("\0\xff", ''));
