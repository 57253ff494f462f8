<?php

/**
 * Examples of aws_signed_request.php. The keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without them,
 * those of Amazon's guides are taken, with which no server lets you in.
 */

declare(strict_types=1);

require __DIR__ . '/aws_signed_request.php';

/**
 * What authenticates a SOAP request of the Product Advertising API, for the SOAP header's AWSAccessKeyId, Timestamp and
 * Signature in the namespace http://security.amazonaws.com/doc/2007-01-01/: action and time alone are signed.
 */
function soap_signature(string $action, string $timestamp, string $private_key): string
{
    return AwsSignedRequest::hmacBase64($private_key, $action . $timestamp);
}

/** Signs requests in each way, shows each stage, and verifies. */
function examples(string $public_key, string $private_key): void
{
    // The function, as it was documented in 2009. (Amazon switched this API off in 2020.)
    $url = aws_signed_request('com', [
        'Operation' => 'ItemLookup',
        'ItemId' => '0679722769',
        'ResponseGroup' => 'ItemAttributes,Offers,Images,Reviews',
    ], $public_key, $private_key);
    echo "aws_signed_request():\n$url\n";

    // The class, for services that are alive, here Amazon SimpleDB. When a server says SignatureDoesNotMatch,
    // compare its string to sign with yours.
    $simpledb = new AwsSignedRequest('https://sdb.amazonaws.com/', $public_key, $private_key);
    $params = [
        'Action' => 'Select',
        'SelectExpression' => "select * from books where title = 'Käse & Brötchen'",
        'Version' => '2009-04-15',
    ];
    $now = time();
    foreach (['CANONICAL', 'STRING_TO_SIGN', 'SIGNATURE', 'QUERY', 'URL'] as $stage) {
        $text = $simpledb->render(constant("AwsSignedRequest::$stage"), $params, 'GET', $now);
        echo "\nAwsSignedRequest::$stage:\n$text\n";
    }

    // An existing URL, with whatever query it carries.
    $signer = new AwsSignedRequest('', $public_key, $private_key);
    $signed = $signer->signedUrl('https://sdb.amazonaws.com/?Action=ListDomains&Version=2009-04-15');
    echo "\nsignedUrl():\n$signed\n";

    // The other side: is the signature right, and is the request of now? checkTimeUrl() throws if it is not.
    AwsSignedRequest::checkTimeUrl($signed, 900);
    echo "\nverifyUrl(): ", AwsSignedRequest::verifyUrl($signed, $private_key) ? 'right' : 'wrong';
    echo ', and with another secret: ', AwsSignedRequest::verifyUrl($signed, 'another') ? 'right' : 'wrong', "\n";

    $timestamp = gmdate('Y-m-d\TH:i:s\Z', $now);
    echo "\nSOAP, ItemLookup at $timestamp: ", soap_signature('ItemLookup', $timestamp, $private_key), "\n";

    // What is wrong is said in words.
    try {
        $simpledb->url(['Action' => 'ListDomains', 'Timestamp' => 'now']);
    } catch (AwsSignedRequestException $exception) {
        echo "\nrefused: ", $exception->getMessage(), ' (status ', $exception->getCode(), ")\n";
    }
}

/** The examples that Amazon's own guides print, and what comes out here. Returns whether they are the same. */
function published(): bool
{
    $wrong = 0;
    $file = file_get_contents(__DIR__ . '/../../tests/vectors/published.json');
    foreach (json_decode($file, true, 512, JSON_THROW_ON_ERROR)['cases'] as $case) {
        $signer = new AwsSignedRequest(
            "{$case['scheme']}://{$case['host']}{$case['path']}",
            '',
            $case['secret_key'],
            AwsSignedRequest::AS_GIVEN
        );
        $signature = $signer->renderPairs(AwsSignedRequest::SIGNATURE, $case['params'], $case['method']);
        $verdict = $signature === $case['signature_base64'] ? 'ok' : 'WRONG';
        $wrong += (int) ($verdict !== 'ok');
        echo "{$case['source']}\n  printed:  {$case['signature_base64']}\n  computed: $signature  $verdict\n";
    }
    return $wrong === 0;
}

try {
    switch (implode(' ', array_slice($argv, 1))) {
        case '':
            examples(
                getenv('AWS_ACCESS_KEY_ID') ?: 'AKIAIOSFODNN7EXAMPLE',
                getenv('AWS_SECRET_ACCESS_KEY') ?: '1234567890'
            );
            exit(0);

        case '--published':
            exit(published() ? 0 : 1);

        default:
            fwrite(STDERR, "usage: php example.php              signs, shows each stage, and verifies\n"
                . "       php example.php --published  signs the examples that Amazon's guides print, and compares\n");
            exit(2);
    }
} catch (AwsSignedRequestException $exception) {
    fwrite(STDERR, $exception->getMessage() . "\n");
    if ($exception->getCode() === 0) {
        fwrite(STDERR, "If the library was built but not installed, say where it is:\n  AWS_SIGNED_REQUEST_LIB="
            . dirname(__DIR__, 2) . "/target/release/libaws_signed_request.so php example.php\n");
    }
    exit(1);
}
