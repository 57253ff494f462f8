<?php

/**
 * How the binding behaves: what it refuses and in which words, what it never shows, how it is loaded. test_urls.php,
 * test_diagnose.php and test_signAmazonUrl.php are parts of this.
 */

declare(strict_types=1);

require __DIR__ . '/aws_signed_request.php';

const SECRET = 'TopSecret/0123456789+abcdef';
const TIME = 1400000000;

// Traces are to hold arguments, as on a developer's machine; a warning or a deprecation is a failure too.
ini_set('zend.exception_ignore_args', '0');
ini_set('zend.exception_string_param_max_len', '1000');
set_error_handler(static function (int $level, string $message, string $file, int $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});

$passed = $failed = 0;

/** Compares what `$call` returns, or "class code: message" of what it throws; a `~pattern~` may be expected. */
function check(string $what, string $expected, callable $call): void
{
    global $passed, $failed;
    try {
        $got = $call() ?? 'nothing';
    } catch (Throwable $exception) {
        $got = get_class($exception) . " {$exception->getCode()}: {$exception->getMessage()}";
        if (shows_secret($exception)) {
            $got = "SHOWS THE SECRET: $got";
        }
    }
    $good = str_starts_with($expected, '~') ? preg_match('~^' . trim($expected, '~') . '$~Ds', $got) === 1 : $got === $expected;
    $passed += (int) $good;
    $failed += (int) !$good;
    if (!$good) {
        echo "FAILED $what\n  expected: $expected\n  got:      $got\n";
    }
}

/** Whether any way of printing a value shows the secret. Before PHP 8.2 nothing can keep it out of a trace. */
function shows_secret(mixed $value): bool
{
    ob_start();
    var_dump($value);
    print_r($value);
    echo $value instanceof Throwable ? $value : var_export($value, true) . print_r((array) $value, true);
    $traces = $value instanceof Throwable && PHP_VERSION_ID < 80200;
    $shown = (string) ob_get_clean() . json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR);
    return str_contains($traces ? $value->getMessage() : $shown, substr(SECRET, 0, 15));
}

/** What another PHP prints, with its own environment and ini settings. */
function php(string $code, array $environment = [], array $ini = []): string
{
    $command = [PHP_BINARY, '-d', 'display_errors=1', '-d', 'html_errors=0', '-d', 'log_errors=0'];
    foreach ($ini as $line) {
        array_push($command, '-d', $line);
    }
    $environment = array_filter($environment + getenv(), static fn ($value) => $value !== null);
    $process = proc_open([...$command, '-r', $code], [1 => ['pipe', 'w']], $pipes, null, $environment);
    $printed = (string) stream_get_contents($pipes[1]);
    proc_close($process);
    return trim($printed);
}

function signer(
    string $endpoint = 'https://sdb.amazonaws.com/',
    int $dialect = AwsSignedRequest::AWS_QUERY,
    ?string $session_token = null,
    int $flags = 0,
): AwsSignedRequest {
    global $use;
    $signer = new AwsSignedRequest($endpoint, 'AKIAIOSFODNN7EXAMPLE', SECRET, $dialect, $session_token, $flags);
    return $use ? used($signer) : $signer;
}

/** A signer with its requests prepared, which they are from the second signature on. */
function used(AwsSignedRequest $signer): AwsSignedRequest
{
    foreach (['GET', 'GET', 'POST'] as $method) {
        try {
            $signer->url(['A' => 'x'], $method, TIME);
        } catch (AwsSignedRequestException) {
        }
    }
    return $signer;
}

/**
 * Puts the binding back to where it was before the first call. What it had opened is kept: PHP remembers for each line
 * where the fields of a struct are, by the address of its type, which must not come to be that of another.
 */
function close(): void
{
    static $opened = [];
    $class = new ReflectionClass(AwsSignedRequest::class);
    $opened[] = $class->getStaticPropertyValue('ffi');
    $class->setStaticPropertyValue('ffi', null);
}

function opened(): int
{
    return spl_object_id((new ReflectionClass(AwsSignedRequest::class))->getStaticPropertyValue('ffi'));
}

$library = (string) getenv('AWS_SIGNED_REQUEST_LIB');
if ($library === '') {
    fwrite(STDERR, "usage: AWS_SIGNED_REQUEST_LIB=/path/to/libaws_signed_request.so php test.php\n");
    exit(2);
}
echo 'libaws_signed_request ', AwsSignedRequest::version(), ', PHP ', PHP_VERSION, "\n";

