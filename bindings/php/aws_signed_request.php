<?php

/**
 * Signs and verifies requests with AWS Signature Version 2 through libaws_signed_request: PHP 8.0 or later with
 * ext-ffi.
 *
 * This file is the whole binding. It needs aws_signed_request.preload.h beside it and the library; README.md beside it
 * tells how both are found, and which lines php.ini needs outside the command line.
 */

declare(strict_types=1);

if (!class_exists('AwsSignedRequestException', false)) {
    /** A request that cannot be signed or verified: the message says why, the code is one of AwsSignedRequest::E_*. */
    final class AwsSignedRequestException extends RuntimeException
    {
    }
}

if (!class_exists('AwsSignedRequest', false)) {
    /**
     * A mistake that explains a signature. It can be read and not be changed.
     *
     * @property-read int $number  one of ASR_MISTAKE_* of aws_signed_request.h
     * @property-read string $name  a short name, such as 'space-as-plus'
     * @property-read string $text  where it is, what was done, and what to do instead
     */
    final class AwsSignedRequestMistake
    {
        public function __construct(private int $number, private string $name, private string $text)
        {
        }

        public function __get(string $property): int|string
        {
            return $this->$property;
        }

        public function __isset(string $property): bool
        {
            return isset($this->$property);
        }

        public function __toString(): string
        {
            return $this->text;
        }
    }

    /**
     * Texts in C memory, for the fields of structs, which PHP's own cannot be put into. They are wiped with the object.
     *
     * @internal
     */
    final class AwsSignedRequestTexts
    {
        private FFI\CData $memory;

        public function __construct(
            private FFI $ffi,
            #[\SensitiveParameter]
            array $structs,
        ) {
            $texts = implode('', array_merge(...array_map('array_values', array_column($structs, 1))));
            $this->memory = $ffi->new('char[' . (strlen($texts) + 1) . ']');
            FFI::memcpy($this->memory, $texts, strlen($texts));
            $place = $ffi->cast('char *', $this->memory);
            foreach ($structs as [$struct, $fields]) {
                $struct->struct_size = FFI::sizeof($struct);
                foreach ($fields as $field => $text) {
                    $struct->$field = $place;
                    $struct->{"{$field}_len"} = strlen($text);
                    $place += strlen($text);
                }
            }
        }

        public function __destruct()
        {
            $this->ffi->asr_wipe(FFI::addr($this->memory), FFI::sizeof($this->memory));
        }
    }

    /**
     * What a signer and its clones sign with: the credentials, and requests that are prepared with them.
     *
     * @internal
     */
    final class AwsSignedRequestCredentials
    {
        /** ASR_STRUCT_KEY and ASR_STRUCT_V2_CALL */
        private const STRUCT_KEY = 3;
        private const STRUCT_V2_CALL = 4;

        /** By method, a `void *` to the request. */
        private array $requests = [];

        /** The memory of the requests. It only grows, because a signature that was interrupted may use any of it. */
        private array $memory = [];

        public function __construct(
            #[\SensitiveParameter]
            public string $secret,
            #[\SensitiveParameter]
            public ?string $session_token,
        ) {
        }

        /** A prepared key signs as well as the secret, and is not left in memory that will be used for other things. */
        public function __destruct()
        {
            foreach ($this->memory as [$ffi, $key]) {
                $ffi->asr_wipe(FFI::addr($key), FFI::sizeof($key));
            }
        }

        /** The request with this method; null if the secret cannot be prepared, or not for a library of this kind. */
        public function request(
            FFI $ffi,
            string $method,
            string $endpoint,
            string $access_key,
            int $dialect,
            int $flags,
        ): ?FFI\CData {
            if (isset($this->requests[$method])) {
                return $this->requests[$method];
            }
            $key = $ffi->new('asr_key');
            if ($ffi->asr_sizeof(self::STRUCT_KEY) !== FFI::sizeof($key)
                || $ffi->asr_sizeof(self::STRUCT_V2_CALL) !== FFI::sizeof($ffi->type('asr_v2_call'))) {
                return null;
            }
            if ($ffi->asr_key_init(FFI::addr($key), $this->secret, strlen($this->secret), $flags) !== 0) {
                return null;
            }
            $request = $ffi->new('asr_v2_request');
            $texts = "$method$endpoint$access_key$this->session_token\0";
            $copy = $ffi->new('char[' . strlen($texts) . ']');
            $this->memory[] = [$ffi, $key, $request, $copy];
            FFI::memcpy($copy, $texts, strlen($texts));
            $place = $ffi->cast('char *', $copy);
            $request->struct_size = FFI::sizeof($request);
            $request->method = $place;
            $request->method_len = strlen($method);
            $request->endpoint = $place += strlen($method);
            $request->endpoint_len = strlen($endpoint);
            $request->access_key = $place += strlen($endpoint);
            $request->access_key_len = strlen($access_key);
            $request->session_token = $place += strlen($access_key);
            $request->session_token_len = strlen((string) $this->session_token);
            $request->key = FFI::addr($key);
            $request->dialect = $dialect;
            $request->flags = $flags;
            return $this->requests[$method] = $ffi->cast('void *', FFI::addr($request));
        }
    }

    /**
     * Room for a text, and a call that writes it there.
     *
     * @internal
     */
    final class AwsSignedRequestRoom
    {
        public FFI\CData $text;

        /** A pointer to an asr_v2_call. To set a field of it takes a quarter of the time that an argument takes. */
        public ?FFI\CData $call = null;
        private FFI\CData $memory;

        /** What the call has as its request. The next one mostly has the same, and then it is not set again. */
        public ?FFI\CData $request = null;

        public function __construct(public FFI $ffi, public int $size)
        {
            $this->text = $ffi->new("char[$size]");
        }

        /** Sets the request of the call. The call is made when it is first needed: a first signature has none. */
        public function ask(FFI\CData $request): void
        {
            if ($this->call === null) {
                $this->memory = $this->ffi->new('asr_v2_call');
                $call = FFI::addr($this->memory);
                $call->out = $this->ffi->cast('char *', $this->text);
                $call->out_cap = $this->size;
                $this->call = $call;
            }
            $this->call->request = $request;
            $this->request = $request;
        }
    }

    /**
     * Signs requests for one endpoint, and existing URLs of any host, with one pair of keys, which are not checked
     * before a request is signed. The static methods verify requests that were received.
     */
    final class AwsSignedRequest
    {
        /** The stages of a signature; aws_signed_request.h describes each, and the dialects and flags below. */
        public const CANONICAL = 1;
        public const STRING_TO_SIGN = 2;
        public const SIGNATURE = 3;
        public const QUERY = 4;
        public const URL = 5;
        public const ERROR = 6;
        public const EXPLAIN = 7;

        public const AS_GIVEN = 0;
        public const AWS_QUERY = 1;
        public const NIFCLOUD = 2;
        public const PRODUCT_ADVERTISING = 3;
        public const HTX = 4;

        public const ANY_CREDENTIAL = 1;
        public const EMPTY_HOST = 2;
        public const HMAC_SHA1 = 4;

        /** The codes of AwsSignedRequestException. */
        public const E_NULL = -1;
        public const E_STRUCT_SIZE = -2;
        public const E_STAGE = -3;
        public const E_DIALECT = -4;
        public const E_FLAGS = -5;
        public const E_METHOD = -6;
        public const E_ENDPOINT = -7;
        public const E_REGION = -8;
        public const E_ACCESS_KEY = -9;
        public const E_SECRET = -10;
        public const E_KEY = -11;
        public const E_SESSION_TOKEN = -12;
        public const E_LIST_COUNT = -13;
        public const E_EMPTY_NAME = -14;
        public const E_RESERVED = -15;
        public const E_UTF8 = -16;
        public const E_TIME = -17;
        public const E_TOO_LARGE = -18;
        public const E_NO_MEMORY = -19;
        public const E_PANIC = -20;
        public const E_SIGNATURE_METHOD = -21;
        public const E_SIGNATURE_VERSION = -22;
        public const E_URL = -23;
        public const E_ESCAPE = -24;
        public const E_UNSIGNED = -25;
        public const E_SIGNATURE = -26;
        public const E_MISMATCH = -27;
        public const E_STAMP = -28;
        public const E_EXPIRED = -29;
        public const E_EARLY = -30;

        /** What a diagnosis writes: ASR_ANSWER_*. */
        private const ANSWER_REPORT = 1;
        private const ANSWER_STRING_TO_SIGN = 2;
        private const ANSWER_ERROR = 3;

        private const SCOPE = 'AWS_SIGNED_REQUEST';
        private const DECLARATIONS = __DIR__ . '/aws_signed_request.preload.h';
        private const BESIDE = [__DIR__ . '/libaws_signed_request.so', __DIR__ . '/libaws_signed_request.so.0'];
        private const PRELOADING = 'php.ini needs ffi.preload=' . self::DECLARATIONS
            . ' (with the full path of the library as its FFI_LIB, unless the system finds the library by its name),'
            . ' opcache.preload=' . __FILE__ . ' and, if root starts the server, opcache.preload_user=<a user>';

        /** The status of an argument that ends in NUL in C, so that a NUL inside would silently cut it off. */
        private const E_OF_ARGUMENT = [
            'method' => self::E_METHOD,
            'endpoint' => self::E_ENDPOINT,
            'region' => self::E_REGION,
            'access_key' => self::E_ACCESS_KEY,
            'public_key' => self::E_ACCESS_KEY,
            'secret' => self::E_SECRET,
            'private_key' => self::E_SECRET,
            'session_token' => self::E_SESSION_TOKEN,
            'signature' => self::E_SIGNATURE,
            'associate_tag' => self::E_LIST_COUNT,
            'version' => self::E_LIST_COUNT,
        ];

        /** Statics live as long as the request, preloaded or not. */
        private static ?FFI $ffi = null;

        /**
         * The room for results. One is kept, because making it takes time; but a call takes it away while it uses it,
         * so that a signal handler that signs meanwhile makes another. PHP would check a type twice in each signature.
         *
         * @var ?AwsSignedRequestRoom
         */
        private static $room = null;

        /** The credentials are kept outside the objects, so that no dump, export or cast of an object shows them. */
        private static ?WeakMap $credentials = null;
        private object $credentials_key;
        private int $dialect;
        private int $flags;

        /** By method, a `void *` to the prepared request, of which a dump shows the address alone. */
        private array $requests = [];

        /** For a first signature nothing is prepared: if it is the only one, that would take longer than it saves. */
        private bool $signs_again = false;

        public function __construct(
            private string $endpoint,
            private string $access_key,
            #[\SensitiveParameter]
            string $secret,
            int $dialect = self::AWS_QUERY,
            #[\SensitiveParameter]
            ?string $session_token = null,
            int $flags = 0,
        ) {
            // One look at all of them costs less than one look at each.
            if (str_contains("$endpoint$access_key$secret$session_token", "\0")) {
                self::refuseNul(compact('endpoint', 'access_key', 'secret', 'session_token'));
            }
            $this->dialect = $dialect;
            $this->flags = $flags;
            // Those that fit, as nearly all do, are spared two calls: it is a part of the wait for a first signature.
            if (($dialect | $flags) >> 31 !== 0) {
                $this->dialect = self::int32($dialect);
                $this->flags = self::int32($flags);
            }
            $this->credentials_key = new stdClass();
            self::$credentials ??= new WeakMap();
            self::$credentials[$this->credentials_key] = new AwsSignedRequestCredentials($secret, $session_token);
        }

        /** The URL to send; `$unix_time` is now if it is left out. */
        public function url(array $params, string $method = 'GET', ?int $unix_time = null): string
        {
            return $this->sign(self::URL, array_keys($params), $params, $method, $unix_time);
        }

        /** The signed query: what follows the `?` of a GET, or the form body of a POST. */
        public function query(array $params, string $method = 'GET', ?int $unix_time = null): string
        {
            return $this->sign(self::QUERY, array_keys($params), $params, $method, $unix_time);
        }

        /** Any stage of the signature, of parameters given as name => value. */
        public function render(int $stage, array $params, string $method = 'GET', ?int $unix_time = null): string
        {
            return $this->sign(self::int32($stage), array_keys($params), $params, $method, $unix_time);
        }

        /** The same of parameters given as a list of [name, value], in which a name may be repeated. */
        public function renderPairs(int $stage, array $pairs, string $method = 'GET', ?int $unix_time = null): string
        {
            [$names, $values] = self::columns($pairs);
            return $this->sign(self::int32($stage), $names, $values, $method, $unix_time);
        }

        /** An existing URL, signed. All that its query holds stays, except an old Signature. The endpoint is not used. */
        public function signedUrl(string $url, string $method = 'GET', ?int $unix_time = null): string
        {
            return $this->renderUrl(self::URL, $url, $method, $unix_time);
        }

        /** Any stage of the signature of an existing URL; for a POST, QUERY is the form body. */
        public function renderUrl(int $stage, string $url, string $method = 'GET', ?int $unix_time = null): string
        {
            $credentials = self::$credentials[$this->credentials_key];
            if ((string) $credentials->session_token !== '') {
                throw new AwsSignedRequestException(
                    'session_token: an existing URL has its own, as SecurityToken',
                    self::E_SESSION_TOKEN
                );
            }
            self::refuseNul(['method' => $method]);
            $unix_time ??= time();
            $keys = [$this->access_key, $credentials->secret];
            $call = [$url, $method, ...$keys, $unix_time, $this->dialect, $this->flags];
            $text = self::signUrl(self::int32($stage), ...$call);
            if (is_int($text)) {
                throw self::refusal($text, [], [], self::signUrl(self::ERROR, ...$call));
            }
            return $text;
        }

        /** What the function aws_signed_request() does, at a time of your choice. */
        public static function productAdvertising(
            string $region,
            array $params,
            string $public_key,
            #[\SensitiveParameter]
            string $private_key,
            ?string $associate_tag = null,
            string $version = '2011-08-01',
            ?int $unix_time = null,
        ): string {
            if (str_contains("$region$public_key$private_key$associate_tag$version", "\0")) {
                self::refuseNul(compact('region', 'public_key', 'private_key', 'associate_tag', 'version'));
            }
            $unix_time ??= time();
            $names = array_keys($params);
            $name_list = implode("\0", $names);
            $value_list = AwsSignedRequest::joined($params, $names);
            $ffi = AwsSignedRequest::$ffi ?? self::open();
            $room = AwsSignedRequest::$room ?? self::room();
            AwsSignedRequest::$room = null;
            do {
                $length = $ffi->aws_signed_request_lists(
                    $region,
                    $name_list,
                    strlen($name_list),
                    $value_list,
                    strlen($value_list),
                    count($params),
                    $public_key,
                    $private_key,
                    $associate_tag,
                    $version,
                    $unix_time,
                    $room->text,
                    $room->size
                );
            } while ($length >= $room->size && ($room = self::room($length + 1)));
            if ($length >= 0) {
                $url = FFI::string($room->text, $length);
                AwsSignedRequest::$room = $room;
                return $url;
            }
            $words = self::written(static fn (FFI\CData $out, int $room) => $ffi->aws_signed_request_render_lists(
                $region,
                $name_list,
                strlen($name_list),
                $value_list,
                strlen($value_list),
                count($params),
                $public_key,
                $private_key,
                $associate_tag,
                $version,
                $unix_time,
                self::ERROR,
                $out,
                $room
            ));
            throw self::refusal($length, $names, $params, $words);
        }

        /**
         * Whether the URL of a request that was received has the right signature; throws if there is none, or if it or
         * the URL is malformed. For the form body of a POST: the URL, `?` (`&` if it has a query), and the body.
         */
        public static function verifyUrl(
            string $url,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            int $flags = 0,
        ): bool {
            self::refuseNul(['method' => $method, 'secret' => $secret]);
            $flags = self::int32($flags);
            $ffi = self::$ffi ?? self::open();
            $status = $ffi->asr_v2_verify_url($method, $url, strlen($url), $secret, $flags);
            if ($status === 0 || $status === self::E_MISMATCH) {
                return $status === 0;
            }
            $words = self::signUrl(self::ERROR, $url, $method, null, $secret, 0, self::AS_GIVEN, $flags);
            throw self::refusal($status, [], [], $words);
        }

        /** The same of decoded parameters, name => value; `$signature` is their Signature if it is left out. */
        public static function verify(
            string $endpoint,
            array $params,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            ?string $signature = null,
            int $flags = 0,
        ): bool {
            return self::verifyLists($endpoint, array_keys($params), $params, $secret, $method, $signature, $flags);
        }

        /** The same of a list of [name, value], in which a name may be repeated. */
        public static function verifyPairs(
            string $endpoint,
            array $pairs,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            ?string $signature = null,
            int $flags = 0,
        ): bool {
            [$names, $values] = self::columns($pairs);
            return self::verifyLists($endpoint, $names, $values, $secret, $method, $signature, $flags);
        }

        /**
         * Throws unless the Timestamp of a URL is at most `$window` seconds away from `$unix_time` (now if it is left
         * out), or its Expires is not before it: E_EXPIRED, E_EARLY, E_STAMP, or the code of what is malformed. The
         * signature is not looked at.
         */
        public static function checkTimeUrl(string $url, int $window, ?int $unix_time = null): void
        {
            $ffi = self::$ffi ?? self::open();
            $status = $ffi->asr_v2_check_time_url($url, strlen($url), $unix_time ?? time(), $window);
            if ($status !== 0) {
                // Only signing says in words what is wrong with a URL, so it is signed, with a secret of no account.
                $malformed = in_array($status, [self::E_URL, self::E_ESCAPE, self::E_UTF8], true);
                $call = [self::ERROR, $url, 'GET', null, 'none', 0, self::AS_GIVEN, 0];
                throw self::refusal($status, [], [], $malformed ? self::signUrl(...$call) : '');
            }
        }

        /** The same of decoded parameters, name => value. */
        public static function checkTime(array $params, int $window, ?int $unix_time = null): void
        {
            self::checkTimeLists(array_keys($params), $params, $window, $unix_time);
        }

        /** The same of a list of [name, value]. */
        public static function checkTimePairs(array $pairs, int $window, ?int $unix_time = null): void
        {
            [$names, $values] = self::columns($pairs);
            self::checkTimeLists($names, $values, $window, $unix_time);
        }

        /**
         * Names the mistake behind a signature that was refused. The request is taken as verify() takes it; the secret is
         * the right one. What else is known of it is told by name: the `string_to_sign` that the server or the signer
         * printed, the `hosts` that may have been signed, the time `now` at which it was refused, and so on; 0 and null
         * are what is not known, or the library's choice.
         *
         * Returns the explanations, the likelier first, each a list of AwsSignedRequestMistake; none if none was found.
         * A variable that is given as `signed` is set to the string to sign of the signer of the first one, or to ''.
         * It is a search, which may take a second, and twice that with `signed`. aws_signed_request.h describes it all:
         * asr_v2_diagnose and asr_v2_evidence.
         */
        public static function diagnose(
            string $endpoint,
            array $params,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            ?string $signature = null,
            int $flags = 0,
            ?string $string_to_sign = null,
            array $hosts = [],
            ?string $body = null,
            ?string $content_type = null,
            ?string $old_signature = null,
            ?int $now = null,
            int $window = 0,
            int $most_mistakes = 0,
            string|false|null &$signed = false,
        ): array {
            $known = compact('signature', 'string_to_sign', 'hosts', 'body', 'content_type', 'old_signature')
                + compact('now', 'window', 'most_mistakes');
            $texts = compact('method', 'endpoint', 'secret');
            return self::diagnoseLists(array_keys($params), $params, $texts, $flags, $known, $signed);
        }

        /** The same of a list of [name, value], in which a name may be repeated. */
        public static function diagnosePairs(
            string $endpoint,
            array $pairs,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            ?string $signature = null,
            int $flags = 0,
            ?string $string_to_sign = null,
            array $hosts = [],
            ?string $body = null,
            ?string $content_type = null,
            ?string $old_signature = null,
            ?int $now = null,
            int $window = 0,
            int $most_mistakes = 0,
            string|false|null &$signed = false,
        ): array {
            [$names, $values] = self::columns($pairs);
            $known = compact('signature', 'string_to_sign', 'hosts', 'body', 'content_type', 'old_signature')
                + compact('now', 'window', 'most_mistakes');
            $texts = compact('method', 'endpoint', 'secret');
            return self::diagnoseLists($names, $values, $texts, $flags, $known, $signed);
        }

        /** The same of a URL as it was sent, read as verifyUrl() reads it, but less strictly. */
        public static function diagnoseUrl(
            string $url,
            #[\SensitiveParameter]
            string $secret,
            string $method = 'GET',
            int $flags = 0,
            ?string $signature = null,
            ?string $string_to_sign = null,
            array $hosts = [],
            ?string $body = null,
            ?string $content_type = null,
            ?string $old_signature = null,
            ?int $now = null,
            int $window = 0,
            int $most_mistakes = 0,
            string|false|null &$signed = false,
        ): array {
            $known = compact('signature', 'string_to_sign', 'hosts', 'body', 'content_type', 'old_signature')
                + compact('now', 'window', 'most_mistakes');
            $ffi = self::$ffi ?? self::open();
            $question = static fn (FFI\CData $request, FFI\CData $evidence, FFI\CData $mistakes, int $room) =>
                static fn (int $answer, FFI\CData $out, int $out_room) => $ffi->asr_v2_diagnose_url(
                    $request,
                    $url,
                    strlen($url),
                    $evidence,
                    $mistakes,
                    $room,
                    $answer,
                    $out,
                    $out_room
                );
            return self::explanations($question, compact('method', 'secret'), $flags, $known, $signed);
        }

        /** Where two strings to sign first differ, in words; '' if they are the same. */
        public static function compare(string $ours, string $theirs): string
        {
            $ffi = self::$ffi ?? self::open();
            $words = self::written(static fn (FFI\CData $out, int $room) =>
                $ffi->asr_v2_compare($ours, strlen($ours), $theirs, strlen($theirs), $out, $room));
            return is_string($words) ? $words : throw self::refusal($words, [], [], '');
        }

        /** HMAC-SHA256 in Base64, of any bytes; HMAC-SHA1 with the flag HMAC_SHA1. */
        public static function hmacBase64(
            #[\SensitiveParameter]
            string $secret,
            string $text,
            int $flags = 0,
        ): string {
            $flags = self::int32($flags);
            $ffi = self::$ffi ?? self::open();
            $mac = self::written(static fn (FFI\CData $out, int $room) =>
                $ffi->asr_hmac_base64($secret, strlen($secret), $text, strlen($text), $flags, $out, $room));
            return is_string($mac) ? $mac : throw self::refusal($mac, [], [], '');
        }

        /** The percent-encoding of all signatures, of any bytes; the same as PHP's rawurlencode(). */
        public static function percentEncode(string $text): string
        {
            $ffi = self::$ffi ?? self::open();
            $encoded = self::written(static fn (FFI\CData $out, int $room) =>
                $ffi->asr_percent_encode($text, strlen($text), $out, $room));
            return is_string($encoded) ? $encoded : throw self::refusal($encoded, [], [], '');
        }

        /** The release of the library, such as '0.1.0'. */
        public static function version(): string
        {
            return (self::$ffi ?? self::open())->asr_version();
        }

        public function __serialize(): array
        {
            throw new LogicException('AwsSignedRequest is not serialized, because it holds a secret');
        }

        public function __unserialize(array $data): void
        {
            throw new LogicException('AwsSignedRequest is not unserialized, because it holds a secret');
        }

        /**
         * Signs parameters by a prepared request, whose three arguments take far less time to hand over than the
         * sixteen of signUnprepared(). All three that sign parameters do without written() and its closure, which take
         * a tenth of the time of a signature, and reach statics by the name of the class, which PHP finds in a cache,
         * while it looks for `self` each time.
         */
        private function sign(int $stage, array $names, array $values, string $method, ?int $unix_time): string
        {
            $request = $this->requests[$method] ?? $this->prepared($method);
            foreach ($values as $value) {
                if (!is_string($value)) {
                    self::refuseTypes($values, $names);
                    break;
                }
            }
            $name_list = implode("\0", $names);
            $value_list = implode("\0", $values);
            if ($request !== null && $stage !== self::ERROR) {
                $room = AwsSignedRequest::$room ?? self::room();
                AwsSignedRequest::$room = null;
                do {
                    if ($room->request !== $request) {
                        $room->ask($request);
                    }
                    $call = $room->call;
                    $call->names_len = strlen($name_list);
                    $call->values_len = strlen($value_list);
                    $call->count = count($names);
                    // Where no time is signed, the clock is not asked, and what stands there is not looked at.
                    if ($this->dialect !== self::AS_GIVEN) {
                        $call->unix_time = $unix_time ?? time();
                    }
                    $call->stage = $stage;
                    $length = $room->ffi->asr_v2_render_with_lists($call, $name_list, $value_list);
                } while ($length >= $room->size && ($room = self::room($length + 1)));
                if ($length >= 0) {
                    $text = FFI::string($room->text, $length);
                    AwsSignedRequest::$room = $room;
                    return $text;
                }
            }
            $unix_time ??= $this->dialect === self::AS_GIVEN ? 0 : time();
            // What is refused is looked at again where nothing is prepared. A key that was wiped, because the
            // script has ended and only the destructors of other objects still sign, is not missed there.
            $status = $this->signUnprepared($stage, $method, $name_list, $value_list, count($names), $unix_time);
            if (is_string($status)) {
                return $status;
            }
            $words = $this->signUnprepared(self::ERROR, $method, $name_list, $value_list, count($names), $unix_time);
            throw self::refusal($status, $names, $values, $words);
        }

        /** Signs parameters by a call that brings all of the request along; or returns the status. */
        private function signUnprepared(
            int $stage,
            string $method,
            string $name_list,
            string $value_list,
            int $count,
            int $unix_time,
        ): string|int {
            $credentials = AwsSignedRequest::$credentials[$this->credentials_key];
            $ffi = AwsSignedRequest::$ffi ?? self::open();
            $room = AwsSignedRequest::$room ?? self::room();
            AwsSignedRequest::$room = null;
            do {
                $length = $ffi->asr_v2_render_lists(
                    $method,
                    $this->endpoint,
                    $name_list,
                    strlen($name_list),
                    $value_list,
                    strlen($value_list),
                    $count,
                    $this->access_key,
                    $credentials->secret,
                    $credentials->session_token,
                    $unix_time,
                    $this->dialect,
                    $this->flags,
                    $stage,
                    $room->text,
                    $room->size
                );
            } while ($length >= $room->size && ($room = self::room($length + 1)));
            $text = $length < 0 ? $length : FFI::string($room->text, $length);
            AwsSignedRequest::$room = $room;
            return $text;
        }

        /** The prepared request with this method; null if there is none. */
        private function prepared(string $method): ?FFI\CData
        {
            if ($method !== 'GET') {
                self::refuseNul(['method' => $method]);
            }
            if (!$this->signs_again) {
                $this->signs_again = true;
                return null;
            }
            // Other methods are too rare, and too many, to keep a request for each.
            if ($method !== 'GET' && $method !== 'POST') {
                return null;
            }
            $request = self::$credentials[$this->credentials_key]->request(
                self::$ffi ?? self::open(),
                $method,
                $this->endpoint,
                $this->access_key,
                $this->dialect,
                $this->flags
            );
            if ($request !== null) {
                $this->requests[$method] = $request;
            }
            return $request;
        }

        /** Any stage of the signature of an existing URL; or the status, if there is none. */
        private static function signUrl(
            int $stage,
            string $url,
            string $method,
            ?string $access_key,
            #[\SensitiveParameter]
            string $secret,
            int $unix_time,
            int $dialect,
            int $flags,
        ): string|int {
            $ffi = self::$ffi ?? self::open();
            return self::written(static fn (FFI\CData $out, int $room) => $ffi->asr_v2_render_url(
                $method,
                $url,
                strlen($url),
                $access_key,
                $secret,
                $unix_time,
                $dialect,
                $flags,
                $stage,
                $out,
                $room
            ));
        }

        private static function verifyLists(
            string $endpoint,
            array $names,
            array $values,
            #[\SensitiveParameter]
            string $secret,
            string $method,
            ?string $signature,
            int $flags,
        ): bool {
            if (str_contains("$endpoint$secret$method$signature", "\0")) {
                self::refuseNul(compact('endpoint', 'secret', 'method', 'signature'));
            }
            $flags = self::int32($flags);
            $name_list = implode("\0", $names);
            $value_list = self::joined($values, $names);
            $ffi = self::$ffi ?? self::open();
            $status = $ffi->asr_v2_verify_lists(
                $method,
                $endpoint,
                $name_list,
                strlen($name_list),
                $value_list,
                strlen($value_list),
                count($names),
                $signature,
                $secret,
                $flags
            );
            if ($status === 0 || $status === self::E_MISMATCH) {
                return $status === 0;
            }
            $signer = new self($endpoint, '', $secret, self::AS_GIVEN, null, $flags);
            throw self::refusal($status, $names, $values, $signer->sign(self::ERROR, $names, $values, $method, 0));
        }

        private static function checkTimeLists(array $names, array $values, int $window, ?int $unix_time): void
        {
            $name_list = implode("\0", $names);
            $value_list = self::joined($values, $names);
            $ffi = self::$ffi ?? self::open();
            $status = $ffi->asr_v2_check_time_lists(
                $name_list,
                strlen($name_list),
                $value_list,
                strlen($value_list),
                count($names),
                $unix_time ?? time(),
                $window
            );
            if ($status !== 0) {
                throw self::refusal($status, $names, $values, '');
            }
        }

        private static function diagnoseLists(
            array $names,
            array $values,
            #[\SensitiveParameter]
            array $texts,
            int $flags,
            array $known,
            string|false|null &$signed,
        ): array {
            // As for verify(), the signature is the parameter of that name: the last, for an old one stands before it.
            $at = $known['signature'] === null ? array_keys($names, 'Signature', true) : [];
            $known['signature'] ??= $at === [] ? null : (string) array_values($values)[end($at)];
            $name_list = implode("\0", $names);
            $value_list = self::joined($values, $names);
            $ffi = self::$ffi ?? self::open();
            $question = static fn (FFI\CData $request, FFI\CData $evidence, FFI\CData $mistakes, int $room) =>
                static fn (int $answer, FFI\CData $out, int $out_room) => $ffi->asr_v2_diagnose_lists(
                    $request,
                    $name_list,
                    strlen($name_list),
                    $value_list,
                    strlen($value_list),
                    count($names),
                    $evidence,
                    $mistakes,
                    $room,
                    $answer,
                    $out,
                    $out_room
                );
            try {
                return self::explanations($question, $texts, $flags, $known, $signed);
            } catch (AwsSignedRequestException $exception) {
                throw self::refusal($exception->getCode(), $names, $values, $exception->getMessage());
            }
        }

        /**
         * Asks a question of asr_v2_diagnose, whose structs are filled here, and reads the answers: the numbers of the
         * mistakes, each explanation ended by a 0, and the report, which has a line for each.
         */
        private static function explanations(
            #[\SensitiveParameter]
            Closure $question,
            #[\SensitiveParameter]
            array $texts,
            int $flags,
            array $known,
            string|false|null &$signed,
        ): array {
            foreach ($known['hosts'] as $host) {
                if (!is_string($host)) {
                    throw new InvalidArgumentException('hosts: one is of type ' . get_debug_type($host));
                }
            }
            $known['hosts'] = implode("\n", $known['hosts']);
            $ffi = self::$ffi;
            [$request, $evidence] = [$ffi->new('asr_v2_request'), $ffi->new('asr_v2_evidence')];
            $told = array_diff_key($known, ['now' => 0, 'window' => 0, 'most_mistakes' => 0]);
            $memory = new AwsSignedRequestTexts($ffi, [[$request, $texts], [$evidence, array_map('strval', $told)]]);
            $request->flags = self::int32($flags);
            $evidence->now = $known['now'] ?? 0;
            $evidence->window = $known['window'];
            $evidence->most_mistakes = self::int32($known['most_mistakes']);
            // Whoever finds the room too small searches twice; so it is as large as the answers become.
            [$mistakes, $out, $room] = [$ffi->new('int32_t[80]'), $ffi->new('char[65536]'), 65536];
            $ask = $question(FFI::addr($request), FFI::addr($evidence), $mistakes, 80);
            $written = static function (int $answer) use ($ask, $out, $room): string|int {
                while (($length = $ask($answer, $out, $room)) >= $room) {
                    [$out, $room] = self::larger($length);
                }
                return $length < 0 ? $length : FFI::string($out, $length);
            };
            $report = $written(self::ANSWER_REPORT);
            if (is_int($report)) {
                throw self::refusal($report, [], [], $written(self::ANSWER_ERROR));
            }
            // The report has a line for each mistake, and an empty one behind each explanation.
            $lines = array_values(array_filter(explode("\n", $report), 'strlen'));
            $explanations = $explanation = [];
            foreach ($lines === [] ? [] : $mistakes as $number) {
                if ($number !== 0) {
                    $line = array_shift($lines) ?? $ffi->asr_mistake_message($number);
                    $explanation[] = new AwsSignedRequestMistake($number, $ffi->asr_mistake_name($number), $line);
                } elseif ($explanation !== []) {
                    $explanations[] = $explanation;
                    $explanation = [];
                }
            }
            if ($signed !== false) {
                $signed = $explanations === [] ? '' : $written(self::ANSWER_STRING_TO_SIGN);
            }
            return $explanations;
        }

        /** The names and the values of a list of [name, value]. */
        private static function columns(array $pairs): array
        {
            $names = $values = [];
            foreach ($pairs as $pair) {
                if (!is_array($pair) || array_keys($pair) !== [0, 1] || !(is_string($pair[0]) || is_int($pair[0]))) {
                    throw new InvalidArgumentException('pair ' . (count($names) + 1) . ' is not [name, value]');
                }
                [$names[], $values[]] = $pair;
            }
            return [$names, $values];
        }

        /** The exception for a refused request, in these words; if they are none, in those of its status. */
        private static function refusal(
            int $status,
            array $names,
            array $values,
            string|int $words,
        ): AwsSignedRequestException {
            if ($status === self::E_LIST_COUNT) {
                // The library only sees an item too many in a list; here it is known whose it is.
                foreach (array_values($values) as $index => $value) {
                    foreach (['name' => $names[$index], 'value' => $value] as $which => $text) {
                        if (str_contains((string) $text, "\0")) {
                            $where = self::parameter($index, $names[$index]);
                            return new AwsSignedRequestException("$where: there is a NUL in the $which", $status);
                        }
                    }
                }
            }
            // An unknown stage has no words but those of its status.
            $words = is_string($words) && $words !== '' ? $words : self::$ffi->asr_status_message($status);
            return new AwsSignedRequestException($words, $status);
        }

        /** The text that a C function writes; or its status, if it writes none. */
        private static function written(
            #[\SensitiveParameter]
            Closure $function,
        ): string|int {
            $room = self::$room ?? self::room();
            self::$room = null;
            do {
                $length = $function($room->text, $room->size);
            } while ($length >= $room->size && ($room = self::room($length + 1)));
            $text = $length < 0 ? $length : FFI::string($room->text, $length);
            self::$room = $room;
            return $text;
        }

        /** The values in one text, as rawurlencode() would see them: null and false are '', true is '1', 0 is '0'. */
        private static function joined(array $values, array $names): string
        {
            foreach ($values as $value) {
                if (!is_string($value)) {
                    self::refuseTypes($values, $names);
                    break;
                }
            }
            return implode("\0", $values);
        }

        /** Refuses what is no text and does not become one in a way that is meant. */
        private static function refuseTypes(array $values, array $names): void
        {
            foreach ($values as $value) {
                if (!is_scalar($value) && $value !== null && !$value instanceof Stringable) {
                    $index = array_search($value, array_values($values), true);
                    throw new InvalidArgumentException(
                        self::parameter($index, $names[$index]) . ': the value is of type ' . get_debug_type($value)
                    );
                }
            }
        }

        /** A parameter as the library's messages speak of it: counted from 1, the name escaped and cut short. */
        private static function parameter(int $index, string|int $name): string
        {
            $shown = rawurlencode(substr((string) $name, 0, 48)) . (strlen((string) $name) > 48 ? '...' : '');
            return 'parameter ' . ($index + 1) . " \"$shown\"";
        }

        /** Refuses a NUL in texts that end in NUL in C: what follows it would silently be cut off. */
        private static function refuseNul(
            #[\SensitiveParameter]
            array $arguments,
        ): void {
            foreach ($arguments as $argument => $text) {
                if (str_contains((string) $text, "\0")) {
                    throw new AwsSignedRequestException(
                        "$argument: there is a NUL in it",
                        self::E_OF_ARGUMENT[$argument]
                    );
                }
            }
        }

        /** FFI cuts numbers to 32 bits without a word. -1, which is no stage, dialect or set of flags, is refused. */
        private static function int32(int $number): int
        {
            return $number === ($number & 0x7fffffff) ? $number : -1;
        }

        /** A room in place of the one that is kept, which is in use or too small. */
        private static function room(int $size = 4096): AwsSignedRequestRoom
        {
            return new AwsSignedRequestRoom(self::$ffi ?? self::open(), $size);
        }

        /** The preloaded library, else what load() finds. */
        private static function open(): FFI
        {
            // No exception of FFI's is passed on as the previous one: it would carry the callers' arguments along.
            try {
                $ffi = FFI::scope(self::SCOPE);
            } catch (Error $error) {
                if (!extension_loaded('ffi')) {
                    throw new AwsSignedRequestException('ext-ffi is missing; php.ini needs extension=ffi');
                }
                if (!str_contains($error->getMessage(), 'Failed loading scope')) {
                    throw new AwsSignedRequestException(
                        $error->getMessage() . '; outside the command line ' . self::PRELOADING
                        . '; or ffi.enable=1'
                    );
                }
                $ffi = self::load();
            }
            return self::$ffi = $ffi;
        }

        /** The library that AWS_SIGNED_REQUEST_LIB names, else one beside this file, else the FFI_LIB of the header. */
        private static function load(): FFI
        {
            // Where opcache preloads, the library was probably meant to be preloaded too.
            $preloading = ini_get('opcache.preload') ? '; for a preloaded library ' . self::PRELOADING : '';
            $declarations = (string) @file_get_contents(self::DECLARATIONS);
            if (!preg_match('/^#define FFI_LIB "([^"]+)"/m', $declarations, $default)) {
                throw new AwsSignedRequestException(
                    'there is no ' . self::DECLARATIONS . ", or no FFI_LIB in it$preloading"
                );
            }
            $told = (string) getenv('AWS_SIGNED_REQUEST_LIB');
            $library = $told !== '' ? $told : $default[1];
            $who = $told !== '' ? 'AWS_SIGNED_REQUEST_LIB' : 'FFI_LIB in ' . self::DECLARATIONS;
            $tried = $told !== '' ? '' : 'AWS_SIGNED_REQUEST_LIB is not set; ';
            foreach ($told !== '' ? [] : self::BESIDE as $file) {
                if (is_file($file)) {
                    [$library, $who] = [$file, 'beside the PHP file'];
                    break;
                }
                $tried .= "$file does not exist; ";
            }
            try {
                return FFI::cdef($declarations, $library);
            } catch (FFI\Exception $exception) {
                $state = match (true) {
                    !str_contains($library, '/') => ', where the system keeps libraries',
                    is_file($library) => ' exists, but cannot be used',
                    default => ' does not exist',
                };
                throw new AwsSignedRequestException(
                    "cannot load the library: $tried$library ($who)$state: {$exception->getMessage()}$preloading"
                );
            }
        }
    }

    // While opcache preloads, declare the classes alone. A preloaded function would be there in every script of the
    // server, and those that bring an aws_signed_request() of their own would die of "Cannot redeclare".
    if (ini_get('opcache.preload') && isset($_SERVER['REQUEST_TIME']) && !isset($_SERVER['SCRIPT_FILENAME'])) {
        return;
    }
}

if (!function_exists('aws_signed_request')) {
    /**
     * The signed URL of a request to Amazon's Product Advertising API: takes the place of the function of 2009, and
     * throws where that one signed what no server accepts (README.md has the list).
     *
     * @param string $region 'com', 'co.uk', 'de', ...
     * @param array $params  name => value
     */
    function aws_signed_request(
        string $region,
        array $params,
        string $public_key,
        #[\SensitiveParameter]
        string $private_key,
        ?string $associate_tag = null,
        string $version = '2011-08-01',
    ): string {
        return AwsSignedRequest::productAdvertising(
            $region,
            $params,
            $public_key,
            $private_key,
            $associate_tag,
            $version,
            time()
        );
    }
}
