<?php

/** What the library says to a form: every step of a signature, or the mistake behind one that was refused. */

declare(strict_types=1);

/** Amazon's published example, of its guide of 2013, and the same signed by hand. The keys are those of the guide. */
const EXAMPLES = [
    '/' => [
        'name' => 'Amazon’s published example',
        'fields' => [
            'request' => "http://webservices.amazon.com/onca/xml?Service=AWSECommerceService\n"
                . "&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&AssociateTag=mytag-20&Operation=ItemLookup&ItemId=0679722769\n"
                . '&ResponseGroup=Images,ItemAttributes,Offers,Reviews&Version=2013-08-01&Timestamp=2014-08-18T12:00:00Z',
            'method' => 'GET',
            'dialect' => '3',
            'access_key' => 'AKIAIOSFODNN7EXAMPLE',
            'secret' => '1234567890',
        ],
    ],
    '/diagnose' => [
        'name' => 'A faulty one',
        'fields' => [
            'request' => "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&AssociateTag=mytag-20\n"
                . "&Keywords=harry%20potter&Operation=ItemSearch&ResponseGroup=Images%2CItemAttributes\n"
                . "&SearchIndex=Books&Service=AWSECommerceService&Timestamp=2014-08-18T12%3A00%3A00Z&Version=2013-08-01\n"
                . '&Signature=5tstL0vN70yl0IIwXZInwMsnAVe1jgzmzUU9a7c1RyY%3D',
            'method' => 'GET',
            'secret' => '1234567890',
        ],
    ],
];

/** The signer that a form asks for; the stages of its request by number. */
function stages(Form $form, string $endpoint, string $access_key, int $dialect, ?string $token, ?int $time): Closure
{
    $time ??= time();
    $signer = new AwsSignedRequest($endpoint, $access_key, $form->text('secret'), $dialect, $token, $form->flags());
    return static fn (int $stage): string => $form->url !== ''
        ? $signer->renderUrl($stage, $form->url, $form->text('method'), $time)
        : $signer->renderPairs($stage, $form->pairs, $form->text('method'), $time);
}

/** Parameters of a query, encoded as they are in it. */
function pieces(string $query): array
{
    $pieces = array_values(array_filter(explode('&', $query), 'strlen'));
    return array_map(static fn ($piece) => explode('=', $piece, 2) + [1 => ''], $pieces);
}

/** Every step of a signature. */
function signed(Form $form): array
{
    $dialect = (int) $form->text('dialect');
    $token = $form->text('session_token') === '' ? null : $form->text('session_token');
    $stage = stages($form, trim($form->text('endpoint')), $form->text('access_key'), $dialect, $token, $form->time('time'));
    $url = $stage(AwsSignedRequest::URL);
    // A query that the library took is decoded by PHP as the library does.
    $read = $form->url === '' ? $form->pairs : array_map(
        static fn (array $piece) => array_map('urldecode', $piece),
        pieces(explode('?', $form->url, 2)[1] ?? '')
    );
    $sorted = [];
    foreach (pieces($stage(AwsSignedRequest::CANONICAL)) as $piece) {
        $sorted[] = [...$piece, in_array(array_map('rawurldecode', $piece), $read, true) ? '' : 'added'];
    }
    return [
        'read' => $read,
        'sorted' => $sorted,
        'string' => $stage(AwsSignedRequest::STRING_TO_SIGN),
        'signature' => $stage(AwsSignedRequest::SIGNATURE),
        'url' => $url,
        'body' => str_contains($url, 'Signature=') ? '' : $stage(AwsSignedRequest::QUERY),
        'explained' => $stage(AwsSignedRequest::EXPLAIN),
    ];
}

/** The explanations, what was signed, what should have been, and where they differ. */
function diagnosed(Form $form): array
{
    $body = rtrim($form->text('body'), "\n");
    // A form body that holds the Signature holds the parameters; any other was only sent along.
    if ($form->url !== '' && preg_match('/(^|&)Signature=/', $body)) {
        $form->url .= (str_contains($form->url, '?') ? '&' : '?') . $body;
        $body = '';
    }
    $printed = rtrim($form->text('printed'), "\n");
    // The more parameters, the longer the search; two mistakes among 500 take some seconds.
    $count = $form->url === '' ? count($form->pairs) : substr_count($form->url, '&');
    $most = max($count, substr_count($printed, '&')) > 30 ? 2 : 3;
    $known = [
        'signature' => trim($form->text('signature'), "\n") ?: null,
        'flags' => $form->flags(),
        'string_to_sign' => $printed,
        'hosts' => preg_split('/[\s,]+/', $form->text('hosts'), -1, PREG_SPLIT_NO_EMPTY),
        'body' => $body,
        'content_type' => $form->text('content_type'),
        'old_signature' => $form->text('old_signature'),
        'now' => $form->time('now'),
        'most_mistakes' => $most,
    ];
    [$secret, $method, $endpoint] = [$form->text('secret'), $form->text('method'), trim($form->text('endpoint'))];
    $explanations = $form->url !== ''
        ? AwsSignedRequest::diagnoseUrl($form->url, $secret, $method, ...$known, signed: $theirs)
        : AwsSignedRequest::diagnosePairs($endpoint, $form->pairs, $secret, $method, ...$known, signed: $theirs);
    $theirs = $printed !== '' ? $printed : $theirs;
    try {
        $stage = stages($form, $endpoint, '', AwsSignedRequest::AS_GIVEN, null, 0);
        $ours = $stage(AwsSignedRequest::STRING_TO_SIGN);
        $right = ['signature' => $stage(AwsSignedRequest::SIGNATURE), 'url' => $stage(AwsSignedRequest::URL)];
        $obstacle = '';
    } catch (AwsSignedRequestException $exception) {
        [$ours, $right, $obstacle] = ['', ['signature' => '', 'url' => ''], $exception->getMessage()];
    }
    return [
        'explanations' => $explanations,
        'most' => $most,
        'printed' => $printed !== '',
        'theirs' => $theirs,
        'ours' => $ours,
        'obstacle' => $obstacle,
        'compared' => $theirs === '' || $ours === '' ? '' : AwsSignedRequest::compare($ours, $theirs),
    ] + $right;
}
