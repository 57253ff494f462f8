'use strict';

/*
 * Signs and verifies requests with AWS Signature Version 2, by libaws_signed_request through koffi.
 *
 *     const { Signer } = require('aws-signed-request');
 *
 *     const signer = new Signer({ endpoint: 'https://sdb.amazonaws.com/', accessKey, secret });
 *     const url = signer.url({ Action: 'ListDomains', Version: '2009-04-15' });
 *
 * This file is the whole binding. aws_signed_request.d.ts says what each function takes and gives, README.md how the
 * library is found. The library is loaded at the first call.
 */

const path = require('node:path');
const { isUint8Array } = require('node:util').types;
const koffi = require('koffi');

/** Which text of a request is asked for. */
const Stage = Object.freeze({ CANONICAL: 1, STRING_TO_SIGN: 2, SIGNATURE: 3, QUERY: 4, URL: 5, ERROR: 6 });

/** Which cloud's form of Signature Version 2 a request is signed in. */
const Dialect = Object.freeze({ AS_GIVEN: 0, AWS_QUERY: 1, NIFCLOUD: 2, PRODUCT_ADVERTISING: 3, HTX: 4 });

/** Switches, to be or-ed together. */
const Flag = Object.freeze({ ANY_CREDENTIAL: 1, EMPTY_HOST: 2, HMAC_SHA1: 4 });

/** Why the library refused. */
const Status = Object.freeze({
    NULL: -1,
    STRUCT_SIZE: -2,
    STAGE: -3,
    DIALECT: -4,
    FLAGS: -5,
    METHOD: -6,
    ENDPOINT: -7,
    REGION: -8,
    ACCESS_KEY: -9,
    SECRET: -10,
    KEY: -11,
    SESSION_TOKEN: -12,
    LIST_COUNT: -13,
    EMPTY_NAME: -14,
    RESERVED: -15,
    UTF8: -16,
    TIME: -17,
    TOO_LARGE: -18,
    NO_MEMORY: -19,
    PANIC: -20,
    SIGNATURE_METHOD: -21,
    SIGNATURE_VERSION: -22,
    URL: -23,
    ESCAPE: -24,
    UNSIGNED: -25,
    SIGNATURE: -26,
    MISMATCH: -27,
    STAMP: -28,
    EXPIRED: -29,
    EARLY: -30,
});

const CODES = new Map(Object.entries(Status).map(([name, status]) => [status, `ASR_E_${name}`]));

/** A request that cannot be signed or verified. The message says where and why, and never holds a secret or a value. */
class SigningError extends Error {
    static {
        Object.defineProperty(this.prototype, 'name', { value: 'SigningError', configurable: true, writable: true });
    }

    constructor(status, message) {
        super(message);
        this.status = status;
        // A later release of the library may have statuses that are not known here; they keep their number.
        this.code = CODES.get(status) ?? 'ASR_E_UNKNOWN';
    }
}

/** The library cannot be loaded. */
class LibraryNotFoundError extends Error {
    static {
        const name = 'LibraryNotFoundError';
        Object.defineProperty(this.prototype, 'name', { value: name, configurable: true, writable: true });
    }
}

// --- The library -----------------------------------------------------------------------------------------------------

const ENVIRONMENT = 'AWS_SIGNED_REQUEST_LIB';
const INSTALLED = 'libaws_signed_request.so.0';
const STRUCT_PARAM = 1;