// What the function refuses, and in which words.
$fine = ['Operation' => 'ItemLookup', 'ItemId' => '0679722769'];
$function = static fn (
    array $params,
    string $region = 'com',
    string $key = 'AK',
    ?string $secret = null,
    ?string $tag = null,
    string $version = '1',
    int $time = TIME,
) => static fn () => AwsSignedRequest::productAdvertising(
    $region,
    $params,
    $key,
    $secret ?? SECRET,
    $tag,
    $version,
    $time
);
$unusable = ['array' => [], 'stdClass' => new stdClass(), 'Closure' => static fn () => 1, 'resource (stream)' => STDIN];
foreach ($unusable as $type => $value) {
    $expected = "InvalidArgumentException 0: parameter 3 \"A\": the value is of type $type";
    check("value of type $type", $expected, $function($fine + ['A' => $value, 'B' => 'x']));
    check("value of type $type, now", $expected, static fn () =>
        aws_signed_request('com', $fine + ['A' => $value, 'B' => 'x'], 'AK', SECRET));
    check("value of type $type, class", $expected, static fn () =>
        signer()->url($fine + ['A' => $value, 'B' => 'x']));
}
$with_secret = static fn (string $end) => static fn () =>
    AwsSignedRequest::productAdvertising('com', $fine, 'AK', SECRET . $end);
$e = 'AwsSignedRequestException';
$nul = 'there is a NUL in';
foreach (
    [
        'NUL in a value' => [$function($fine + ['A' => "x\0B"]), "$e -13: parameter 3 \"A\": $nul the value"],
        'NUL in a name' => [$function($fine + ["A\0B" => 'x']), "$e -13: parameter 3 \"A%00B\": $nul the name"],
        'NUL in both' => [$function(["A\0B" => "x\0y"]), "$e -13: parameter 1 \"A%00B\": $nul the name"],
        'NUL in what is overwritten' => [
            $function(['A' => 'x', 'Service' => "x\0y"]),
            "$e -13: parameter 2 \"Service\": $nul the value",
        ],
        'NUL in the region' => [$function($fine, "com\0"), "$e -8: region: $nul it"],
        'NUL in the key' => [$function($fine, 'com', "AK\0"), "$e -9: public_key: $nul it"],
        'NUL in the secret' => [$with_secret("\0"), "$e -10: private_key: $nul it"],
        'NUL in the tag' => [$function($fine, 'com', 'AK', 's', "\0"), "$e -13: associate_tag: $nul it"],
        'NUL in the version' => [$function($fine, 'com', 'AK', 's', 't', "1\0"), "$e -13: version: $nul it"],
        'value not UTF-8' => [$function(['Service' => "\xff", 'A' => "b\xff"]), "~$e -16: .* 2 \"A\": .*UTF-8.*~"],
        'name not UTF-8' => [$function(["\xff" => '']), "~$e -16: parameter 1 \"%FF\": .*UTF-8.*~"],
        'tag not UTF-8' => [$function($fine, 'com', 'AK', 's', "\xff"), "~$e -16: associate_tag: it is not valid UTF-8 .*~"],
        'version not UTF-8' => [$function($fine, 'com', 'AK', 's', null, "\xff"), "~$e -16: version: it is not valid UTF-8 .*~"],
        'empty name' => [$function(['' => 'x']), "~$e -14: parameter 1 \"\": .*empty.*~"],
        'empty secret' => [$function($fine, 'com', 'AK', ''), "~$e -10: private_key: .*empty.*~"],
        'secret with newline' => [$with_secret("\n"), "~$e -10: private_key: .*white space.*~"],
        'secret with tab' => [$function($fine, 'com', 'AK', "top\tsecret"), "~$e -10: private_key: .*control.*~"],
        'empty key' => [$function($fine, 'com', ''), "~$e -9: public_key: .*empty.*~"],
        'region of a path' => [$function($fine, 'com/x'), "~$e -8: .*region.*~"],
        'region of a user' => [$function($fine, '@evil.com'), "~$e -8: .*region.*~"],
        'empty region' => [$function($fine, ''), "~$e -8: .*region.*~"],
        'before 1970' => [$function($fine, 'com', 'AK', 's', null, '1', -1), "~$e -17: .*time.*1970.*~"],
        'after 9999' => [$function($fine, 'com', 'AK', 's', null, '1', 253402300800), "~$e -17: .*time.*9999.*~"],
        'far after' => [$function($fine, 'com', 'AK', 's', null, '1', PHP_INT_MAX), "~$e -17: .*time.*~"],
    ] as $what => [$call, $expected]
) {
    check("function, $what", $expected, $call);
}

