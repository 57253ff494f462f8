<?php
// PHP's own functions, each in a signer that is right but for the one line that its name tells.
// Lines in, lines out: see README.md.

function signers(): array {
    $encode = fn(callable $escape) => fn(array $job) => query($job, $escape);
    $pairs = fn(callable $change) => fn(array $job) => query(['params' => $change($job['params'])] + $job);
    $text = fn(callable $change) => fn(array $job) => $change(string_to_sign($job, query($job)));
    $mac = fn(callable $sign) => fn(array $job) => [$text = string_to_sign($job, query($job)), $sign($text, $job['secret'], $job)];
    $key = fn(callable $change) => $mac(fn($text, $secret, $job) => hmac($text, $change($secret, $job)));
    $key_alone = fn(callable $change) => $key(fn($secret) => $change($secret));
    $values = fn(callable $change) => $pairs(fn($params) => array_map(fn($p) => [$p[0], $change($p[1])], $params));
    $parts = fn(callable $change) => fn(array $job) => string_to_sign($change($job) + $job, query($job));
    return [
        'rawurlencode' => $encode('rawurlencode'),
        'urlencode' => $encode('urlencode'),
        'rawurlencode values only' => fn($job) => query($job, 'rawurlencode', fn($name) => $name),
        'rawurlencode twice' => $encode(fn($s) => rawurlencode(rawurlencode($s))),
        'no encoding' => $encode(fn($s) => $s),
        'rawurlencode utf8_decode' => $encode(fn($s) => rawurlencode(@utf8_decode($s))),
        'rawurlencode utf8_encode' => $encode(fn($s) => rawurlencode(@utf8_encode($s))),
        'rawurlencode, lower-case hex' => $encode(
            fn($s) => preg_replace_callback('/%../', fn($m) => strtolower($m[0]), rawurlencode($s))),
        'rawurlencode, tilde as of PHP 5.2' => $encode(fn($s) => str_replace('~', '%7E', rawurlencode($s))),
        'http_build_query' => fn($job) => http_build_query(map($job['params'])),
        'http_build_query RFC3986' => fn($job) => http_build_query(map($job['params']), '', '&', PHP_QUERY_RFC3986),
        'http_build_query, &amp;' => function ($job) {
            ini_set('arg_separator.output', '&amp;');
            $query = http_build_query(map($job['params']), '', null, PHP_QUERY_RFC3986);
            ini_restore('arg_separator.output');
            return $query;
        },
        'http_build_query, ;' => fn($job) => http_build_query(map($job['params']), '', ';', PHP_QUERY_RFC3986),
        'no sort' => fn($job) => joined($job['params']),
        'ksort' => function ($job) {
            $map = map($job['params'], false);
            ksort($map);
            return http_build_query($map, '', '&', PHP_QUERY_RFC3986);
        },
        'ksort SORT_FLAG_CASE' => function ($job) {
            $map = map($job['params'], false);
            ksort($map, SORT_STRING | SORT_FLAG_CASE);
            return http_build_query($map, '', '&', PHP_QUERY_RFC3986);
        },
        'ksort SORT_NATURAL' => function ($job) {
            $map = map($job['params'], false);
            ksort($map, SORT_NATURAL);
            return http_build_query($map, '', '&', PHP_QUERY_RFC3986);
        },
        'uksort strcasecmp' => function ($job) {
            $map = map($job['params'], false);
            uksort($map, 'strcasecmp');
            return http_build_query($map, '', '&', PHP_QUERY_RFC3986);
        },
        'sort of name=value' => function ($job) {
            $rows = array_map(fn($p) => rawurlencode($p[0]) . '=' . rawurlencode($p[1]), $job['params']);
            sort($rows);
            return implode('&', $rows);
        },
        'natcasesort of name=value' => function ($job) {
            $rows = array_map(fn($p) => rawurlencode($p[0]) . '=' . rawurlencode($p[1]), $job['params']);
            natcasesort($rows);
            return implode('&', $rows);
        },
        'ksort of encoded names' => function ($job) {
            $map = [];
            foreach ($job['params'] as [$name, $value]) $map[rawurlencode($name)] = rawurlencode($value);
            ksort($map, SORT_STRING);
            return implode('&', array_map(fn($n, $v) => "$n=$v", array_keys($map), $map));
        },
        'Timestamp after ksort' => function ($job) {
            $map = map($job['params']);
            $stamp = $map['Timestamp'];
            unset($map['Timestamp']);
            return http_build_query($map + ['Timestamp' => $stamp], '', '&', PHP_QUERY_RFC3986);
        },
        'usort by name' => function ($job) {
            usort($job['params'], fn($a, $b) => strcmp($a[0], $b[0]));
            return joined($job['params']);
        },
        'array keeps the last' => fn($job) => query(['params' => pairs(map($job['params']))] + $job),
        'array keeps the first' => function ($job) {
            $map = [];
            foreach ($job['params'] as [$name, $value]) $map += [$name => $value];
            return query(['params' => pairs($map)] + $job);
        },
        'implode of repeated values' => function ($job) {
            $map = [];
            foreach ($job['params'] as [$name, $value]) $map[$name][] = $value;
            return query(['params' => pairs(array_map(fn($list) => implode(',', $list), $map))] + $job);
        },
        'array_filter' => $pairs(fn($params) => pairs(array_filter(map($params)))),
        'array_filter strlen' => $pairs(fn($params) => pairs(array_filter(map($params), 'strlen'))),
        'value and its = only if not empty' => function ($job) {
            $rows = [];
            foreach (map($job['params']) as $name => $value)
                $rows[] = rawurlencode($name) . ($value === '' ? '' : '=' . rawurlencode($value));
            return implode('&', $rows);
        },
        'trim' => $values('trim'),
        'htmlspecialchars' => $values('htmlspecialchars'),
        'htmlspecialchars ENT_COMPAT' => $values(fn($s) => htmlspecialchars($s, ENT_COMPAT)),
        'urldecode of values' => $values('urldecode'),
        'rawurldecode of values' => $values('rawurldecode'),
        'plus to space' => $values(fn($s) => strtr($s, '+', ' ')),
        'urldecode of the whole URL' => function ($job) {
            $params = [];
            foreach (explode('&', urldecode(query($job))) as $part) {
                [$name, $value] = array_pad(explode('=', $part, 2), 2, '');
                $params[$name] = $value;
            }
            ksort($params, SORT_STRING);
            return joined(pairs($params));
        },
        'the replacements of the script of 2009' => fn($job) => str_replace(
            [' ', '+', ',', ';'], ['%20', '%20', '%2C', '%3A'], query($job, fn($s) => str_replace('%3B', ';', rawurlencode($s)))),
        'trailing &' => fn($job) => query($job) . '&',
        'leading ?' => fn($job) => '?' . query($job),
        "'\\n' in single quotes" => $text(fn($s) => str_replace("\n", '\n', $s)),
        'lost backslash' => $text(fn($s) => str_replace("\n", 'n', $s)),
        'CRLF' => $text(fn($s) => str_replace("\n", "\r\n", $s)),
        'newline at the end' => $text(fn($s) => $s . "\n"),
        'no newlines' => $text(fn($s) => str_replace("\n", '', $s)),
        'rawurlencode of the text' => $text('rawurlencode'),
        'urlencode of the text' => $text('urlencode'),
        'iconv UTF-16LE of the text' => $mac(fn($s, $secret) => hmac(iconv('UTF-8', 'UTF-16LE', $s), $secret)),
        'strtolower of the method' => $parts(fn($job) => ['method' => strtolower($job['method'])]),
        'GET always' => $parts(fn($job) => ['method' => 'GET']),
        'parse_url host' => $parts(fn($job) => ['host' => parse_url($job['url'], PHP_URL_HOST)]),
        'SERVER_NAME and SERVER_PORT' => $parts(fn($job) => ['host' => $job['host'] . ($job['scheme'] === 'https' ? ':443' : ':80')]),
        'undefined host' => $parts(fn($job) => ['host' => '']),
        'host with scheme' => $parts(fn($job) => ['host' => $job['scheme'] . '://' . $job['host']]),
        'parse_url path' => $parts(fn($job) => ['path' => (string) parse_url($job['url'], PHP_URL_PATH)]),
        'no path' => $parts(fn($job) => ['path' => '']),
        'rtrim path' => $parts(fn($job) => ['path' => rtrim($job['path'], '/')]),
        'path with slash in front' => $parts(fn($job) => ['path' => '/' . $job['path']]),
        'rawurldecode of the path' => $parts(fn($job) => ['path' => rawurldecode($job['path'])]),
        'no path line' => fn($job) => $job['method'] . "\n" . $job['host'] . "\n" . query($job),
        'hash_hmac as hex' => $mac(fn($s, $secret) => hash_hmac('sha256', $s, $secret)),
        'base64_encode of hex' => $mac(fn($s, $secret) => base64_encode(hash_hmac('sha256', $s, $secret))),
        'hash_hmac sha1' => $mac(fn($s, $secret) => base64_encode(hash_hmac('sha1', $s, $secret, true))),
        'hash_hmac md5' => $mac(fn($s, $secret) => base64_encode(hash_hmac('md5', $s, $secret, true))),
        'hash_hmac sha512' => $mac(fn($s, $secret) => base64_encode(hash_hmac('sha512', $s, $secret, true))),
        'hash of the text' => $mac(fn($s, $secret) => base64_encode(hash('sha256', $s, true))),
        'hash of secret and text' => $mac(fn($s, $secret) => base64_encode(hash('sha256', $secret . $s, true))),
        'hash of text and secret' => $mac(fn($s, $secret) => base64_encode(hash('sha256', $s . $secret, true))),
        'key and text swapped' => $mac(fn($s, $secret) => hmac($secret, $s)),
        'strtr to URL-safe Base64' => $mac(fn($s, $secret) => strtr(hmac($s, $secret), '+/', '-_')),
        'strtr and rtrim' => $mac(fn($s, $secret) => rtrim(strtr(hmac($s, $secret), '+/', '-_'), '=')),
        'rtrim of =' => $mac(fn($s, $secret) => rtrim(hmac($s, $secret), '=')),
        'chunk_split' => $mac(fn($s, $secret) => chunk_split(hmac($s, $secret))),
        'urlencode of the signature, twice' => $mac(fn($s, $secret) => urldecode(urlencode(urlencode(hmac($s, $secret))))),
        'signature in the URL as it is' => $mac(fn($s, $secret) => urldecode(hmac($s, $secret))),
        'json_encode of the signature' => $mac(fn($s, $secret) => '"' . hmac($s, $secret) . '"'),
        'secret from file_get_contents' => $key(fn($secret) => $secret . "\n"),
        'secret with blank' => $key(fn($secret) => " $secret"),
        'urlencode of the secret' => $key_alone('urlencode'),
        'urldecode of the secret' => $key_alone('urldecode'),
        'access key as secret' => $key(fn($secret, $job) => $job['access']),
        'secret in quotes from .env' => $key(fn($secret) => "\"$secret\""),
        'secret as in OAuth' => $key(fn($secret) => rawurlencode($secret) . '&'),
        'secret undefined' => $key(fn($secret) => ''),
        'old Signature signed' => $pairs(fn($params) => array_merge($params, [['Signature', '']])),
    ];
}

