<?php

/** Part of test.php: signAmazonUrl() beside the function of 2009, where both answer the same and where they differ. */

declare(strict_types=1);

require_once __DIR__ . '/signAmazonUrl.php';

/** The function of 2009 at a time of our choice, written anew from its description, faults and all. */
function sign_amazon_url_of_2009(string $url, string $secret_key, int $unix_time): string
{
    $parts = parse_url(urldecode($url)) + ['path' => '', 'query' => ''];
    $params = [];
    foreach (explode('&', $parts['query']) as $pair) {
        [$name, $value] = strpos($pair, '=') ? explode('=', $pair, 2) : [$pair, ''];
        $params[$name] = $value;
    }
    if (empty($params['Timestamp'])) {
        $params['Timestamp'] = gmdate('Y-m-d\TH:i:s\Z', $unix_time);
    }
    ksort($params);
    $pairs = [];
    foreach ($params as $name => $value) {
        // Values are escaped by then, so that this changes names alone. A semicolon did become a colon.
        $name = strtr((string) $name, [' ' => '%20', '+' => '%20', ',' => '%2C', ';' => '%3A']);
        $pairs[] = $name . '=' . rawurlencode(iconv('ISO-8859-1', 'UTF-8', $value));
    }
    $query = implode('&', $pairs);
    $mac = hash_hmac('sha256', "GET\n{$parts['host']}\n{$parts['path']}\n$query", $secret_key, true);
    return "{$parts['scheme']}://{$parts['host']}{$parts['path']}?$query&Signature=" . rawurlencode(base64_encode($mac));
}

const AMAZON = 'http://webservices.amazon.com/onca/xml';

/** What signAmazonUrl() answers or throws, and when; asked again if the clock moved on meanwhile. */
$in_a_second = static function (string $url): array {
    do {
        $time = time();
        try {
            $answer = signAmazonUrl($url, SECRET);
        } catch (AwsSignedRequestException $exception) {
            $answer = $exception->getMessage();
        }
    } while ($time !== time());
    return [$answer, $time];
};

$stamp = '&Timestamp=2009-06-01T12:00:00Z';
foreach (
    [
        'plain' => '?Service=AWSECommerceService&Operation=ItemLookup&ItemId=0679722769',
        'a list' => '?ResponseGroup=ItemAttributes,Offers,Images&Timestamp=2009-01-01T12:00:00Z',
        'spaces as typed' => '?Keywords=harry potter and&SearchIndex=Books',
        'spaces at the ends' => '?Keywords= harry &SearchIndex=Books ',
        'spaces as plus' => '?Keywords=harry+potter',
        'spaces as %20' => '?Keywords=harry%20potter',
        'a space in a name' => '?Key words=x',
        'a comma in a name' => '?Key,words=x',
        'a percent sign as typed' => '?Keywords=100% cotton',
        'a percent sign at the end' => '?Keywords=100%',
        'half an escape' => '?Keywords=100%2',
        'an escaped percent sign' => '?Keywords=100%25',
        'an escape that is escaped' => '?Keywords=%2526',
        'escaped plus signs' => '?Keywords=C%2B%2B',
        'an equals sign' => '?HMAC=abc=',
        'an escaped equals sign' => '?HMAC=abc%3D',
        'a question mark' => '?Keywords=who?',
        'what people type' => "?Keywords=\"it's\" <b>*|(x)[y]{z}^`\\!\$~:@/",
        'small escapes' => '?Keywords=a%2fb%3a',
        'ISO-8859-1 as typed' => "?Keywords=K\xe4se & Co=",
        'ISO-8859-1 escaped' => '?Keywords=K%E4se+f%fcr%20alle',
        'ISO-8859-1, control characters' => '?Keywords=%80%9f',
        'no value' => '?Condition=&Keywords=x',
        'no equals sign' => '?Condition&Keywords=x',
        'Timestamp, escaped' => '?Keywords=x&Timestamp=2009-01-01T12%3A00%3A00Z',
        'Timestamp, empty' => '?Timestamp=&Keywords=x',
        'Timestamp, 0' => '?Timestamp=0&Keywords=x',
        'Timestamp, no value' => '?Timestamp&Keywords=x',
        'two Timestamps' => '?Timestamp=2009-01-01T12:00:00Z&Keywords=x&Timestamp=2010-01-01T12:00:00Z',
        'cart' => '?Operation=CartAdd&Item.1.ASIN=B1&Item.10.ASIN=B10&Item.2.ASIN=B2&item=x',
    ] as $what => $query
) {
    foreach (['', $stamp] as $end) {
        // Either this URL has a Timestamp, or it gets one from the clock.
        [$answer, $time] = $in_a_second(AMAZON . $query . $end);
        $expected = sign_amazon_url_of_2009(AMAZON . $query . $end, SECRET, $time);
        check("signAmazonUrl, $what", $expected, static fn () => $answer);
        check("signAmazonUrl, $what, is right", 'yes', yes_or_no(static fn () =>
            AwsSignedRequest::verifyUrl($expected, SECRET)));
    }
}
foreach (
    [
        'https' => 'https://webservices.amazon.de/onca/xml?A=x',
        'the default port' => 'http://webservices.amazon.de:80/onca/xml?A=x',
        'another path' => 'http://free.apisigning.com/a/b.php?A=x',
        'escaped whole' => urlencode('http://webservices.amazon.com/onca/xml?Keywords=harry potter&B=C++'),
        'escaped whole, small' => 'http%3a%2f%2fwebservices.amazon.com/onca/xml?Keywords=harry%2Bpotter',
    ] as $what => $url
) {
    $url .= $stamp;
    check("signAmazonUrl, $what", sign_amazon_url_of_2009($url, SECRET, 0), static fn () => signAmazonUrl($url, SECRET));
}