// What the class refuses.
$long = str_repeat('n', 60);
$refused = [
        'NUL in the method' => [static fn () => signer()->url($fine, "GET\0"), "$e -6: method: $nul it"],
        'NUL in the endpoint' => [static fn () => signer("https://a/\0"), "$e -7: endpoint: $nul it"],
        'NUL in the secret' => [
            static fn () => new AwsSignedRequest('https://a/', 'AK', SECRET . "\0"),
            "$e -10: secret: $nul it",
        ],
        'NUL in the token' => [
            static fn () => new AwsSignedRequest('https://a/', 'AK', 's', AwsSignedRequest::AWS_QUERY, SECRET . "\0"),
            "$e -12: session_token: $nul it",
        ],
        'NUL in a long name' => [
            static fn () => signer()->url(["$long\0" => 'x']),
            "$e -13: parameter 1 \"" . substr($long, 0, 48) . "...\": $nul the name",
        ],
        'NUL in a pair' => [
            static fn () => signer()->renderPairs(AwsSignedRequest::URL, [['A', 'x'], ['A', "y\0"]]),
            "$e -13: parameter 2 \"A\": $nul the value",
        ],
        'method' => [static fn () => signer()->url($fine, 'GET /'), "~$e -6: .*method.*~"],
        'endpoint' => [static fn () => signer('ftp://sdb.amazonaws.com/')->url($fine), "~$e -7: endpoint: .*http.*~"],
        'endpoint with query' => [static fn () => signer('https://a/?b=c')->url($fine), "~$e -7: endpoint: .*query.*~"],
        'reserved' => [static fn () => signer()->url(['A' => 'x', 'Timestamp' => 'y']), "~$e -15: parameter 2 .*~"],
        'token where none' => [
            static fn () => signer('https://a/', AwsSignedRequest::AS_GIVEN, 'token')->url($fine),
            "~$e -12: .*session_token.*~",
        ],
        'stage' => [static fn () => signer()->render(8, $fine), "$e -3: unknown stage or answer"],
        'stage 0' => [static fn () => signer()->render(0, $fine), "$e -3: unknown stage or answer"],
        'stage of 33 bits' => [static fn () => signer()->render(1 << 32 | 5, $fine), "$e -3: unknown stage or answer"],
        'dialect' => [static fn () => signer('https://a/', 5)->url($fine), "~$e -4: .*dialect.*~"],
        'dialect of 33 bits' => [static fn () => signer('https://a/', 1 << 32)->url($fine), "~$e -4: .*dialect.*~"],
        'flag' => [static fn () => signer('https://a/', 1, null, 8)->url($fine), "~$e -5: .*flag.*~"],
        'flag of 33 bits' => [static fn () => signer('https://a/', 1, null, 1 << 32)->url($fine), "~$e -5: .*flag.*~"],
        'pair of one' => [
            static fn () => signer()->renderPairs(AwsSignedRequest::URL, [['A', 'x'], ['B']]),
            'InvalidArgumentException 0: pair 2 is not [name, value]',
        ],
        'pair with keys' => [
            static fn () => signer()->renderPairs(AwsSignedRequest::URL, [['name' => 'A', 'value' => 'x']]),
            'InvalidArgumentException 0: pair 1 is not [name, value]',
        ],
        'pair that is a map' => [
            static fn () => signer()->renderPairs(AwsSignedRequest::URL, ['A' => 'x']),
            'InvalidArgumentException 0: pair 1 is not [name, value]',
        ],
        'pair with an array in it' => [
            static fn () => signer()->renderPairs(AwsSignedRequest::URL, [['A', 'x'], ['A', ['y']]]),
            'InvalidArgumentException 0: parameter 2 "A": the value is of type array',
        ],
        'serialize' => [static fn () => serialize(signer()), '~LogicException 0: .*secret~'],
        'unserialize' => [static fn () => unserialize('O:16:"AwsSignedRequest":0:{}'), '~LogicException 0: .*secret~'],
        'empty secret' => [
            static fn () => used(new AwsSignedRequest('https://a/', 'AK', ''))->url($fine),
            "~$e -10: secret: .*~",
        ],
        'secret with newline' => [
            static fn () => used(new AwsSignedRequest('https://a/', 'AK', SECRET . "\n"))->url($fine),
            "~$e -10: secret: .*white space.*~",
        ],
        'key' => [
            static fn () => used(new AwsSignedRequest('https://a/', ' ', SECRET))->url($fine),
            "~$e -9: access_key: .*~",
        ],
        'empty key' => [
            static fn () => used(new AwsSignedRequest('https://a/', '', SECRET))->url($fine),
            "~$e -9: access_key: .*~",
        ],
        'not UTF-8' => [static fn () => signer()->url(['A' => "\xff"]), "~$e -16: parameter 1 \"A\": .*UTF-8.*~"],
        'time' => [static fn () => signer()->url($fine, 'GET', -1), "~$e -17: .*1970.*~"],
        'flag and NUL' => [static fn () => signer('https://a/', 1, null, 8)->url(['A' => "x\0"]), "~$e -5: flags: .*~"],
];
// Of a signer that is new, and of one that has signed before.
foreach ([false, true] as $use) {
    foreach ($refused as $what => [$call, $expected]) {
        check('class, ' . ($use ? 'used, ' : '') . $what, $expected, $call);
    }
}
$use = false;
check('stage ERROR says it without an exception', '~endpoint: .+~', static fn () =>
    signer('ftp://a/')->render(AwsSignedRequest::ERROR, $fine));