function map(array $params, bool $sorted = true): array {
    $map = [];
    foreach ($params as [$name, $value]) $map[$name] = $value;
    if ($sorted) ksort($map, SORT_STRING);
    return $map;
}

function pairs(array $map): array {
    return array_map(fn($name, $value) => [(string) $name, $value], array_keys($map), $map);
}

function joined(array $params, callable $escape = null, callable $escape_name = null): string {
    $escape ??= 'rawurlencode';
    $escape_name ??= $escape;
    return implode('&', array_map(fn($p) => $escape_name($p[0]) . '=' . $escape($p[1]), $params));
}

function query(array $job, callable $escape = null, callable $escape_name = null): string {
    usort($job['params'], fn($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
    return joined($job['params'], $escape, $escape_name);
}

function string_to_sign(array $job, string $query): string {
    return $job['method'] . "\n" . $job['host'] . "\n" . $job['path'] . "\n" . $query;
}

function hmac(string $text, string $secret): string {
    return base64_encode(hash_hmac('sha256', $text, $secret, true));
}

$signers = signers();
while (($line = fgets(STDIN)) !== false) {
    $fields = array_map('base64_decode', explode("\t", rtrim($line, "\n")));
    [$id, $signer, $method, $scheme, $host, $path, $secret, $access] = $fields;
    $job = compact('method', 'scheme', 'host', 'path', 'secret', 'access');
    $job['url'] = "$scheme://$host$path";
    $job['params'] = array_chunk(array_slice($fields, 8), 2);
    $answer = $signers[$signer]($job);
    if (is_string($answer)) {
        $text = str_starts_with($answer, $method) || preg_match('/^(GET|POST|get|post)/', $answer) ? $answer : string_to_sign($job, $answer);
        $answer = [$text, hmac($text, $secret)];
    }
    echo implode("\t", array_map('base64_encode', [$id, $answer[1], $answer[0]])), "\n";
}
