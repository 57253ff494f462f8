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

// The global Buffer is looked up anew wherever it is used.
const { Buffer } = require('node:buffer');
const path = require('node:path');
const { isUint8Array } = require('node:util').types;
const koffi = require('koffi');

/** Which text of a request is asked for. */
const Stage = Object.freeze({ CANONICAL: 1, STRING_TO_SIGN: 2, SIGNATURE: 3, QUERY: 4, URL: 5, ERROR: 6, EXPLAIN: 7 });

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

// As they stand in aws_signed_request.h, to which a test compares them. koffi passes a string to `const char *` as
// UTF-8, a Buffer by its address, and a bigint as an address; texts may hold NULs where a length is beside them.
const PROTOTYPES = {
    signedRequest: `int32_t aws_signed_request(const char *region, const struct asr_param *params, size_t params_count,
        const char *public_key, const char *private_key, const char *associate_tag, const char *version,
        int64_t unix_time, char *out, size_t out_cap)`,
    signedRequestLists: `int32_t aws_signed_request_render_lists(const char *region, const char *names,
        size_t names_len, const char *values, size_t values_len, size_t count, const char *public_key,
        const char *private_key, const char *associate_tag, const char *version, int64_t unix_time, int32_t stage,
        char *out, size_t out_cap)`,
    keyInit: 'int32_t asr_key_init(struct asr_key *key, const char *secret, size_t secret_len, uint32_t flags)',
    render: 'int32_t asr_v2_render(const struct asr_v2_request *request, int32_t stage, char *out, size_t out_cap)',
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
    diagnoseLists: `int32_t asr_v2_diagnose_lists(const struct asr_v2_request *request, const char *names,
        size_t names_len, const char *values, size_t values_len, size_t count,
        const struct asr_v2_evidence *evidence, int32_t *mistakes, size_t mistakes_cap, int32_t answer, char *out,
        size_t out_cap)`,
    diagnoseUrl: `int32_t asr_v2_diagnose_url(const struct asr_v2_request *request, const char *url, size_t url_len,
        const struct asr_v2_evidence *evidence, int32_t *mistakes, size_t mistakes_cap, int32_t answer, char *out,
        size_t out_cap)`,
    compare: `int32_t asr_v2_compare(const char *ours, size_t ours_len, const char *theirs, size_t theirs_len,
        char *out, size_t out_cap)`,
    mistakeMessage: 'const char *asr_mistake_message(int32_t mistake)',
    mistakeName: 'const char *asr_mistake_name(int32_t mistake)',
    hmacBase64: `int32_t asr_hmac_base64(const char *secret, size_t secret_len, const char *text, size_t text_len,
        uint32_t flags, char *out, size_t out_cap)`,
    percentEncode: 'int32_t asr_percent_encode(const char *text, size_t text_len, char *out, size_t out_cap)',
    statusMessage: 'const char *asr_status_message(int32_t status)',
    version: 'const char *asr_version(void)',
    sizeOf: 'size_t asr_sizeof(int32_t which)',
};

const WORD = koffi.sizeof('size_t');

// The structs that are written here, and the numbers by which the library tells how large they are there. (A request or
// evidence may be larger: that is what its struct_size is for.)
const PARAM_SIZE = 4 * WORD;
const REQUEST_SIZE = 14 * WORD + 16;
const KEY_SIZE = 128;
// An odd number of words is before the times of evidence, which not every processor wants to have at such an address.
const EVIDENCE_TIMES = Math.ceil((13 * WORD) / koffi.alignof('int64_t')) * koffi.alignof('int64_t');
const EVIDENCE_SIZE = EVIDENCE_TIMES + 24;
const SIZES = [['PARAM', 1, PARAM_SIZE], ['KEY', 3, KEY_SIZE]];

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
            // To koffi a struct is memory that is pointed to: what is in it is written here.
            functions[name] = file.func(prototype.replace(/(const )?struct \w+ \*/g, 'void *'));
        }
        for (const [name, number, expected] of SIZES) {
            const size = functions.sizeOf(number);
            if (size !== expected) {
                throw new Error(`it is another ABI: asr_sizeof(ASR_STRUCT_${name}) is ${size}`);
            }
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
    hosts: Status.ENDPOINT,
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
    return text === undefined || text === null ? NULL : terminated(name, text);
}

