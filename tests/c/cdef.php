<?php
// PHP's FFI reads the declarations as they are, and its structs have the library's sizes.
// php -d ffi.enable=1 cdef.php CDEF LIBRARY

$lib = FFI::cdef(file_get_contents($argv[1]), $argv[2]);
$structs = ['asr_param' => $lib->ASR_STRUCT_PARAM, 'asr_v2_request' => $lib->ASR_STRUCT_V2_REQUEST,
    'asr_key' => $lib->ASR_STRUCT_KEY];
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
exit($failed);
