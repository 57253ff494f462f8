<?php

/**
 * Sends one request with file_get_contents().
 *
 *     php send.php METHOD URL [HOST] <BODY
 *
 * BODY is sent by a POST alone, as a form. HOST is what the header Host says; left out, PHP decides. Writes the status,
 * a newline and the answer.
 */

declare(strict_types=1);

[, $method, $url] = $argv;
$headers = isset($argv[3]) ? ["Host: $argv[3]"] : [];
$options = ['method' => $method, 'ignore_errors' => true, 'timeout' => 60, 'follow_location' => 0];
if ($method === 'POST') {
    $headers[] = 'Content-Type: application/x-www-form-urlencoded; charset=utf-8';
    $options['content'] = stream_get_contents(STDIN);
}
$answer = file_get_contents($url, false, stream_context_create(['http' => $options + ['header' => $headers]]));
if ($answer === false) {
    exit(1);
}
// PHP leaves the header lines of the answer in this variable; the first is such as "HTTP/1.1 200 OK".
echo explode(' ', $http_response_header[0])[1], "\n", $answer;