check('an exception of __toString comes through', 'DomainException 7: mine', static fn () =>
    aws_signed_request('com', ['A' => new class {
        public function __toString(): string
        {
            throw new DomainException('mine', 7);
        }
    }], 'AK', SECRET));

// The secret is in none of the ways in which PHP shows an object.
$with_token = signer('https://a/', AwsSignedRequest::AWS_QUERY, SECRET);
check('a signer does not show its secret', 'no', static fn () => shows_secret($with_token) ? 'yes' : 'no');
check('a clone signs the same', signer()->url($fine, 'GET', TIME), static fn () =>
    (clone signer())->url($fine, 'GET', TIME));
check('two signers keep their secrets apart', 'yes', static function () use ($fine): string {
    [$one, $two] = [signer(), new AwsSignedRequest('https://sdb.amazonaws.com/', 'AKIAIOSFODNN7EXAMPLE', 'other')];
    $before = $one->url($fine, 'GET', TIME);
    $differ = $two->url($fine, 'GET', TIME) !== $before;
    unset($two);
    return $differ && $one->url($fine, 'GET', TIME) === $before ? 'yes' : 'no';
});
check('signers that come, go and take turns', '0 differ', static function () use ($fine): string {
    $differ = 0;
    $make = static fn (string $name) => new AwsSignedRequest("https://$name/", 'AK', "secret of $name");
    $lasting = used($make('lasting'));
    foreach (range(1, 100) as $number) {
        $passing = used($make("h$number"));
        foreach (['GET', 'GET', 'POST', 'GET'] as $method) {
            foreach ([[$passing, "h$number"], [$lasting, 'lasting']] as [$signer, $name]) {
                $expected = $make($name)->query($fine, $method, TIME);
                $differ += $signer->query($fine, $method, TIME) !== $expected ? 1 : 0;
            }
        }
    }
    return "$differ differ";
});

// From the second signature on, a signer has requests prepared, which sign what the first signed.
$dialects = [
    [AwsSignedRequest::AS_GIVEN, null, 0],
    [AwsSignedRequest::AWS_QUERY, 'token', 0],
    [AwsSignedRequest::NIFCLOUD, null, AwsSignedRequest::HMAC_SHA1],
    [AwsSignedRequest::PRODUCT_ADVERTISING, null, 0],
    [AwsSignedRequest::HTX, null, AwsSignedRequest::HMAC_SHA1],
];
foreach ($dialects as [$dialect, $token, $flags]) {
    $new = static fn () => signer('https://a:8443/b/c', $dialect, $token, $flags);
    $signer = used($new());
    foreach ([...range(AwsSignedRequest::CANONICAL, AwsSignedRequest::EXPLAIN), 8] as $stage) {
        foreach (['GET', 'POST', 'get', 'PUT', 'GET'] as $method) {
            $answer = static function (AwsSignedRequest $signer) use ($stage, $fine, $method): string {
                try {
                    return $signer->render($stage, $fine, $method, TIME);
                } catch (AwsSignedRequestException $exception) {
                    return $exception->getMessage();
                }
            };
            check("used, dialect $dialect, stage $stage, $method", $answer($new()), static fn () => $answer($signer));
        }
    }
}
$before = signer()->url($fine, 'POST', TIME) . signer()->url($fine, 'GET', TIME);
check('clones of a used signer, and of one before', "$before$before$before", static function () use ($fine): string {
    $signer = signer();
    $early = clone $signer;
    used($signer);
    $late = clone $signer;
    $sign = static fn ($signer) => $signer->url($fine, 'POST', TIME) . $signer->url($fine, 'GET', TIME);
    $signed = $sign($early) . $sign($late);
    unset($signer, $early);
    return $signed . $sign($late);
});
check('clones share what is prepared', '2', static function () use ($fine): string {
    $signer = used(signer());
    for ($i = 0; $i < 10; $i++) {
        used(clone $signer);
    }
    return (string) count(prepared($signer));
});
// A request that could not be used would be signed unprepared, and nothing but the time would tell.
check('the prepared request is what is signed', 'AKIA of AKIAIOSFODNN7EXAMPLE', static function () use ($fine): string {
    $signer = used(signer());
    [[, , $request]] = prepared($signer);
    $request->access_key_len = 4;
    parse_str($signer->query($fine), $signed);
    return "{$signed['AWSAccessKeyId']} of AKIAIOSFODNN7EXAMPLE";
});
check('a used signer does not show its secret', 'no', static fn () =>
    shows_secret(used(signer('https://a/', AwsSignedRequest::AWS_QUERY, SECRET))) ? 'yes' : 'no');