// The same 500 requests every time: anything that can be typed or escaped, but for what the old function got wrong.
mt_srand(2009);
$typed = array_diff(array_map('chr', range(0x20, 0x7e)), ['&', '#']);
$latin = [...$typed, ...array_map('chr', range(0xc0, 0xff))];
$text = static function (array $of) {
    $of = array_values($of);
    return implode('', array_map(static fn () => $of[mt_rand(0, count($of) - 1)], range(0, mt_rand(0, 20))));
};
for ($index = 0; $index < 500; $index++) {
    $query = 'Timestamp=' . mt_rand(1, 9999);
    foreach (['Keywords', 'Item.1.ASIN', 'b', 'A', 'a-b', 'a_b~'] as $name) {
        // Without what happens to look like an escape, since it might be one of those that the old function got wrong.
        $value = preg_replace('/%(?=[0-9A-F]{2})/i', '', $text(mt_rand(0, 1) ? $typed : $latin));
        $query .= "&$name=" . [$value, rawurlencode($value), urlencode($value)][mt_rand(0, 2)];
    }
    check("signAmazonUrl, random URL $index", sign_amazon_url_of_2009(AMAZON . "?$query", SECRET, 0), static fn () =>
        signAmazonUrl(AMAZON . "?$query", SECRET));
}

