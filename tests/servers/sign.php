<?php

/**
 * Signs one request.
 *
 *     php sign.php STAGE METHOD ENDPOINT DIALECT FLAGS UNIX_TIME [NAME VALUE]...
 *
 * STAGE, DIALECT and FLAGS are numbers of the library. The credentials stand in the environment, as ACCESS_KEY, SECRET_KEY
 * and SESSION_TOKEN. Writes the text with nothing after it; or, with exit status 1, the library's status and why to
 * standard error.
 */

declare(strict_types=1);

require __DIR__ . '/../../bindings/php/aws_signed_request.php';

[, $stage, $method, $endpoint, $dialect, $flags, $unix_time] = $argv;
$signer = new AwsSignedRequest(
    $endpoint,
    (string) getenv('ACCESS_KEY'),
    (string) getenv('SECRET_KEY'),
    (int) $dialect,
    getenv('SESSION_TOKEN') ?: null,
    (int) $flags
);
try {
    echo $signer->renderPairs((int) $stage, array_chunk(array_slice($argv, 7), 2), $method, (int) $unix_time);
} catch (AwsSignedRequestException $refused) {
    fwrite(STDERR, "{$refused->getCode()} {$refused->getMessage()}\n");
    exit(1);
}