check('nor its key', 'no', static function (): string {
    ob_start();
    $signer = used(signer());
    var_dump($signer);
    print_r($signer);
    var_export($signer);
    print_r((array) $signer);
    return str_contains((string) ob_get_clean(), 'opaque') ? 'yes' : 'no';
});
check('the key is wiped', 'something, then nothing', static function (): string {
    $signer = used(signer());
    [[, $key]] = prepared($signer);
    $before = FFI::string($key->opaque, 128);
    unset($signer);
    $empty = str_repeat("\0", 128);
    return ($before === $empty ? 'nothing' : 'something') . ', then '
        . (FFI::string($key->opaque, 128) === $empty ? 'nothing' : 'something');
});

/** What is kept for a signer, by request: the library, the key, and the request. */
function prepared(AwsSignedRequest $signer): array
{
    $class = new ReflectionClass($signer);
    $key = $class->getProperty('credentials_key');
    $key->setAccessible(true);
    $credentials = $class->getStaticPropertyValue('credentials')[$key->getValue($signer)];
    $memory = new ReflectionProperty($credentials, 'memory');
    $memory->setAccessible(true);
    return $memory->getValue($credentials);
}

// The primitives, against PHP's own.
$bytes = implode('', array_map('chr', range(0, 255)));
check('percentEncode', rawurlencode($bytes), static fn () => AwsSignedRequest::percentEncode($bytes));
$long_text = str_repeat('t', 100000);
foreach ([['', ''], ['key', 'text'], [$bytes, $bytes], [str_repeat('k', 65), $long_text]] as [$key, $text]) {
    $expected = base64_encode(hash_hmac('sha256', $text, $key, true));
    check('hmacBase64', $expected, static fn () => AwsSignedRequest::hmacBase64($key, $text));
}
check('version', '~\d+\.\d+\.\d+~', static fn () => AwsSignedRequest::version());
$declarations = (string) file_get_contents(__DIR__ . '/aws_signed_request.preload.h');
$enumerators = FFI::cdef($declarations, $library);
$constants = (new ReflectionClass(AwsSignedRequest::class))->getConstants(ReflectionClassConstant::IS_PUBLIC);
$count = 0;
foreach (['STAGE_', 'DIALECT_', 'F_', ''] as $enum) {
    foreach ($constants as $name => $number) {
        try {
            $theirs = $enumerators->{"ASR_$enum$name"};
        } catch (FFI\Exception) {
            continue;
        }
        $count++;
        check("constant $name", (string) $theirs, static fn () => (string) $number);
    }
}
check('every constant is one of the library', (string) count($constants), static fn () => (string) $count);
check('every constant of the library is there', (string) count($constants), static fn () =>
    (string) preg_match_all('/^  ASR_(?:E|STAGE|DIALECT|F)_\w+ =/m', $declarations));

// The buffer grows, at every length around its first size, and keeps working after a longer and a shorter text.
foreach ([4090, 4091, 4092, 4093, 4094, 4095, 4096, 4097, 4098, 100000, 300000] as $length) {
    close();
    $text = str_repeat('a', $length);
    check("percentEncode of $length", $text, static fn () => AwsSignedRequest::percentEncode($text));
    $empty = strlen(signer()->render(AwsSignedRequest::CANONICAL, ['A' => ''], 'GET', TIME));
    $value = str_repeat('a', $length - $empty);
    foreach ([signer(), used(signer())] as $signer) {
        close();
        check("canonical query of $length", "$length, A=$value", static function () use ($signer, $value): string {
            $canonical = $signer->render(AwsSignedRequest::CANONICAL, ['A' => $value], 'GET', TIME);
            preg_match('/^(A=a*)&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&/', $canonical, $match);
            return strlen($canonical) . ', ' . ($match[1] ?? $canonical);
        });
    }
    check("short text after $length", '%2F', static fn () => AwsSignedRequest::percentEncode('/'));
}
// The length of a URL depends on the signature's escapes, so several are tried.
$lengths = [];
foreach ([...range(3885, 3905), 300000] as $length) {
    foreach (['r', 's', 't'] as $secret) {
        close();
        $value = str_repeat('a', $length);
        $query = "A=$value&AWSAccessKeyId=AK&Service=AWSECommerceService&Timestamp=1970-01-01T00%3A00%3A09Z&Version=1";
        $mac = hash_hmac('sha256', "GET\nwebservices.amazon.com\n/onca/xml\n$query", $secret, true);
        $url = "http://webservices.amazon.com/onca/xml?$query&Signature=" . rawurlencode(base64_encode($mac));
        $lengths[] = strlen($url);
        check('function, URL of ' . strlen($url), $url, static fn () =>
            AwsSignedRequest::productAdvertising('com', ['A' => $value], 'AK', $secret, null, '1', 9));
    }
}
check('among them were', '4095, 4096, 4097', static fn () =>
    implode(', ', array_intersect(range(4095, 4097), $lengths)));