// Where the two differ, as the README says: what the old function signed, and what this one does instead.
$t = 'Timestamp=2009-06-01T12%3A00%3A00Z';
foreach (
    [
        '%26 in a value' => ['?A=Simon%26Garfunkel', "A=Simon%26Garfunkel&$t"],
        '%23 in a value' => ['?A=C%23&B=x', "A=C%23&B=x&$t"],
        '%3D in a name' => ['?A%3DB=x', "A%3DB=x&$t"],
        'an escaped newline' => ['?A=x%0Ay', "A=x%0Ay&$t"],
        'UTF-8 as typed' => ['?A=Käse', "A=K%C3%A4se&$t"],
        'UTF-8 escaped' => ['?A=%E6%97%A5', "A=%E6%97%A5&$t"],
        'ISO-8859-1 in a name' => ["?K\xe4se=x", "K%C3%A4se=x&$t"],
        'a slash in a name' => ['?a/b=x', "$t&a%2Fb=x"],
        'a plus in a name' => ['?a%2Bb=x', "$t&a%2Bb=x"],
        'a semicolon in a name' => ['?a;b=x', "$t&a%3Bb=x"],
        'a name twice' => ['?A=2&A=1', "A=1&A=2&$t"],
        'an old Signature' => ['?A=x&Signature=old%3D', "A=x&$t"],
        'empty pieces' => ['?A=x&&B=y', "A=x&B=y&$t"],
        '& at the end' => ["?A=x$stamp&", "A=x&$t"],
        'names that look like numbers' => ['?9=a&10=b', "10=b&9=a&$t"],
    ] as $what => [$query, $canonical]
) {
    $url = AMAZON . $query . (str_contains($query, 'Timestamp') ? '' : $stamp);
    $expected = AMAZON . '?' . signed_query("GET\nwebservices.amazon.com\n/onca/xml\n$canonical");
    check("signAmazonUrl differs, $what", $expected, static fn () => signAmazonUrl($url, SECRET));
    check("2009 answers in its way, $what", 'yes', yes_or_no(static fn () =>
        sign_amazon_url_of_2009($url, SECRET, 0) !== $expected));
}
foreach (
    [
        'no path' => ['http://a?A=x', "GET\na\n/\nA=x&$t", 'http://a/?'],
        'a host in capitals' => ['http://A.Example/?A=x', "GET\na.example\n/\nA=x&$t", 'http://a.example/?'],
        'a scheme in capitals' => ['HTTP://a/?A=x', "GET\na\n/\nA=x&$t", 'http://a/?'],
        'another port' => ['http://a:8080/?A=x', "GET\na:8080\n/\nA=x&$t", 'http://a:8080/?'],
        'an escape in the path' => ['http://a/b%20c?A=x', "GET\na\n/b%20c\nA=x&$t", 'http://a/b%20c?'],
    ] as $what => [$url, $string_to_sign, $start]
) {
    $expected = $start . signed_query($string_to_sign);
    check("signAmazonUrl differs, $what", $expected, static fn () => signAmazonUrl($url . $stamp, SECRET));
    check("2009 answers in its way, $what", 'yes', yes_or_no(static fn () =>
        sign_amazon_url_of_2009($url . $stamp, SECRET, 0) !== $expected));
}
[$answer, $time] = $in_a_second(AMAZON);
$canonical = 'Timestamp=' . rawurlencode(gmdate('Y-m-d\TH:i:s\Z', $time));
$expected = AMAZON . '?' . signed_query("GET\nwebservices.amazon.com\n/onca/xml\n$canonical");
check('signAmazonUrl, no query', $expected, static fn () => $answer);
check('signAmazonUrl, its own answer again', $expected, static fn () => signAmazonUrl($answer, SECRET));
foreach (
    [
        'a fragment' => [AMAZON . '?A=x#top', -23],
        'user info' => ['http://user:pass@webservices.amazon.com/onca/xml?A=x', -23],
        '&amp;' => [AMAZON . '?A=x&amp;B=y', -23],
        'a newline' => [AMAZON . "?A=x\n", -23],
        'a NUL' => [AMAZON . "?A=x\0", -23],
        'a space in front of the query' => ['http://webservices.amazon.com/on ca?A=x', -23],
        'no scheme' => ['webservices.amazon.com/onca/xml?A=x', -23],
        'nothing' => ['', -23],
        'no name' => [AMAZON . '?=x', -14],
        'another SignatureMethod' => [AMAZON . '?SignatureMethod=HmacSHA1', -21],
        'another SignatureVersion' => [AMAZON . '?SignatureVersion=1', -22],
        'an empty secret' => [AMAZON, -10, ''],
        'a secret with a newline' => [AMAZON, -10, "SECRET\n"],
        'a secret with a NUL' => [AMAZON, -10, "SECRET\0"],
    ] as $what => $case
) {
    [$url, $status, $secret] = $case + [2 => 'SECRET'];
    check("signAmazonUrl, $what", "~$e $status: .+~", static fn () => signAmazonUrl($url, $secret_of($secret)));
}
check('signAmazonUrl, a megabyte', 'yes', yes_or_no(static fn () => AwsSignedRequest::verifyUrl(
    signAmazonUrl(AMAZON . '?A=' . str_repeat("K\xe4se %", 170000), SECRET),
    SECRET
)));

// How the file is included.
$its_file = var_export(__DIR__ . '/signAmazonUrl.php', true);
$sign = "echo strlen(signAmazonUrl('http://a/?b=c', 's')) > 80 ? 'signed' : 'not signed';";
check('signAmazonUrl, included twice', 'signed', static fn () =>
    php("include $its_file; include $its_file; include $file; $sign"));
check('signAmazonUrl, strict_types', 'signed', static fn () => php("declare(strict_types=1); include $its_file; $sign"));
check('signAmazonUrl, a function of that name is left alone', 'mine', static fn () =>
    php("function SignAmazonURL() { return 'mine'; } include $its_file; echo signAmazonUrl();"));
check('signAmazonUrl is not there unless it is included', 'no', static fn () =>
    php("include $file; echo function_exists('signAmazonUrl') ? 'yes' : 'no';"));
check('signAmazonUrl, null', '~.*TypeError.*~', static fn () =>
    php("declare(strict_types=1); include $its_file; signAmazonUrl('http://a/', null);"));
