<?php

/**
 * signAmazonUrl($url, $secret_key): takes the place of the PHP function of that name that was copied from site to site
 * since 2009. README.md beside this file has the list of what differs.
 *
 * It is a file of its own so that nobody gets the function who does not ask for it.
 */

declare(strict_types=1);

require_once __DIR__ . '/aws_signed_request.php';

// While opcache preloads, declare nothing, for the reason that aws_signed_request.php gives at its end.
if (ini_get('opcache.preload') && isset($_SERVER['REQUEST_TIME']) && !isset($_SERVER['SCRIPT_FILENAME'])) {
    return;
}

if (!function_exists('signAmazonUrl')) {
    /**
     * The signed URL of a GET. Adds a Timestamp where there is none or an empty one, replaces an old Signature, and
     * throws AwsSignedRequestException where the function of 2009 signed what no server accepts.
     *
     * @param string $url with its whole query, escaped or as people typed it
     */
    function signAmazonUrl(
        string $url,
        #[\SensitiveParameter]
        string $secret_key,
    ): string {
        // The old function decoded the whole URL before it looked at it, so it also took one that was escaped whole.
        if (preg_match('~^https?%3A~i', $url)) {
            $url = strtr(urldecode($url), ['%' => '%25', '+' => '%2B']);
        }
        [$address, $query] = explode('?', $url, 2) + [1 => ''];
        // As people typed it: with spaces, and with percent signs that are no escapes.
        $query = preg_replace('/%(?![0-9A-F]{2})/i', '%25', str_replace(' ', '+', $query));
        // It took all text for ISO-8859-1. What is valid UTF-8 is nearly certainly that; anything else is as it was.
        if (!preg_match('//u', urldecode($query))) {
            $query = preg_replace_callback('/%[89A-F][0-9A-F]|[\x80-\xff]/i', static function (array $match): string {
                $code = ord(urldecode($match[0]));
                return rawurlencode(chr(0xc0 | $code >> 6) . chr(0x80 | $code & 0x3f));
            }, $query);
        }
        $timestamp = '';
        $params = [];
        foreach (explode('&', $query) as $param) {
            [$name, $value] = explode('=', $param, 2) + [1 => ''];
            if (urldecode($name) === 'Timestamp') {
                $timestamp = $value;
            } else {
                $params[] = $param;
            }
        }
        $params[] = 'Timestamp=' . (empty(urldecode($timestamp)) ? gmdate('Y-m-d\TH:i:s\Z') : $timestamp);
        $signer = new AwsSignedRequest('', '', $secret_key, AwsSignedRequest::AS_GIVEN);
        return $signer->signedUrl($address . '?' . implode('&', $params));
    }
}