// As they stand in aws_signed_request.h, to which a test compares them. koffi passes a string to `const char *` as
// UTF-8 and a Buffer by its address; both may hold NULs where a length is beside them.
const PROTOTYPES = {
    signedRequest: `int32_t aws_signed_request_render_lists(const char *region, const char *names, size_t names_len,
        const char *values, size_t values_len, size_t count, const char *public_key, const char *private_key,
        const char *associate_tag, const char *version, int64_t unix_time, int32_t stage, char *out, size_t out_cap)`,
    renderLists: `int32_t asr_v2_render_lists(const char *method, const char *endpoint, const char *names,
        size_t names_len, const char *values, size_t values_len, size_t count, const char *access_key,
        const char *secret, const char *session_token, int64_t unix_time, int32_t dialect, uint32_t flags,
        int32_t stage, char *out, size_t out_cap)`,
    renderUrl: `int32_t asr_v2_render_url(const char *method, const char *url, size_t url_len, const char *access_key,
        const char *secret, int64_t unix_time, int32_t dialect, uint32_t flags, int32_t stage, char *out,
        size_t out_cap)`,
    verifyLists: `int32_t asr_v2_verify_lists(const char *method, const char *endpoint, const char *names,
        size_t names_len, const char *values, size_t values_len, size_t count, const char *signature,
        const char *secret, uint32_t flags)`,
    verifyUrl: `int32_t asr_v2_verify_url(const char *method, const char *url, size_t url_len, const char *secret,
        uint32_t flags)`,
    checkTimeLists: `int32_t asr_v2_check_time_lists(const char *names, size_t names_len, const char *values,
        size_t values_len, size_t count, int64_t unix_time, int64_t window)`,
    checkTimeUrl: `int32_t asr_v2_check_time_url(const char *url, size_t url_len, int64_t unix_time, int64_t window)`,
    hmacBase64: `int32_t asr_hmac_base64(const char *secret, size_t secret_len, const char *text, size_t text_len,
        uint32_t flags, char *out, size_t out_cap)`,
    percentEncode: 'int32_t asr_percent_encode(const char *text, size_t text_len, char *out, size_t out_cap)',
    statusMessage: 'const char *asr_status_message(int32_t status)',
    version: 'const char *asr_version(void)',
    sizeOf: 'size_t asr_sizeof(int32_t which)',
};

let library;

/** Loads the library once. A failure is not remembered, so that it can be put right while the program runs. */
function load() {
    const named = process.env[ENVIRONMENT];
    // The full path keeps the system's loader from searching for it.
    const place = named ? path.resolve(named) : INSTALLED;
    const functions = {};
    try {
        const file = koffi.load(place);
        for (const [name, prototype] of Object.entries(PROTOTYPES)) {
            functions[name] = file.func(prototype);
        }
        // No struct crosses the boundary here. That the library counts the four words of a parameter as koffi does
        // shows that both mean the same by a pointer and a size.
        const size = functions.sizeOf(STRUCT_PARAM);
        if (size !== 4 * koffi.sizeof('size_t')) {
            throw new Error(`it is another ABI: asr_sizeof(ASR_STRUCT_PARAM) is ${size}`);
        }
    } catch (error) {
        const how = named ? `from ${ENVIRONMENT}` : `by the system's loader; ${ENVIRONMENT} is not set`;
        const message = `libaws_signed_request cannot be loaded: ${place} (${how}): ${error.message}`;
        throw new LibraryNotFoundError(message, { cause: error });
    }
    library = functions;
    return library;
}

// --- What goes in ----------------------------------------------------------------------------------------------------

const LONE_SURROGATE = /\p{Surrogate}/u;
const isWellFormed = ''.isWellFormed ? (text) => text.isWellFormed() : (text) => !LONE_SURROGATE.test(text);

const STATUS_OF = {
    method: Status.METHOD,
    endpoint: Status.ENDPOINT,
    region: Status.REGION,
    accessKey: Status.ACCESS_KEY,
    publicKey: Status.ACCESS_KEY,
    secret: Status.SECRET,
    privateKey: Status.SECRET,
    sessionToken: Status.SESSION_TOKEN,
    signature: Status.SIGNATURE,
    url: Status.URL,
};

/** What a value is, for a message that must not show the value. */
function kind(value) {
    switch (typeof value) {
        case 'number':
            if (Number.isInteger(value)) {
                return Number.isSafeInteger(value) ? 'number' : 'an integer beyond 2**53';
            }
            return Number.isFinite(value) ? 'a fraction' : `${value}`;
        case 'object':
            return value === null ? 'null' : Object.prototype.toString.call(value).slice(8, -1);
        default:
            return typeof value;
    }
}