check('1000 parameters of 100 bytes', '1000', static fn () => (string) substr_count(
    signer()->url(array_fill_keys(array_map(static fn ($i) => "Item.$i", range(1, 1000)), str_repeat('v', 100))),
    '=' . str_repeat('v', 100) . '&'
));

// What is signed, and a signal handler, may sign in the middle of a signature, and make the buffer grow.
$shared = used(signer());
$signing = new class {
    public function __toString(): string
    {
        global $shared;
        $shared->url(['A' => str_repeat('a', 10000)], 'GET', TIME);
        return (string) strlen(signer()->url(['A' => str_repeat('a', 5000)], 'GET', TIME));
    }
};
foreach (
    [
        'render' => static fn ($value) => signer()->url(['A' => $value, 'B' => 'x'], 'GET', TIME),
        'used, render' => static fn ($value) => $shared->url(['A' => $value, 'B' => 'x'], 'GET', TIME),
        'pairs' => static fn ($value) =>
            signer()->renderPairs(AwsSignedRequest::URL, [['A', $value], ['B', 'x']], 'GET', TIME),
        'function' => static fn ($value) =>
            AwsSignedRequest::productAdvertising('com', ['A' => $value, 'B' => 'x'], 'AK', SECRET, null, '1', TIME),
    ] as $what => $call
) {
    $expected = $call((string) $signing);
    close();
    check("__toString that signs, $what", $expected, static fn () => $call($signing));
    check("$what after it", $expected, static fn () => $call((string) $signing));
}
$starting = null;
$outer = static function () use (&$starting, $shared): array {
    return [
        // Interrupted where it prepares, and by what prepares the same.
        ($starting = signer())->url(['A' => 'first'], 'GET', TIME),
        $starting->url(['A' => 'second'], 'POST', TIME),
        $starting->url(['A' => 'third'], 'GET', TIME),
        $starting->url(['A' => 'fourth'], 'POST', TIME),
        $shared->url(['A' => 'shared', 'B' => str_repeat('b', 1500)], 'GET', TIME),
        signer()->url(['A' => 'outer', 'B' => str_repeat('b', 1500)], 'GET', TIME),
        AwsSignedRequest::productAdvertising('com', ['A' => 'outer'], 'AK', SECRET, null, '1', TIME),
        signer()->signedUrl('https://sdb.amazonaws.com/?A=outer&B=' . str_repeat('b', 1500), 'GET', TIME),
        AwsSignedRequest::percentEncode(str_repeat('/', 500)),
        AwsSignedRequest::hmacBase64('key', 'outer'),
    ];
};
if (function_exists('pcntl_async_signals') && function_exists('posix_kill')) {
    $handled = 0;
    $expected = $outer();
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, static function () use (&$handled, &$starting, $shared): void {
        $handled++;
        $shared->url(['A' => 'inner', 'B' => str_repeat('c', 100 * ($handled % 100))], 'GET', TIME);
        $starting?->url(['A' => 'inner'], ['GET', 'POST'][$handled % 2], TIME);
        signer()->url(['A' => 'inner', 'B' => str_repeat('c', 100 * ($handled % 100))], 'GET', TIME);
        AwsSignedRequest::productAdvertising('com', ['A' => 'inner'], 'AK', SECRET, null, '1', TIME);
    });
    // Sends signals until it is told to stop.
    $sender = proc_open(
        [PHP_BINARY, '-r', 'while (posix_kill(' . getmypid() . ', SIGUSR1)) { usleep(20); }'],
        [],
        $pipes
    );
    $wrong = $rounds = 0;
    for ($start = hrtime(true); $handled < 2000 && hrtime(true) - $start < 20e9; $rounds++) {
        $wrong += $outer() !== $expected ? 1 : 0;
        if ($rounds % 10 === 0) {
            close();
        }
    }
    proc_terminate($sender, SIGKILL);
    proc_close($sender);
    pcntl_signal(SIGUSR1, SIG_IGN);
    pcntl_async_signals(false);
    check('a signal handler may sign', 'none wrong, 2000 signals', static fn () =>
        ($wrong === 0 ? 'none' : "$wrong of $rounds") . ' wrong, ' . min($handled, 2000) . ' signals');
} else {
    echo "note   no ext-pcntl or ext-posix: signal handlers that sign are not looked at\n";
}

// FFI is opened once, not once a call.
close();
$start = hrtime(true);
aws_signed_request('com', $fine, 'AK', SECRET);
$opened = opened();
for ($i = 0; $i < 1000; $i++) {
    aws_signed_request('com', $fine, 'AK', SECRET);
    signer()->url($fine);
}
check('one FFI for 2001 calls', (string) $opened, static fn () => (string) opened());
check('2001 calls take less than a second', 'yes', static fn () => hrtime(true) - $start < 1e9 ? 'yes' : 'no');