/** A secret may be bytes, too: with Flag.ANY_CREDENTIAL it need not be UTF-8. */
function secretOf(name, secret) {
    return isUint8Array(secret) ? withEnd(withoutNul(name, secret, 0)) : terminated(name, secret);
}

/** A copy that ends in NUL, in memory that is shared with no other Buffer. */
function withEnd(bytes) {
    const copy = Buffer.alloc(sizeOf(bytes) + 1);
    copy.set(bytes);
    return copy;
}

const lengthOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'byteLength').get;

/** How many bytes text or bytes have. What an object says itself need not be true. */
function sizeOf(data) {
    return typeof data === 'string' ? Buffer.byteLength(data) : lengthOf.call(data);
}

/** Text or bytes for an argument with a length beside it. */
function textOrBytes(name, text) {
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

const iteratorOfLists = Array.prototype[Symbol.iterator];

/** The names and the values of parameters, as strings. What of the caller's must run for them, such as getters, has run
    when this returns. */
function lists(params) {
    let names = [];
    let values = [];
    const iterator = typeof params === 'object' && params !== null ? params[Symbol.iterator] : undefined;
    if (iterator === iteratorOfLists) {
        // This is what the iterator does, in less time.
        for (let index = 0; index < params.length; index++) {
            addPair(names, values, params[index]);
        }
    } else if (typeof iterator === 'function') {
        for (const pair of params) {
            addPair(names, values, pair);
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
    return { names, values };
}

function addPair(names, values, pair) {
    if (!Array.isArray(pair) || pair.length !== 2) {
        throw new TypeError(`parameter ${names.length + 1}: it is not a [name, value] pair`);
    }
    names.push(pair[0]);
    values.push(pair[1]);
}

/** An object that is nothing else, also one of another realm: the keys of a Date or a class are not parameters. */
function isPlain(params) {
    if (typeof params !== 'object' || params === null) {
        return false;
    }
    const prototype = Object.getPrototypeOf(params);
    return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
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

/** Why these cannot be handed over, or why the library does not find as many in its lists as there are. */
function firstFault({ names, values }) {
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

// --- The memory of a call --------------------------------------------------------------------------------------------

// koffi looks for an address in a bigint first, and in null last.
const NULL = 0n;

const encoder = new TextEncoder();

// The words of structs are written in halves of 32 bits: in one piece they would be bigints, which are allocated.
const HALVES = WORD / 4;

/** Memory that C reads, and where it is: low and high are the halves of its address. */
function memory(bytes) {
    const pointer = koffi.address(bytes);
    return {
        bytes,
        pointer,
        halves: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2),
        low: Number(pointer & 0xffffffffn),
        high: Number(pointer >> 32n),
    };
}

/** Writes an address, so many bytes into some memory. (A length fits a low half; the high one is left 0.) */
function point(halves, word, { low, high }, offset) {
    // In this order, because a word of 32 bits has but the low half. Of both numbers the lowest 32 bits are written.
    halves[word * HALVES + HALVES - 1] = high + (low + offset) / 2 ** 32;
    halves[word * HALVES] = low + offset;
}

/** Memory that is kept from call to call: to make it and to ask where it is takes longer than to fill it. From the line
    that fills it until C has returned nothing of the caller's may run, such as a getter: it might sign, too. */
class Room {
    constructor(size) {
        this.kept = memory(Buffer.alloc(size));
        this.now = this.kept;
    }

    /** Memory of at least this size. What is larger than the one that is kept is let go by the next call. */
    of(size) {
        this.now = size > this.kept.bytes.length ? memory(Buffer.alloc(size)) : this.kept;
        return this.now;
    }

    /** Writes a text and a NUL. Returns the length of the text. */
    put(text) {
        // A character of a string is at most three bytes.
        const most = 3 * text.length;
        const { bytes } = this.of((most < this.kept.bytes.length ? most : Buffer.byteLength(text)) + 1);
        const { written } = encoder.encodeInto(text, bytes);
        bytes[written] = 0;
        return written;
    }
}

const NAMES = new Room(65536);
const VALUES = new Room(65536);
const METHOD = new Room(256);
const PARAMS = new Room(8192);
const OUT = new Room(65536);

// Names of parameters are few, and they come again: the first ones that are met stay in memory, at these offsets.
const offsets = new Map();
const MOST_NAMES = 1000;
const LONGEST_NAME = 64;
const KNOWN = memory(Buffer.alloc(MOST_NAMES * LONGEST_NAME));
let used = 0;

/** Puts parameters into PARAMS, as an array of asr_param. */
function pack(list) {
    const { names, values } = list;
    const { halves } = PARAMS.of(names.length * PARAM_SIZE);
    let index = 0;
    for (; index < names.length; index++) {
        const offset = offsets.get(names[index]);
        if (offset === undefined) {
            break;
        }
        point(halves, 4 * index, KNOWN, offset);
        halves[(4 * index + 1) * HALVES] = names[index].length;
    }
    if (index < names.length) {
        encode(list, names, NAMES, 0);
        names.forEach(learn);
    }
    encode(list, values, VALUES, 2);
}

/** Keeps a name if it is short, of ASCII, and there is room. */
function learn(name) {
    if (offsets.size < MOST_NAMES && name.length <= LONGEST_NAME && Buffer.byteLength(name) === name.length) {
        // The name of a property is no part of a longer string, which would be kept as well, and is soon recognized.
        const [own] = Object.keys({ [name]: true });
        if (!offsets.has(own)) {
            offsets.set(own, used);
            used += KNOWN.bytes.latin1Write(own, used);
        }
    }
}

const BETWEEN = 1;

/** Puts names or values into a room, and where they are into PARAMS: into this word and every fourth. They are joined,
    because one long text is encoded in much less time than many short ones. */
function encode(list, items, room, first, exactly = false) {
    const text = items.join(String.fromCharCode(BETWEEN));
    const length = room.put(text);
    const { bytes } = room.now;
    if (bytes.indexOf(0) !== length) {
        throw firstFault(list);
    }
    const { halves } = PARAMS.now;
    // By how much the items that follow have more bytes than characters, together.
    let more = length - text.length;
    for (let index = 0, at = 0, word = first; index < items.length; index++, word += 4) {
        const item = items[index];
        let size = item.length;
        // An item of ASCII ends where it has as many bytes as characters.
        if (more > 0 && (exactly || bytes[at + size] !== BETWEEN)) {
            size = Buffer.byteLength(item);
            if (size > item.length && !isWellFormed(item)) {
                throw firstFault(list);
            }
            more -= size - item.length;
        }
        point(halves, word, room.now, at);
        halves[(word + 1) * HALVES] = size;
        at += size + 1;
    }
    if (more > 0) {
        // Another item seemed to end there, because it has that character in it.
        encode(list, items, room, first, true);
    }
}

/** Parameters as flat arguments: names and values, each joined by NUL and with its length, and how many there are. */
function flat(list) {
    const names = list.names.join('\0');
    const values = list.values.join('\0');
    if (!isWellFormed(names) || !isWellFormed(values)) {
        throw firstFault(list);
    }
    const lengths = [NAMES.put(names), VALUES.put(values)];
    return [NAMES.now.pointer, lengths[0], VALUES.now.pointer, lengths[1], list.names.length];
}

// --- What comes out --------------------------------------------------------------------------------------------------

/** Calls a function that writes text, in the one protocol that all of them have. Returns the text, or the status of
    what is refused. */
function ask(call, stage) {
    let out = OUT.of(0);
    let length = call(out.pointer, out.bytes.length, stage);
    if (length >= out.bytes.length) {
        out = OUT.of(length + 1);
        length = call(out.pointer, out.bytes.length, stage);
    }
    // Every text is ASCII. (This is what toString does for latin1 once it has found out.)
    return length < 0 ? length : out.bytes.latin1Slice(0, length);
}

/** One stage of a request, or the exception of a request that is refused. */
function render(call, stage, list) {
    const text = ask(call, stage);
    if (typeof text === 'string') {
        return text;
    }
    throw refusal(text, call, list);
}

/** The exception for a status, in the words that `call` has for it as the stage ERROR, or as this answer, if any. */
function refusal(status, call, list, error = Stage.ERROR) {
    if (status === Status.LIST_COUNT && list) {
        return firstFault(list);
    }
    const words = call ? ask(call, error) : '';
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
    pack(list);
    const count = list.names.length;
    const call = (out, size, stage) => stage === Stage.URL
        ? functions.signedRequest(hostEnd, PARAMS.now.pointer, count, accessKey, secret, tag, api, now, out, size)
        : functions.signedRequestLists(hostEnd, ...flat(list), accessKey, secret, tag, api, now, stage, out, size);
    return render(call, Stage.URL, list);
}

/** Moves a copy of a secret, which ends in NUL, to where it belongs. Returns its length without the NUL. */
function moved(secret, bytes, at) {
    secret.copy(bytes, at);
    secret.fill(0);
    return secret.length - 1;
}

// Where the words of asr_v2_request are. Behind them it has a time of 64 bits, and the dialect and the flags of 32.
const REQUEST = {
    STRUCT_SIZE: 0, METHOD: 1, ENDPOINT: 3, ACCESS_KEY: 5, SECRET: 7, KEY: 9, SESSION_TOKEN: 10, PARAMS: 12,
    UNIX_TIME: 14,
};

// What C is reading. koffi would hold a Buffer, but takes longer to ask it for its address.
let held;

class Signer {
    // Private, so that no inspection, serialization or copy of a signer shows them.
    #request;
    #secret;
    #dialect;
    #flags;
    #call;

    constructor(options) {
        const { endpoint, accessKey, secret, dialect = Dialect.AWS_QUERY, sessionToken, flags = 0 } = checked(
            options, 'endpoint', 'accessKey', 'secret', 'dialect', 'sessionToken', 'flags',
        );
        const texts = [
            [REQUEST.ENDPOINT, terminated('endpoint', endpoint)],
            [REQUEST.ACCESS_KEY, optional('accessKey', accessKey)],
            [REQUEST.SECRET, secretOf('secret', secret)],
            [REQUEST.SESSION_TOKEN, optional('sessionToken', sessionToken)],
        ].filter(([, text]) => text !== NULL);
        this.#dialect = dialectOf(dialect);
        this.#flags = flagsOf(flags);
        // The struct, the key and the texts are one Buffer, so that all are held at once.
        let at = REQUEST_SIZE + KEY_SIZE;
        const size = texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), at);
        this.#request = memory(Buffer.alloc(size));
        const { bytes, halves } = this.#request;
        halves[REQUEST.STRUCT_SIZE * HALVES] = REQUEST_SIZE;
        for (const [word, text] of texts) {
            const length = typeof text === 'string' ? bytes.write(text, at) : moved(text, bytes, at);
            point(halves, word, this.#request, at);
            halves[(word + 1) * HALVES] = length;
            if (word === REQUEST.SECRET) {
                this.#secret = bytes.subarray(at, at + length);
            }
            at += length;
        }
        halves[REQUEST.UNIX_TIME * HALVES + 2] = this.#dialect;
        halves[REQUEST.UNIX_TIME * HALVES + 3] = this.#flags;
    }

    /** What signs the request. The secret makes way for a key; one that is refused stays, so that it is said why. */
    #prepared({ keyInit, render }) {
        const { bytes, pointer, halves } = this.#request;
        if (keyInit(pointer + BigInt(REQUEST_SIZE), this.#secret, this.#secret.length, this.#flags) === 0) {
            this.#secret.fill(0);
            halves.fill(0, REQUEST.SECRET * HALVES, (REQUEST.SECRET + 2) * HALVES);
            point(halves, REQUEST.KEY, this.#request, REQUEST_SIZE);
        }
        return (out, room, stage) => {
            held = bytes;
            const length = render(pointer, stage, out, room);
            held = undefined;
            return length;
        };
    }

    render(stage, params, options = NONE) {
        if (stage === Stage.ERROR) {
            return this.explain(params, options);
        }
        this.#call ??= this.#prepared(library ?? load());
        const number = stageOf(stage);
        const list = lists(params);
        const { method, unixTime } = options === NONE ? NONE : checked(options, 'method', 'unixTime');
        const verb = method === undefined ? '' : terminated('method', method);
        // The dialect that does not read the time has no need to know it.
        const now = unixTime === undefined && this.#dialect === Dialect.AS_GIVEN ? 0 : seconds(unixTime);
        pack(list);
        const { halves } = this.#request;
        halves[(REQUEST.METHOD + 1) * HALVES] = verb === '' ? 0 : METHOD.put(verb);
        point(halves, REQUEST.METHOD, METHOD.now, 0);
        point(halves, REQUEST.PARAMS, PARAMS.now, 0);
        halves[(REQUEST.PARAMS + 1) * HALVES] = list.names.length;
        halves[REQUEST.UNIX_TIME * HALVES] = now;
        halves[REQUEST.UNIX_TIME * HALVES + 1] = Math.floor(now / 2 ** 32);
        return render(this.#call, number, list);
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
    return (out, size, stage) =>
        functions.renderUrl(verb, text, length, id, key, now, dialect, flags, stage, out, size);
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
    const given = flat(list);
    const status = functions.verifyLists(verb, address, ...given, received, key, bits);
    return verdict(
        status,
        (out, size, stage) => functions.renderLists(
            verb, address, ...given, NULL, key, NULL, 0, Dialect.AS_GIVEN, bits, stage, out, size,
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
    return verdict(status, urlCall(verb, text, NULL, key, 0, Dialect.AS_GIVEN, bits));
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
    const now = seconds(unixTime);
    const span = windowOf(window);
    const status = functions.checkTimeLists(...flat(list), now, span);
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

// Where the words of asr_v2_evidence are. Behind them it has two times of 64 bits, and a number of 32.
const EVIDENCE = {
    STRUCT_SIZE: 0, SIGNATURE: 1, STRING_TO_SIGN: 3, HOSTS: 5, BODY: 7, CONTENT_TYPE: 9, OLD_SIGNATURE: 11,
};

const Answer = { REPORT: 1, STRING_TO_SIGN: 2, ERROR: 3 };

// As many numbers as are always enough.
const MOST_NUMBERS = 80;

const OF_A_DIAGNOSIS = [
    'method', 'signature', 'stringToSign', 'hosts', 'body', 'contentType', 'oldSignature', 'now', 'window',
    'mostMistakes', 'accessKey', 'sessionToken', 'flags', 'withStringToSign',
];

function diagnose(endpoint, params, secret, options = NONE) {
    const functions = library ?? load();
    const list = lists(params);
    const { dialect = Dialect.AS_GIVEN, unixTime } = checked(options, ...OF_A_DIAGNOSIS, 'dialect', 'unixTime');
    const number = dialectOf(dialect);
    const request = {
        endpoint: textOrBytes('endpoint', endpoint),
        dialect: number,
        unixTime: number === Dialect.AS_GIVEN ? 0 : seconds(unixTime),
    };
    const call = (struct, ...rest) => functions.diagnoseLists(struct, ...flat(list), ...rest);
    return diagnosed(functions, call, request, secret, options, list);
}

function diagnoseUrl(url, secret, options = NONE) {
    const functions = library ?? load();
    checked(options, ...OF_A_DIAGNOSIS);
    const text = isUint8Array(url) ? url : urlText(url);
    const request = { endpoint: '', dialect: Dialect.AS_GIVEN, unixTime: 0 };
    const call = (struct, ...rest) => functions.diagnoseUrl(struct, text, sizeOf(text), ...rest);
    return diagnosed(functions, call, request, secret, options);
}

function diagnosed(functions, asked, { endpoint, dialect, unixTime }, secret, options, list) {
    const now = whole('now', options.now ?? 0);
    const window = windowOf(options.window ?? FIFTEEN_MINUTES);
    const mostMistakes = number32('mostMistakes', options.mostMistakes ?? 3, -1);
    const flags = flagsOf(options.flags ?? 0);
    const { withStringToSign } = options;
    const given = (name) => textOrBytes(name, options[name] ?? '');
    const requestTexts = [
        [REQUEST.METHOD, given('method')],
        [REQUEST.ENDPOINT, endpoint],
        [REQUEST.ACCESS_KEY, given('accessKey')],
        [REQUEST.SECRET, textOrBytes('secret', secret)],
        [REQUEST.SESSION_TOKEN, given('sessionToken')],
    ];
    const evidenceTexts = [
        [EVIDENCE.SIGNATURE, given('signature')],
        [EVIDENCE.STRING_TO_SIGN, given('stringToSign')],
        [EVIDENCE.HOSTS, hostLines(options.hosts ?? [])],
        [EVIDENCE.BODY, given('body')],
        [EVIDENCE.CONTENT_TYPE, given('contentType')],
        [EVIDENCE.OLD_SIGNATURE, given('oldSignature')],
    ];
    // Structs, texts and the numbers that are found are one Buffer, so that all are held, and wiped, at once.
    const found = REQUEST_SIZE + EVIDENCE_SIZE;
    let at = found + 4 * MOST_NUMBERS;
    const size = [...requestTexts, ...evidenceTexts].reduce((sum, [, text]) => sum + sizeOf(text), at);
    const room = memory(Buffer.alloc(size));
    const { bytes, halves, pointer } = room;
    const put = (struct, texts) => {
        for (const [word, text] of texts) {
            const length = sizeOf(text);
            if (typeof text === 'string') {
                bytes.write(text, at);
            } else {
                bytes.set(text, at);
            }
            point(halves, struct / 4 / HALVES + word, room, at);
            halves[struct / 4 + (word + 1) * HALVES] = length;
            at += length;
        }
    };
    try {
        halves[REQUEST.STRUCT_SIZE * HALVES] = REQUEST_SIZE;
        put(0, requestTexts);
        put64(halves, REQUEST.UNIX_TIME * HALVES, unixTime);
        halves[REQUEST.UNIX_TIME * HALVES + 2] = dialect;
        halves[REQUEST.UNIX_TIME * HALVES + 3] = flags;
        halves[REQUEST_SIZE / 4 + EVIDENCE.STRUCT_SIZE * HALVES] = EVIDENCE_SIZE;
        put(REQUEST_SIZE, evidenceTexts);
        const times = (REQUEST_SIZE + EVIDENCE_TIMES) / 4;
        put64(halves, times, now);
        put64(halves, times + 2, window);
        halves[times + 4] = mostMistakes;
        const call = (out, cap, answer) => asked(
            pointer, pointer + BigInt(REQUEST_SIZE), pointer + BigInt(found), MOST_NUMBERS, answer, out, cap,
        );
        const answered = (answer) => {
            const text = ask(call, answer);
            if (typeof text === 'string') {
                return text;
            }
            throw refusal(text, call, list, Answer.ERROR);
        };
        const report = answered(Answer.REPORT);
        const mistakes = new Int32Array(bytes.buffer, bytes.byteOffset + found, MOST_NUMBERS);
        const explanations = explanationsOf(functions, mistakes, report);
        if (withStringToSign) {
            // Where nothing was found, nothing is to be looked for again. What was signed may be any bytes.
            const text = explanations.length > 0 ? answered(Answer.STRING_TO_SIGN) : '';
            explanations.stringToSign = Buffer.from(text, 'latin1');
        }
        return explanations;
    } finally {
        bytes.fill(0);
    }
}

/** Writes a whole number of 64 bits. */
function put64(halves, at, number) {
    halves[at] = number;
    halves[at + 1] = Math.floor(number / 2 ** 32);
}

function hostLines(hosts) {
    // A text is an iterable of texts, too, but is meant as one host.
    if (typeof hosts !== 'object' || typeof hosts[Symbol.iterator] !== 'function' || isUint8Array(hosts)) {
        throw new TypeError(`hosts must be a list of strings, not ${kind(hosts)}`);
    }
    const lines = Array.from(hosts, (host) => string('hosts', host));
    if (lines.some((line) => line.includes('\n'))) {
        throw new SigningError(Status.ENDPOINT, 'hosts: there is a newline in one of them');
    }
    return lines.join('\n');
}

/** The explanations: `numbers` has their mistakes, each of them ended by a 0, and `report` a line for each mistake. */
function explanationsOf(functions, numbers, report) {
    const mistakes = numbers.filter((number) => number !== 0);
    let lines = report.split('\n').filter((line) => line !== '');
    if (lines.length !== mistakes.length) {
        // Not of a release that is known. What they are called is known all the same.
        lines = Array.from(mistakes, (number) => functions.mistakeMessage(number));
    }
    const explanations = [];
    let explanation = [];
    for (const number of numbers) {
        if (number !== 0) {
            explanation.push({ number, name: functions.mistakeName(number), text: lines.shift() });
        } else if (explanation.length > 0) {
            explanations.push(explanation);
            explanation = [];
        }
    }
    return explanations;
}

function compare(ours, theirs) {
    const functions = library ?? load();
    const one = textOrBytes('ours', ours);
    const other = textOrBytes('theirs', theirs);
    return render((out, size) => functions.compare(one, sizeOf(one), other, sizeOf(other), out, size));
}

function hmacBase64(secret, text, options = NONE) {
    const bits = flagsOf(checked(options, 'flags').flags ?? 0);
    const functions = library ?? load();
    const key = textOrBytes('secret', secret);
    const data = textOrBytes('text', text);
    return render((out, size) => functions.hmacBase64(key, sizeOf(key), data, sizeOf(data), bits, out, size));
}

function percentEncode(text) {
    const functions = library ?? load();
    const data = textOrBytes('text', text);
    return render((out, size) => functions.percentEncode(data, sizeOf(data), out, size));
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
    compare,
    diagnose,
    diagnoseUrl,
    hmacBase64,
    percentEncode,
    signUrl,
    verify,
    verifyUrl,
    version,
};