/** The text of the argument of this name. A lone surrogate would become U+FFFD on its way to UTF-8, unseen. */
function string(name, text) {
    if (typeof text !== 'string') {
        throw new TypeError(`${name} must be a string, not ${kind(text)}`);
    }
    if (!isWellFormed(text)) {
        throw noUtf8(STATUS_OF[name] ?? Status.UTF8, `${name}: it`, text);
    }
    return text;
}

function noUtf8(status, where, text) {
    const at = text.search(LONE_SURROGATE);
    return new SigningError(status, `${where} has a lone surrogate, which UTF-8 cannot encode (at character ${at})`);
}

/** The same for an argument that C reads up to the first NUL: a NUL in it would cut it off unseen. */
function terminated(name, text) {
    return withoutNul(name, string(name, text), '\0');
}

function withoutNul(name, text, nul) {
    if (text.includes(nul)) {
        throw new SigningError(STATUS_OF[name] ?? Status.LIST_COUNT, `${name}: there is a NUL in it`);
    }
    return text;
}

function optional(name, text) {
    return text === undefined || text === null ? null : terminated(name, text);
}

/** A secret may be bytes, too: with Flag.ANY_CREDENTIAL it need not be UTF-8. */
function secretOf(name, secret) {
    return isUint8Array(secret) ? withEnd(withoutNul(name, secret, 0)) : terminated(name, secret);
}

/** A copy that ends in NUL, in memory that is shared with no other Buffer. */
function withEnd(text) {
    const copy = Buffer.alloc(Buffer.byteLength(text) + 1);
    if (typeof text === 'string') {
        copy.write(text);
    } else {
        copy.set(text);
    }
    return copy;
}

/** Text or bytes for an argument with a length beside it. */
function bytes(name, text) {
    if (isUint8Array(text) || typeof text === 'string') {
        return typeof text === 'string' ? string(name, text) : text;
    }
    throw new TypeError(`${name} must be a string or a Uint8Array, not ${kind(text)}`);
}

function urlText(url) {
    return string('url', url instanceof URL ? url.href : url);
}

function seconds(unixTime) {
    return unixTime === undefined ? Math.floor(Date.now() / 1000) : whole('unixTime', unixTime);
}

function whole(name, number) {
    if (!Number.isSafeInteger(number)) {
        throw new TypeError(`${name} must be a whole number of seconds, not ${kind(number)}`);
    }
    return number;
}

function windowOf(number) {
    if (whole('window', number) < 0) {
        throw new RangeError('window must not be negative');
    }
    return number;
}

/** A number that C has 32 bits for. koffi would cut a larger one down to another number; `none` is refused by the
    library, as a number of which it knows nothing. */
function number32(name, number, none) {
    if (typeof number !== 'number') {
        throw new TypeError(`${name} must be a number, not ${kind(number)}`);
    }
    return number === (none < 0 ? number | 0 : number >>> 0) ? number : none;
}

const dialectOf = (dialect) => number32('dialect', dialect, -1);
const flagsOf = (flags) => number32('flags', flags, 0xffffffff);
const stageOf = (stage) => number32('stage', stage, -1);

/** The options of a call. A misspelt one would silently be none, so it is refused. */
function checked(options, ...known) {
    if (typeof options !== 'object' || options === null) {
        throw new TypeError(`the options must be an object, not ${kind(options)}`);
    }
    for (const name of Object.keys(options)) {
        if (!known.includes(name)) {
            throw new TypeError(`there is no option ${JSON.stringify(name)}; there is ${known.join(', ')}`);
        }
    }
    return options;
}

/** Digits that every language writes alike, or undefined for what has more than one spelling. */
function digits(item) {
    return typeof item === 'bigint' || Number.isSafeInteger(item) ? item.toString() : undefined;
}

/** The parameters as the library takes them: names and values, each joined by NUL and with its length, and how many
    there are; and which of them is at fault, should the library not find as many. */