// How the file is included.
$file = var_export(__DIR__ . '/aws_signed_request.php', true);
$sign = "echo strlen(aws_signed_request('com', ['A' => 'x'], 'AK', 's')) > 100 ? 'signed' : 'not signed';";
check('included twice', 'signed', static fn () => php("include $file; include $file; require_once $file; $sign"));
check('a function of that name is left alone', 'mine', static fn () => php(
    "function aws_signed_request() { return 'mine'; } include $file; echo aws_signed_request();"
));
check('the class works beside it', 'mine 64', static fn () => php(
    "function aws_signed_request() { return 'mine'; } include $file;"
    . "echo aws_signed_request(), ' ', strlen(AwsSignedRequest::percentEncode(str_repeat('a', 64)));"
));
// An old file declares it the moment it is included, whoever has it already.
$old = tempnam(sys_get_temp_dir(), 'aws_signed_request.');
file_put_contents($old, "<?php function aws_signed_request() { return 'mine'; }");
check('an old file included before', 'mine', static fn () =>
    php("include '$old'; include $file; echo aws_signed_request();"));
check('an old file included later', '~.*Cannot redeclare .*aws_signed_request.*~', static fn () =>
    php("include $file; include '$old'; echo aws_signed_request();"));
unlink($old);
check('strict_types', 'signed', static fn () => php("declare(strict_types=1); include $file; $sign"));
check('strict_types, wrong type', '~.*TypeError.*must be of type string, int given.*~', static fn () => php(
    "declare(strict_types=1); include $file; aws_signed_request(1, [], 'AK', 's');"
));
check('included in a function', 'signed', static fn () => php("(function () { include $file; })(); $sign"));
check('with opcache', 'signed', static fn () => php("include $file; $sign", [], ['opcache.enable_cli=1']));

// Where the library is looked for.
$folder = sys_get_temp_dir() . '/aws_signed_request.' . bin2hex(random_bytes(8));
mkdir("$folder/system", 0700, true);
copy(__DIR__ . '/aws_signed_request.php', "$folder/a.php");
$at = static fn (array $environment, array $ini = []) => php(
    "include '$folder/a.php'; try { echo strlen(AwsSignedRequest::percentEncode('//')); }"
    . "catch (Throwable \$e) { echo get_class(\$e), ': ', \$e->getMessage(), \$e->getPrevious(); }",
    $environment + ['AWS_SIGNED_REQUEST_LIB' => null, 'LD_LIBRARY_PATH' => "$folder/system"],
    $ini
);
$header = "$folder/aws_signed_request.preload.h";
$beside = ["$folder/libaws_signed_request.so", "$folder/libaws_signed_request.so.0"];
$not_told = "$e: cannot load the library: AWS_SIGNED_REQUEST_LIB is not set; ";
check('no declarations', "$e: there is no $header, or no FFI_LIB in it", static fn () => $at([]));
copy(__DIR__ . '/aws_signed_request.preload.h', $header);
file_put_contents("$folder/system/libaws_signed_request.so.0", 'This is no library, so no other one is found.');
check('nowhere', "~$not_told$beside[0] does not exist; $beside[1] does not exist; libaws_signed_request.so.0 "
    . "\\(FFI_LIB in $header\\), where the system keeps libraries: Failed loading [^;]*~", static fn () => $at([]));
check('nowhere, and something is preloaded', '~.*; for a preloaded library php.ini needs ffi.preload=.*~',
    static fn () => $at([], ['opcache.enable_cli=0', 'opcache.preload=/another.php']));
$told = ['AWS_SIGNED_REQUEST_LIB' => '/nowhere/lib.so'];
check('not where it is told', "~$e: cannot load the library: /nowhere/lib.so \\(AWS_SIGNED_REQUEST_LIB\\) "
    . 'does not exist: Failed loading [^;]*~', static fn () => $at($told));
check('no library where it is told', "~$e: cannot load the library: $folder/a.php \\(AWS_SIGNED_REQUEST_LIB\\) "
    . 'exists, but cannot be used: Failed loading [^;]*~', static fn () =>
    $at(['AWS_SIGNED_REQUEST_LIB' => "$folder/a.php"]));
check('told', '6', static fn () => $at(['AWS_SIGNED_REQUEST_LIB' => $library]));
foreach ($beside as $copy) {
    copy($library, $copy);
    check("beside, $copy", '6', static fn () => $at([]));
    check('told wins over beside', "~$e: .*/nowhere.*~", static fn () => $at($told));
    unlink($copy);
}
file_put_contents($beside[1], 'This is no library.');
check('beside, no library', "~$not_told$beside[0] does not exist; $beside[1] \\(beside the PHP file\\) "
    . 'exists, but cannot be used: Failed loading [^;]*~', static fn () => $at([]));
