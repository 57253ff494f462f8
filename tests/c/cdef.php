<?php
// PHP's FFI reads the declarations as they are, its structs have the library's sizes, and a URL is signed and verified.
// php -d ffi.enable=1 cdef.php CDEF LIBRARY

$lib = FFI::cdef(file_get_contents($argv[1]), $argv[2]);
$structs = ['asr_param' => $lib->ASR_STRUCT_PARAM, 'asr_v2_request' => $lib->ASR_STRUCT_V2_REQUEST,
    'asr_key' => $lib->ASR_STRUCT_KEY, 'asr_v2_call' => $lib->ASR_STRUCT_V2_CALL,
    'asr_v2_evidence' => $lib->ASR_STRUCT_V2_EVIDENCE];
$failed = 0;
foreach ($structs as $name => $number) {
    if (FFI::sizeof($lib->type($name)) !== $lib->asr_sizeof($number)) {
        echo "$name: ", FFI::sizeof($lib->type($name)), ' bytes here, ', $lib->asr_sizeof($number), " in the library\n";
        $failed = 1;
    }
}
$out = $lib->new('char[64]');
if ($lib->asr_hmac_base64('Jefe', 4, 'what do ya want for nothing?', 28, 0, $out, 64) !== 44
    || FFI::string($out) !== 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=') {
    echo "asr_hmac_base64: not the answer of RFC 4231, section 4.3\n";
    $failed = 1;
}

// The example of the AWS General Reference, as a URL.
$secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
$url = 'https://elasticmapreduce.amazonaws.com/?Action=DescribeJobFlows&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE'
    . '&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15:19:30&Version=2009-03-31';
$out = $lib->new('char[512]');
$length = $lib->asr_v2_render_url(null, $url, strlen($url), null, $secret, 0, $lib->ASR_DIALECT_AS_GIVEN, 0,
    $lib->ASR_STAGE_URL, $out, 512);
$signed = $length > 0 ? FFI::string($out, $length) : '';
if (!str_ends_with($signed, '&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D')) {
    echo "asr_v2_render_url: another signature than the guide prints: $length $signed\n";
    $failed = 1;
}
if ($lib->asr_v2_verify_url('GET', $signed, $length, $secret, 0) !== $lib->ASR_OK
    || $lib->asr_v2_verify_url('GET', $signed, $length, 'another', 0) !== $lib->ASR_E_MISMATCH) {
    echo "asr_v2_verify_url: wrong answers\n";
    $failed = 1;
}
if ($lib->asr_v2_check_time_url($signed, $length, 1317655170 + 301, 300) !== $lib->ASR_E_EXPIRED) {
    echo "asr_v2_check_time_url: a wrong answer\n";
    $failed = 1;
}
exit($failed);