function lists(params) {
    let names = [];
    let values = [];
    if (typeof params === 'object' && params !== null && typeof params[Symbol.iterator] === 'function') {
        for (const pair of params) {
            if (!Array.isArray(pair) || pair.length !== 2) {
                throw new TypeError(`parameter ${names.length + 1}: it is not a [name, value] pair`);
            }
            names.push(pair[0]);
            values.push(pair[1]);
        }
    } else if (isPlain(params)) {
        names = Object.keys(params);
        values = Object.values(params);
    } else {
        const allowed = 'a plain object, a Map, URLSearchParams or [name, value] pairs';
        throw new TypeError(`params must be ${allowed}, not ${kind(params)}`);
    }
    for (let index = 0; index < names.length; index++) {
        if (typeof names[index] !== 'string' || typeof values[index] !== 'string') {
            spell(names, values, index);
        }
    }
    const nameList = names.join('\0');
    const valueList = values.join('\0');
    if (!isWellFormed(nameList) || !isWellFormed(valueList)) {
        throw firstFault(names, values);
    }
    return {
        names: nameList,
        namesLength: Buffer.byteLength(nameList),
        values: valueList,
        valuesLength: Buffer.byteLength(valueList),
        count: names.length,
        fault: () => firstFault(names, values),
    };
}