unlink($beside[1]);
copy($library, "$folder/by_path.so");
$declarations = (string) file_get_contents($header);
file_put_contents($header, str_replace('"libaws_signed_request.so.0"', "\"$folder/by_path.so\"", $declarations));
check('where FFI_LIB says', '6', static fn () => $at([]));
unlink("$folder/by_path.so");
check('not where FFI_LIB says', "~$not_told.*; $folder/by_path.so \\(FFI_LIB in $header\\) does not exist: Failed [^;]*~",
    static fn () => $at([]));
file_put_contents($header, $declarations);
unlink("$folder/system/libaws_signed_request.so.0");
copy($library, "$folder/system/libaws_signed_request.so.0");
check('where the system keeps libraries', '6', static fn () => $at([]));
file_put_contents($header, 'int32_t asr_of_another_release(void);', FILE_APPEND);
check('another release', "~$not_told.*Failed resolving C function 'asr_of_another_release'.*~", static fn () =>
    $at([]));
array_map('unlink', [...glob("$folder/*.*"), ...glob("$folder/system/*")]);
rmdir("$folder/system");
rmdir($folder);

$version = "include $file; try { echo AwsSignedRequest::version(); }"
    . "catch (Throwable \$e) { echo get_class(\$e), ': ', \$e->getMessage(); }";
$lines = 'ffi.preload=.*full path.*opcache.preload=.*opcache.preload_user=';
check('FFI switched off', "~$e: .*restricted.*$lines.*~", static fn () => php($version, [], ['ffi.enable=0']));
check('FFI switched off, no secret in the trace', PHP_VERSION_ID < 80200 ? 'shown' : 'hidden', static fn () =>
    str_contains(php(
        "include $file; try { AwsSignedRequest::hmacBase64('" . SECRET . "', 'x'); } catch (Exception \$e) { print_r(\$e); }",
        [],
        ['ffi.enable=0', 'zend.exception_ignore_args=0', 'zend.exception_string_param_max_len=1000']
    ), SECRET) ? 'shown' : 'hidden');
// Some builds of PHP have FFI built in, so that nothing can take it away.
$without = [['PHP_INI_SCAN_DIR' => '/nowhere'], ['extension_dir=/nowhere']];
$built_in = php("echo extension_loaded('ffi') ? 'yes' : 'no';", ...$without) === 'yes';
check('no ext-ffi', $built_in ? '~\d+\.\d+\.\d+~' : "~$e: ext-ffi is missing.*extension=ffi.*~", static fn () =>
    php($version, ...$without));

// When a script ends, PHP destroys objects in the order of their creation, and one that is left may still sign.
check('a destructor signs at the end', 'the same', static fn () => php("include $file;" . <<<'CODE'
    final class Late
    {
        public ?Late $itself = null;

        public function __construct(private AwsSignedRequest $signer, private string $url)
        {
            $this->itself = $this;
        }

        public function __destruct()
        {
            echo $this->signer->url(['A' => 'x'], 'GET', 1) === $this->url ? 'the same' : 'another';
        }
    }
    (static function () {
        $signer = new AwsSignedRequest('https://a/', 'AK', 's');
        for ($i = 0; $i < 3; $i++) {
            $url = $signer->url(['A' => 'x'], 'GET', 1);
        }
        new Late($signer, $url);
    })();
    CODE));

// The example's SOAP signature, by PHP's own hash_hmac(); its URL.
$example = php('require ' . var_export(__DIR__ . '/example.php', true) . ';', [
    'AWS_ACCESS_KEY_ID' => 'AK',
    'AWS_SECRET_ACCESS_KEY' => 'of the example',
]);
preg_match('/^SOAP, (\w+) at ([-\d:TZ]+): (.*)$/m', $example, $soap);
$mac = base64_encode(hash_hmac('sha256', ($soap[1] ?? '') . ($soap[2] ?? ''), 'of the example', true));
check('example.php, SOAP', $mac, static fn () => $soap[3] ?? $example);
check('example.php, verifyUrl', '~.*\nverifyUrl\(\): right, and with another secret: wrong\n.*~', static fn () =>
    $example);

// The example says what is missing, and how it is told.
$told = '1, cannot load the library: /nowhere (AWS_SIGNED_REQUEST_LIB) does not exist: Failed loading';
check('example.php without a library', '~' . preg_quote($told) . '.*\n  AWS_SIGNED_REQUEST_LIB=/.*~', static function () {
    $example = escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(__DIR__ . '/example.php');
    exec("AWS_SIGNED_REQUEST_LIB=/nowhere $example 2>&1 >/dev/null", $lines, $status);
    return "$status, " . implode("\n", $lines);
});

require __DIR__ . '/test_urls.php';
require __DIR__ . '/test_diagnose.php';
require __DIR__ . '/test_signAmazonUrl.php';

echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