/** An object that is nothing else, also one of another realm: the keys of a Date or a class are not parameters. */
function isPlain(params) {
    if (typeof params !== 'object' || params === null) {
        return false;
    }
    const prototype = Object.getPrototypeOf(params);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Makes text of a name and a value that are numbers. */
function spell(names, values, index) {
    const shown = parameter(index, names[index]);
    for (const [what, items] of [['name', names], ['value', values]]) {
        if (typeof items[index] !== 'string') {
            const text = digits(items[index]);
            if (text === undefined) {
                const is = kind(items[index]);
                throw new TypeError(`${shown} the ${what} must be a string, a safe integer or a bigint, not ${is}`);
            }
            items[index] = text;
        }
    }
}

/** Why these cannot be handed over, or why the library does not find as many in the lists as there are. */
function firstFault(names, values) {
    for (let index = 0; index < names.length; index++) {
        for (const [what, item] of [['name', names[index]], ['value', values[index]]]) {
            const where = `${parameter(index, names[index])} `;
            if (!isWellFormed(item)) {
                return noUtf8(Status.UTF8, `${where}the ${what}`, item);
            }
            if (item.includes('\0')) {
                return new SigningError(Status.LIST_COUNT, `${where}there is a NUL in the ${what}`);
            }
        }
    }
    return new SigningError(Status.LIST_COUNT, library.statusMessage(Status.LIST_COUNT));
}

/** A parameter as the library's messages speak of it: counted from 1, its name cut and escaped. */
function parameter(index, name) {
    const text = typeof name === 'string' ? name : digits(name);
    if (text === undefined) {
        return `parameter ${index + 1}:`;
    }
    const encoded = Buffer.from(text);
    const shown = Array.from(encoded.subarray(0, 48), (byte) => {
        const bare = byte >= 0x20 && byte < 0x7f && !'"%\\'.includes(String.fromCharCode(byte));
        return bare ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    });
    return `parameter ${index + 1} "${shown.join('')}${encoded.length > 48 ? '...' : ''}":`;
}

// --- What comes out --------------------------------------------------------------------------------------------------

// Most results fit. Nothing else runs between the call that writes a text and the line that reads it.
const kept = Buffer.alloc(16384);

/** Calls a function that writes text, in the one protocol that all of them have. Returns the text, or the status of
    what is refused. */
function ask(call, stage) {
    let out = kept;
    let length = call(out, stage);
    if (length >= out.length) {
        out = Buffer.allocUnsafeSlow(length + 1);
        length = call(out, stage);
    }
    return length < 0 ? length : out.toString('latin1', 0, length);
}

/** One stage of a request, or the exception of a request that is refused. */
function render(call, stage, list) {
    const text = ask(call, stage);
    if (typeof text === 'string') {
        return text;
    }
    throw refusal(text, call, list);
}

/** The exception for a status, in the words that `call` has for it as the stage ERROR, if it has any. */
function refusal(status, call, list) {
    if (status === Status.LIST_COUNT && list) {
        return list.fault();
    }
    const words = call ? ask(call, Stage.ERROR) : '';
    return new SigningError(status, typeof words === 'string' && words ? words : library.statusMessage(status));
}

/** What stands in the way of a request, in words. The library is never asked about what cannot be handed over to it. */
function explained(call) {
    try {
        call();
    } catch (error) {
        if (error instanceof SigningError) {
            return error.message;
        }
        throw error;
    }
    return '';
}

// --- The doors -------------------------------------------------------------------------------------------------------

const NONE = Object.freeze({});

function awsSignedRequest(region, params, publicKey, privateKey, associateTag, version, options = NONE) {
    const functions = library ?? load();
    const list = lists(params);
    const hostEnd = terminated('region', region);
    const accessKey = terminated('publicKey', publicKey);
    const secret = secretOf('privateKey', privateKey);
    const tag = optional('associateTag', associateTag);
    const api = optional('version', version);
    const now = seconds(checked(options, 'unixTime').unixTime);
    const call = (out, stage) => functions.signedRequest(
        hostEnd, list.names, list.namesLength, list.values, list.valuesLength, list.count, accessKey, secret, tag, api,
        now, stage, out, out.length,
    );
    return render(call, Stage.URL, list);
}

class Signer {
    // Private, so that no inspection, serialization or copy of a signer shows them.
    #endpoint;
    #accessKey;
    #secret;
    #sessionToken;
    #dialect;
    #flags;

    constructor(options) {
        const { endpoint, accessKey, secret, dialect = Dialect.AWS_QUERY, sessionToken, flags = 0 } = checked(
            options, 'endpoint', 'accessKey', 'secret', 'dialect', 'sessionToken', 'flags',
        );
        this.#endpoint = withEnd(terminated('endpoint', endpoint));
        const id = optional('accessKey', accessKey);
        this.#accessKey = id === null ? null : withEnd(id);
        const key = secretOf('secret', secret);
        this.#secret = typeof key === 'string' ? withEnd(key) : key;
        const token = optional('sessionToken', sessionToken);
        this.#sessionToken = token === null ? null : withEnd(token);
        this.#dialect = dialectOf(dialect);
        this.#flags = flagsOf(flags);
    }

    render(stage, params, options = NONE) {
        if (stage === Stage.ERROR) {
            return this.explain(params, options);
        }
        const functions = library ?? load();
        const number = stageOf(stage);
        const list = lists(params);
        const { method, unixTime } = options === NONE ? NONE : checked(options, 'method', 'unixTime');
        const verb = method === undefined ? 'GET' : terminated('method', method);
        const now = seconds(unixTime);
        const call = (out, which) => functions.renderLists(
            verb, this.#endpoint, list.names, list.namesLength, list.values, list.valuesLength, list.count,
            this.#accessKey, this.#secret, this.#sessionToken, now, this.#dialect, this.#flags, which, out, out.length,
        );
        return render(call, number, list);
    }

    canonical(params, options) {
        return this.render(Stage.CANONICAL, params, options);
    }

    stringToSign(params, options) {
        return this.render(Stage.STRING_TO_SIGN, params, options);
    }

    signature(params, options) {
        return this.render(Stage.SIGNATURE, params, options);
    }

    query(params, options) {
        return this.render(Stage.QUERY, params, options);
    }

    url(params, options) {
        return this.render(Stage.URL, params, options);
    }

    explain(params, options) {
        return explained(() => this.render(Stage.URL, params, options));
    }
}

function signUrl(url, accessKey, secret, options = NONE) {
    const { method = 'GET', unixTime, dialect = Dialect.AWS_QUERY, flags = 0, stage = Stage.URL } = checked(
        options, 'method', 'unixTime', 'dialect', 'flags', 'stage',
    );
    if (stage === Stage.ERROR) {
        return explained(() => signUrl(url, accessKey, secret, { ...options, stage: Stage.URL }));
    }
    return render(
        urlCall(
            terminated('method', method), urlText(url), optional('accessKey', accessKey), secretOf('secret', secret),
            seconds(unixTime), dialectOf(dialect), flagsOf(flags),
        ),
        stageOf(stage),
    );
}

/** Signs a URL whose parts have been looked at, into a buffer. */
function urlCall(verb, text, id, key, now, dialect, flags) {
    const functions = library ?? load();
    const length = Buffer.byteLength(text);
    return (out, stage) =>
        functions.renderUrl(verb, text, length, id, key, now, dialect, flags, stage, out, out.length);
}

function verify(endpoint, params, secret, options = NONE) {
    const { method = 'GET', signature, flags = 0 } = checked(options, 'method', 'signature', 'flags');
    const functions = library ?? load();
    const list = lists(params);
    const address = terminated('endpoint', endpoint);
    const key = secretOf('secret', secret);
    const verb = terminated('method', method);
    const received = optional('signature', signature);
    const bits = flagsOf(flags);
    const given = [list.names, list.namesLength, list.values, list.valuesLength, list.count];
    const status = functions.verifyLists(verb, address, ...given, received, key, bits);
    return verdict(
        status,
        (out, stage) => functions.renderLists(
            verb, address, ...given, null, key, null, 0, Dialect.AS_GIVEN, bits, stage, out, out.length,
        ),
        list,
    );
}

function verifyUrl(url, secret, options = NONE) {
    const { method = 'GET', flags = 0 } = checked(options, 'method', 'flags');
    const functions = library ?? load();
    const text = urlText(url);
    const key = secretOf('secret', secret);
    const verb = terminated('method', method);
    const bits = flagsOf(flags);
    const status = functions.verifyUrl(verb, text, Buffer.byteLength(text), key, bits);
    return verdict(status, urlCall(verb, text, null, key, 0, Dialect.AS_GIVEN, bits));
}

/** Whether a signature is right. `call` signs the same request: it has the words for a request that can have none. */
function verdict(status, call, list) {
    if (status === 0 || status === Status.MISMATCH) {
        return status === 0;
    }
    throw refusal(status, call, list);
}

const FIFTEEN_MINUTES = 900;

function checkTime(params, options = NONE) {
    const { window = FIFTEEN_MINUTES, unixTime } = checked(options, 'window', 'unixTime');
    const functions = library ?? load();
    const list = lists(params);
    const given = [list.names, list.namesLength, list.values, list.valuesLength, list.count];
    const status = functions.checkTimeLists(...given, seconds(unixTime), windowOf(window));
    if (status !== 0) {
        throw refusal(status, undefined, list);
    }
}

function checkTimeUrl(url, options = NONE) {
    const { window = FIFTEEN_MINUTES, unixTime } = checked(options, 'window', 'unixTime');
    const functions = library ?? load();
    const text = urlText(url);
    const status = functions.checkTimeUrl(text, Buffer.byteLength(text), seconds(unixTime), windowOf(window));
    if (status !== 0) {
        throw refusal(status);
    }
}

function hmacBase64(secret, text, options = NONE) {
    const bits = flagsOf(checked(options, 'flags').flags ?? 0);
    const functions = library ?? load();
    const key = bytes('secret', secret);
    const data = bytes('text', text);
    return render((out) => functions.hmacBase64(
        key, Buffer.byteLength(key), data, Buffer.byteLength(data), bits, out, out.length,
    ));
}

function percentEncode(text) {
    const functions = library ?? load();
    const data = bytes('text', text);
    return render((out) => functions.percentEncode(data, Buffer.byteLength(data), out, out.length));
}

function version() {
    return (library ?? load()).version();
}

// Plain identifiers in one literal, so that `import { Signer } from` finds each name.
module.exports = {
    Dialect,
    Flag,
    LibraryNotFoundError,
    Signer,
    SigningError,
    Stage,
    Status,
    awsSignedRequest,
    aws_signed_request: awsSignedRequest,
    checkTime,
    checkTimeUrl,
    hmacBase64,
    percentEncode,
    signUrl,
    verify,
    verifyUrl,
    version,
};
