'use strict';

/*
 * Tests of the Node binding. What is right is said by Node's own crypto, encodeURIComponent and URLSearchParams, and by
 * the C header; the published vectors are run_vectors.js's.
 */

const assert = require('node:assert/strict');
const childProcess = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const util = require('node:util');
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');
const { describe, test } = require('node:test');
const koffi = require('koffi');
const ts = require('typescript');

const FILE = path.join(__dirname, 'aws_signed_request.js');
const binding = require(FILE);
const {
    Dialect, Flag, Signer, SigningError, Stage, Status, awsSignedRequest, checkTime, checkTimeUrl, compare, diagnose,
    diagnoseUrl, hmacBase64, percentEncode, signUrl, verify, verifyUrl,
} = binding;

assert.ok(process.env.AWS_SIGNED_REQUEST_LIB, 'AWS_SIGNED_REQUEST_LIB names the library under test');
const LIBRARY = path.resolve(process.env.AWS_SIGNED_REQUEST_LIB);
const HEADER = fs.readFileSync(path.join(__dirname, '..', '..', 'include', 'aws_signed_request.cdef.h'), 'utf8');
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const TOKEN = 'a-session-token-that-is-nobodys-business';
const NOW = { unixTime: 1317655170 };
const STAMP = '2011-10-03T15:19:30Z';
const SIMPLEDB = new Signer({ endpoint: 'https://sdb.amazonaws.com/', accessKey: KEY, secret: SECRET });

// --- A signer that shares nothing with the library -------------------------------------------------------------------

const hexadecimal = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, hexadecimal);

const byBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));

function pureSignature(secret, text, hash = 'sha256') {
    return crypto.createHmac(hash, secret).update(text).digest('base64');
}

function pureUrl(server, place, pairs, { secret = SECRET, method = 'GET', hash } = {}) {
    const ordered = [...pairs].sort((one, other) => byBytes(one[0], other[0]) || byBytes(one[1], other[1]));
    const query = ordered.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
    const signature = pureSignature(secret, [method, server.split('://')[1], place, query].join('\n'), hash);
    return `${server}${place}?${query}${query && '&'}Signature=${escape(signature)}`;
}

function pureSimpledb(pairs, method = 'HmacSHA256', hash = 'sha256') {
    const added = { SignatureMethod: method, SignatureVersion: '2', AWSAccessKeyId: KEY, Timestamp: STAMP };
    return pureUrl('https://sdb.amazonaws.com', '/', [...pairs, ...Object.entries(added)], { hash });
}

function pureProduct(pairs, region = 'com', version = '2011-08-01') {
    const added = { Service: 'AWSECommerceService', Version: version, AWSAccessKeyId: KEY, Timestamp: STAMP };
    return pureUrl(`http://webservices.amazon.${region}`, '/onca/xml', [...pairs, ...Object.entries(added)]);
}

/** Numbers between 0 and 1 that are the same in every run. */
function randomSource(seed) {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

const refused = (code, words) => (error) => {
    assert.ok(error instanceof SigningError, `${error.stack}`);
    assert.equal(error.name, 'SigningError');
    assert.equal(error.code, `ASR_E_${code}`);
    assert.equal(error.status, Status[code]);
    if (words !== undefined) {
        assert.equal(error.message, words);
    }
    return true;
};

describe('the function of 2009', () => {
    test('is that of 2009', () => {
        const params = { Operation: 'ItemLookup', ItemId: '0679722769', Timestamp: 'old', Version: 'old' };
        const rest = Object.entries(params).slice(0, 2);
        const given = [[null, null], ['mytag-20', '2013-08-01'], ['', '2009-01-06'], [undefined, undefined]];
        for (const [tag, version] of given) {
            const tags = typeof tag === 'string' ? [['AssociateTag', tag]] : [];
            const expected = pureProduct([...rest, ...tags], 'co.uk', version ?? '2011-08-01');
            assert.equal(awsSignedRequest('co.uk', params, KEY, SECRET, tag, version, NOW), expected);
        }
        assert.equal(params.Timestamp, 'old', "the caller's parameters were changed");
        assert.equal(binding.aws_signed_request, awsSignedRequest);
    });

    test('the time is now', () => {
        const urls = [
            awsSignedRequest('com', {}, KEY, SECRET),
            SIMPLEDB.url({}),
            signUrl('https://sdb.amazonaws.com/', KEY, SECRET),
        ];
        for (const url of urls) {
            const said = Date.parse(new URL(url).searchParams.get('Timestamp'));
            assert.ok(Math.abs(Date.now() - said) < 60_000, url);
            checkTimeUrl(url, { window: 60 });
        }
    });
});

describe('parameters', () => {
    test('random requests are those of a pure signer', () => {
        const random = randomSource(2009);
        const alphabet = [..."abcAZ09-_.~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}\t\n\r\x7f\x80éß€\uffee\u{1f600}"];
        const text = (least, most) => {
            const length = least + Math.floor(random() * (most - least + 1));
            return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
        };
        for (let count = 0; count < 150; count++) {
            const pairs = Array.from({ length: count % 75 }, () => [text(1, 12), text(0, 40)]);
            const url = pureSimpledb(pairs);
            assert.equal(SIMPLEDB.url(pairs, NOW), url);
            assert.equal(SIMPLEDB.url(new URLSearchParams(pairs), NOW), url);
            assert.equal(verifyUrl(url, SECRET), true);
            const query = new URLSearchParams(pairs);
            assert.equal(signUrl(`https://sdb.amazonaws.com/?${query}`, KEY, SECRET, NOW), url);
        }
    });

    test('may be any of these', () => {
        const params = { b: '2', a: '1' };
        const pairs = Object.entries(params);
        const expected = pureSimpledb(pairs);
        const given = [
            params,
            Object.assign(Object.create(null), params),
            vm.runInNewContext('({ b: "2", a: "1" })'),
            new Map(pairs),
            vm.runInNewContext('new Map([["b", "2"], ["a", "1"]])'),
            new URLSearchParams(params),
            pairs,
            new Set(pairs),
            new Map(pairs).entries(),
            Object.assign([['of', 'no', 'use']], { [Symbol.iterator]: () => pairs.values() }),
            (function* () {
                yield* pairs;
            })(),
        ];
        for (const each of given) {
            assert.equal(SIMPLEDB.url(each, NOW), expected, util.inspect(each));
        }
        for (const nothing of [{}, [], new Map(), new URLSearchParams()]) {
            assert.equal(SIMPLEDB.url(nothing, NOW), pureSimpledb([]));
        }
    });

    test('hold any character, also the one that stands between them on their way', () => {
        const random = randomSource(1);
        const alphabet = [...'\x01\x01\x01\x02a é€\ufffd\u{1f600}'];
        const text = () => Array.from({ length: 1 + random() * 6 }, () => alphabet[Math.floor(random() * 10)]).join('');
        for (let count = 0; count < 1500; count++) {
            const pairs = Array.from({ length: count % 5 }, () => [text(), text()]);
            assert.equal(SIMPLEDB.url(pairs, NOW), pureSimpledb(pairs));
            if (pairs.length > 0) {
                pairs[count % pairs.length][1] += '\x01\ud83d';
                assert.throws(() => SIMPLEDB.url(pairs, NOW), refused('UTF8'));
                pairs[count % pairs.length][1] = `é${text()}\0\x01`;
                assert.throws(() => SIMPLEDB.url(pairs, NOW), refused('LIST_COUNT'));
            }
        }
    });

    test('have names that are new, or known, or more than are kept', () => {
        const random = randomSource(3);
        const own = ['__proto__', 'constructor', '0', '7', 'é', ...[63, 64, 65].map((size) => 'x'.repeat(size))];
        const name = (most) => {
            const number = Math.floor(random() * most);
            return number < own.length ? own[number] : `Name.${number}`;
        };
        delete require.cache[FILE];
        const { Signer: Fresh } = require(FILE);
        const fresh = new Fresh({ endpoint: 'https://sdb.amazonaws.com/', accessKey: KEY, secret: SECRET });
        for (let count = 0; count < 1000; count++) {
            const pairs = Array.from({ length: count % 9 }, () => [name(10 + 3 * count), `${count}`]);
            assert.equal(fresh.url(pairs, NOW), pureSimpledb(pairs));
        }
        for (const bad of ['', 'a\0', 'a\ud800']) {
            for (let again = 0; again < 2; again++) {
                assert.throws(() => fresh.url([['Name.20', ''], [bad, '']]), { name: 'SigningError' });
            }
        }
        assert.equal(fresh.url({ 'Name.20': 'a' }, NOW), pureSimpledb([['Name.20', 'a']]));
    });

    test('repeated names are kept, in the order of their values', () => {
        const pairs = [['Foo', '2'], ['Foo', '10'], ['Foo', ''], ['foo', '1'], ['Foo', '2'], ['Foo.1', 'x']];
        const expected = pureSimpledb(pairs);
        assert.match(expected, /Foo=&Foo=10&Foo=2&Foo=2&Foo.1=x&/);
        assert.equal(SIMPLEDB.url(pairs, NOW), expected);
        assert.equal(SIMPLEDB.url(new URLSearchParams(pairs), NOW), expected);
        assert.equal(signUrl(`https://sdb.amazonaws.com/?${new URLSearchParams(pairs)}`, KEY, SECRET, NOW), expected);
    });

    test('what is neither is refused', () => {
        const allowed = 'params must be a plain object, a Map, URLSearchParams or [name, value] pairs';
        class Own {
            a = 'b';
        }
        for (const [params, words] of [
            ['Action=ListDomains', `${allowed}, not string`],
            [undefined, `${allowed}, not undefined`],
            [null, `${allowed}, not null`],
            [7, `${allowed}, not number`],
            [() => {}, `${allowed}, not function`],
            [new Date(), `${allowed}, not Date`],
            [new Own(), `${allowed}, not Object`],
            [['ab'], 'parameter 1: it is not a [name, value] pair'],
            [Buffer.from('ab'), 'parameter 1: it is not a [name, value] pair'],
            [[['a', 'b'], ['a', 'b', 'c']], 'parameter 2: it is not a [name, value] pair'],
            [[['a', 'b'], { length: 2 }], 'parameter 2: it is not a [name, value] pair'],
        ]) {
            for (const call of [
                () => SIMPLEDB.url(params, NOW),
                () => SIMPLEDB.explain(params, NOW),
                () => awsSignedRequest('com', params, KEY, SECRET),
                () => verify('https://sdb.amazonaws.com/', params, SECRET),
                () => checkTime(params),
            ]) {
                assert.throws(call, { name: 'TypeError', message: words });
            }
        }
    });

    test('numbers are written in digits, and only those that every language writes alike', () => {
        const largest = Number.MAX_SAFE_INTEGER;
        for (const [value, text] of [
            [0, '0'], [-0, '0'], [7, '7'], [-7, '-7'], [1e15, '1000000000000000'], [largest, `${largest}`],
            [-largest, `-${largest}`], [2n ** 80n, '1208925819614629174706176'], [-1n, '-1'], ['', ''], ['0', '0'],
        ]) {
            assert.equal(SIMPLEDB.url({ zz: value }, NOW), pureSimpledb([['zz', text]]));
        }
        assert.equal(SIMPLEDB.url([[7, 8], [9n, 10n]], NOW), pureSimpledb([['7', '8'], ['9', '10']]));
        const must = 'must be a string, a safe integer or a bigint, not';
        for (const [value, is] of [
            [1.5, 'a fraction'], [2 ** 53, 'an integer beyond 2**53'], [-1e300, 'an integer beyond 2**53'],
            [NaN, 'NaN'], [Infinity, 'Infinity'], [-Infinity, '-Infinity'], [true, 'boolean'], [null, 'null'],
            [undefined, 'undefined'], [Symbol('s'), 'symbol'], [['x'], 'Array'], [{}, 'Object'], [new Date(), 'Date'],
            [Buffer.from('x'), 'Uint8Array'], [() => 'x', 'function'], [new String('x'), 'String'],
        ]) {
            const faults = [
                [() => SIMPLEDB.url({ a: 'b', c: value }, NOW), `parameter 2 "c": the value ${must} ${is}`],
                [() => SIMPLEDB.url([[-7, value]], NOW), `parameter 1 "-7": the value ${must} ${is}`],
                [() => SIMPLEDB.url([[value, 'x']], NOW), `parameter 1: the name ${must} ${is}`],
                [() => verify('https://h/', { c: value }, SECRET), `parameter 1 "c": the value ${must} ${is}`],
            ];
            for (const [call, message] of faults) {
                assert.throws(call, { name: 'TypeError', message });
            }
        }
    });

    test('their names are shown as the library shows them', () => {
        const random = randomSource(48);
        const alphabet = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1));
        alphabet.push('é', '€', '\u{1f600}');
        const names = ['x'.repeat(48), 'x'.repeat(49), `${'x'.repeat(47)}é`, ...alphabet];
        for (let count = 0; count < 200; count++) {
            const length = 1 + Math.floor(random() * 70);
            names.push(Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join(''));
        }
        for (const name of names) {
            const there = /^parameter 1 ("[ -~]+"): the value is not valid UTF-8/.exec(libraryOn(name, [0xff]));
            assert.throws(() => SIMPLEDB.url([[name, []]], NOW), (error) => {
                const here = /^parameter 1 ("[ -~]+"): the value must /.exec(error.message);
                assert.equal(here[1], there[1]);
                return true;
            });
        }
    });
});

/** What the library itself says of a parameter whose value the binding would never hand over. */
function libraryOn(name, value) {
    const prototype = /int32_t asr_v2_render_lists\([^)]*\)/.exec(HEADER)[0];
    const renderLists = koffi.load(LIBRARY).func(prototype);
    const [names, values, out] = [Buffer.from(name), Buffer.from(value), Buffer.alloc(1000)];
    const given = [names, names.length, values, values.length, 1];
    const request = [null, 'https://h/', ...given, null, 's', null, 0, Dialect.AS_GIVEN, 0, Stage.ERROR];
    return out.toString('latin1', 0, renderLists(...request, out, out.length));
}

describe('text that cannot be handed over is refused', () => {
    const signer = (changed) =>
        new Signer({ endpoint: 'https://h/', accessKey: KEY, secret: SECRET, ...changed }).url({}, NOW);
    const product = (...changed) =>
        awsSignedRequest(...Object.assign(['com', {}, KEY, SECRET, 'tag', '2011-08-01', NOW], changed));
    const params = { a: 'b', Signature: pureSignature(SECRET, 'GET\nh\n/\na=b') };
    // Every argument that is text: its name, its status, and a call with it.
    const doors = [
        ['endpoint', 'ENDPOINT', (text) => signer({ endpoint: text })],
        ['accessKey', 'ACCESS_KEY', (text) => signer({ accessKey: text })],
        ['secret', 'SECRET', (text) => signer({ secret: text })],
        ['sessionToken', 'SESSION_TOKEN', (text) => signer({ sessionToken: text })],
        ['method', 'METHOD', (text) => SIMPLEDB.url({}, { method: text })],
        ['region', 'REGION', (text) => product(text)],
        ['publicKey', 'ACCESS_KEY', (text) => product('com', {}, text)],
        ['privateKey', 'SECRET', (text) => product('com', {}, KEY, text)],
        ['associateTag', 'LIST_COUNT', (text) => product('com', {}, KEY, SECRET, text)],
        ['version', 'LIST_COUNT', (text) => product('com', {}, KEY, SECRET, null, text)],
        ['url', 'URL', (text) => signUrl(text, KEY, SECRET)],
        ['accessKey', 'ACCESS_KEY', (text) => signUrl('https://h/', text, SECRET)],
        ['secret', 'SECRET', (text) => signUrl('https://h/', KEY, text)],
        ['method', 'METHOD', (text) => signUrl('https://h/', KEY, SECRET, { method: text })],
        ['endpoint', 'ENDPOINT', (text) => verify(text, params, SECRET)],
        ['secret', 'SECRET', (text) => verify('https://h/', params, text)],
        ['method', 'METHOD', (text) => verify('https://h/', params, SECRET, { method: text })],
        ['signature', 'SIGNATURE', (text) => verify('https://h/', params, SECRET, { signature: text })],
        ['url', 'URL', (text) => verifyUrl(text, SECRET)],
        ['secret', 'SECRET', (text) => verifyUrl('https://h/', text)],
        ['method', 'METHOD', (text) => verifyUrl('https://h/', SECRET, { method: text })],
        ['url', 'URL', (text) => checkTimeUrl(text)],
        ['secret', 'UTF8', (text) => hmacBase64(text, '')],
        ['text', 'UTF8', (text) => hmacBase64('', text)],
        ['text', 'UTF8', (text) => percentEncode(text)],
    ];

    test('lone surrogates', () => {
        for (const [name, status, call] of doors) {
            for (const [text, at] of [['\ud800', 0], ['x\udfff', 1], ['\u{1f600}\ud83d', 2], ['\ude00\ud83d', 0]]) {
                const code = status === 'LIST_COUNT' || name === 'text' ? 'UTF8' : status;
                const expected = name === 'secret' && status === 'UTF8' ? 'SECRET' : code;
                assert.throws(() => call(text), refused(
                    expected, `${name}: it has a lone surrogate, which UTF-8 cannot encode (at character ${at})`,
                ));
            }
        }
        for (const [params, where, at] of [
            [{ a: 'b', c: 'd\ud800' }, 'parameter 2 "c": the value', 1],
            [[['\udc00', '']], 'parameter 1 "%EF%BF%BD": the name', 0],
            // The two halves of a pair, in two parameters, are no pair.
            [[['a', '\ud83d'], ['b', '\ude00']], 'parameter 1 "a": the value', 0],
        ]) {
            const words = `${where} has a lone surrogate, which UTF-8 cannot encode (at character ${at})`;
            assert.throws(() => SIMPLEDB.url(params, NOW), refused('UTF8', words));
            assert.throws(() => product('com', params), refused('UTF8', words));
            assert.throws(() => checkTime(params), refused('UTF8', words));
            assert.equal(SIMPLEDB.explain(params, NOW), words);
            assert.equal(SIMPLEDB.render(Stage.ERROR, params, NOW), words);
        }
        assert.equal(SIMPLEDB.url({ '\u{1f600}': '\u{10ffff}' }, NOW), pureSimpledb([['\u{1f600}', '\u{10ffff}']]));
    });

    test('lone surrogates, as Node 18 finds them', () => {
        // The regular expression stands in where strings have no isWellFormed.
        const script = `delete String.prototype.isWellFormed;
            const { Signer } = require(${JSON.stringify(FILE)});
            const signer = new Signer({ endpoint: 'https://sdb.amazonaws.com/', accessKey: 'k', secret: 's' });
            console.log(signer.explain({ a: 'x\\ud800' }));
            console.log(signer.explain({ a: '\\u{1f600}' }) === '');`;
        const done = run(['-e', script], {});
        assert.equal(done.stderr, '');
        assert.match(done.stdout, /^parameter 1 "a": the value has a lone surrogate.*\(at character 1\)\ntrue\n$/);
    });

    test('NULs', () => {
        for (const [name, status, call] of doors.filter(([name]) => name !== 'url' && name !== 'text')) {
            if (status !== 'UTF8') {
                assert.throws(() => call('x\0y'), refused(status, `${name}: there is a NUL in it`));
            }
        }
        for (const call of [(text) => signer({ secret: text }), (text) => verifyUrl('https://h/', text)]) {
            assert.throws(() => call(Buffer.from('x\0')), refused('SECRET', 'secret: there is a NUL in it'));
        }
        assert.throws(() => signUrl('https://h/?a=b\0', KEY, SECRET), refused('URL'));
        assert.throws(() => verifyUrl('https://h/?a=b\0', SECRET), refused('URL'));
        for (const [params, words] of [
            [{ a: 'x\0y' }, 'parameter 1 "a": there is a NUL in the value'],
            [{ 'a\0b': 'x' }, 'parameter 1 "a%00b": there is a NUL in the name'],
            [[['a', 'b'], ['c\0d', 'x\0y']], 'parameter 2 "c%00d": there is a NUL in the name'],
            [[['a', '\0']], 'parameter 1 "a": there is a NUL in the value'],
        ]) {
            assert.throws(() => SIMPLEDB.url(params, NOW), refused('LIST_COUNT', words));
            assert.throws(() => product('com', params), refused('LIST_COUNT', words));
            assert.throws(() => verify('https://h/', params, SECRET), refused('LIST_COUNT', words));
            assert.throws(() => checkTime(params), refused('LIST_COUNT', words));
            assert.equal(SIMPLEDB.explain(params, NOW), words);
        }
    });

    test('what is no text', () => {
        for (const [name, status, call] of doors) {
            for (const [given, is] of [[7, 'number'], [{}, 'Object'], [['x'], 'Array']]) {
                // Those that are UTF-8 alone may be any bytes.
                const must = status === 'UTF8' ? 'a string or a Uint8Array' : 'a string';
                assert.throws(() => call(given), { name: 'TypeError', message: `${name} must be ${must}, not ${is}` });
            }
        }
    });
});

describe('options', () => {
    test('a misspelt or unknown one is refused', () => {
        for (const [call, message] of [
            [() => SIMPLEDB.url({}, { unix_time: 1 }), 'there is no option "unix_time"; there is method, unixTime'],
            [() => SIMPLEDB.url({}, 'POST'), 'the options must be an object, not string'],
            [() => SIMPLEDB.url({}, null), 'the options must be an object, not null'],
            [() => new Signer('https://h/'), 'the options must be an object, not string'],
            [() => new Signer(), 'the options must be an object, not undefined'],
            [() => awsSignedRequest('com', {}, KEY, 's', null, null, 7), 'the options must be an object, not number'],
            [() => checkTime({}, { widow: 1 }), 'there is no option "widow"; there is window, unixTime'],
            [() => hmacBase64('', '', { flag: 1 }), 'there is no option "flag"; there is flags'],
        ]) {
            assert.throws(call, { name: 'TypeError', message });
        }
        assert.throws(() => new Signer({ endpoint: 'https://h/', secret: SECRET, sesionToken: TOKEN }), {
            name: 'TypeError',
            message: 'there is no option "sesionToken"; '
                + 'there is endpoint, accessKey, secret, dialect, sessionToken, flags',
        });
    });

    test('numbers are not cut', () => {
        const signer = (changed) => new Signer({ endpoint: 'https://h/', accessKey: KEY, secret: SECRET, ...changed });
        for (const number of [-1, 99, 1.5, NaN, 2 ** 32, 2 ** 32 + 1, -(2 ** 32)]) {
            assert.throws(() => signer({ dialect: number }).url({}), refused('DIALECT'));
            assert.throws(() => signUrl('https://h/', KEY, SECRET, { dialect: number }), refused('DIALECT'));
            assert.throws(() => SIMPLEDB.render(number, {}), refused('STAGE'));
            assert.throws(() => signUrl('https://h/', KEY, SECRET, { stage: number }), refused('STAGE'));
            assert.throws(() => signer({ flags: number }).url({}), refused('FLAGS'));
            assert.throws(() => hmacBase64('', '', { flags: number }), refused('FLAGS'));
            assert.throws(() => verifyUrl('https://h/', SECRET, { flags: number }), refused('FLAGS'));
        }
        for (const given of ['1', 1n, null, {}]) {
            for (const [name, call] of [
                ['dialect', () => signer({ dialect: given })],
                ['flags', () => signer({ flags: given })],
                ['stage', () => SIMPLEDB.render(given, {})],
            ]) {
                assert.throws(call, { name: 'TypeError', message: new RegExp(`^${name} must be a number, not `) });
            }
        }
    });

    test('the time is in seconds', () => {
        const must = 'unixTime must be a whole number of seconds, not';
        for (const [unixTime, is] of [
            [1.5, 'a fraction'], [NaN, 'NaN'], [1n, 'bigint'], [null, 'null'], ['1', 'string'],
            [1e300, 'an integer beyond 2**53'], [new Date(), 'Date'],
        ]) {
            assert.throws(() => SIMPLEDB.url({}, { unixTime }), { name: 'TypeError', message: `${must} ${is}` });
            assert.throws(() => checkTime({}, { unixTime }), { name: 'TypeError', message: `${must} ${is}` });
        }
        for (const unixTime of [-1, 253402300800, Date.now(), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
            assert.throws(() => SIMPLEDB.url({}, { unixTime }), refused('TIME'));
        }
        assert.match(SIMPLEDB.canonical({}, { unixTime: 253402300799 }), /Timestamp=9999-12-31T23%3A59%3A59Z/);
        assert.match(SIMPLEDB.canonical({}, { unixTime: 0 }), /Timestamp=1970-01-01T00%3A00%3A00Z/);
        assert.throws(() => checkTime({}, { window: -1 }), { name: 'RangeError' });
        assert.throws(() => checkTimeUrl('https://h/', { window: 0.5 }), { name: 'TypeError' });
    });
});

describe('a signer', () => {
    test('its stages fit together', () => {
        const params = { Action: 'ListDomains', Version: '2009-04-15' };
        const url = pureSimpledb(Object.entries(params));
        const [canonical, signature] = url.split('?')[1].split('&Signature=');
        assert.equal(SIMPLEDB.canonical(params, NOW), canonical);
        assert.equal(SIMPLEDB.stringToSign(params, NOW), `GET\nsdb.amazonaws.com\n/\n${canonical}`);
        assert.equal(SIMPLEDB.signature(params, NOW), decodeURIComponent(signature));
        assert.equal(SIMPLEDB.query(params, NOW), url.split('?')[1]);
        assert.equal(SIMPLEDB.url(params, NOW), url);
        assert.equal(SIMPLEDB.explain(params, NOW), '');
        assert.equal(SIMPLEDB.url(params, { method: 'POST', ...NOW }), 'https://sdb.amazonaws.com/');
        assert.equal(SIMPLEDB.query(params, { method: 'get', ...NOW }), url.split('?')[1]);
    });

    test('says why it does not sign', () => {
        const words = 'parameter 2 "Timestamp": the dialect adds this parameter itself';
        const params = { Action: 'Select', Timestamp: STAMP };
        assert.throws(() => SIMPLEDB.url(params), refused('RESERVED', words));
        assert.equal(SIMPLEDB.explain(params), words);
        assert.throws(() => SIMPLEDB.url({ '': 'x' }), refused('EMPTY_NAME'));
        const { status, code, message } = new SigningError(-999, 'of a later release');
        assert.deepEqual([status, code, message], [-999, 'ASR_E_UNKNOWN', 'of a later release']);
    });

    test('explains a request', () => {
        const params = { Action: 'Select', SelectExpression: 'select * from b' };
        const words = SIMPLEDB.render(Stage.EXPLAIN, params, NOW);
        assert.ok(words.includes(SIMPLEDB.signature(params, NOW)));
        assert.ok(words.includes('select%20%2A%20from%20b'));
        assert.ok(!words.includes(SECRET));
        const address = 'https://sdb.amazonaws.com/?a=b+c';
        assert.match(signUrl(address, KEY, SECRET, { ...NOW, stage: Stage.EXPLAIN }), /b%20c/);
    });

    test('sends a session token', () => {
        const signer = new Signer({
            endpoint: 'https://sdb.amazonaws.com/', accessKey: KEY, secret: SECRET, sessionToken: TOKEN,
        });
        assert.equal(signer.url({}, NOW), pureSimpledb([['SecurityToken', TOKEN]]));
    });

    test('takes a secret of bytes', () => {
        const given = { endpoint: 'https://h/', dialect: Dialect.AS_GIVEN };
        const text = 'GET\nh\n/\na=b';
        const any = Buffer.from([0xff, 0x20, 0x6b, 0x0a]);
        const signer = new Signer({ ...given, secret: any, flags: Flag.ANY_CREDENTIAL });
        any.fill(0);
        assert.equal(signer.signature({ a: 'b' }), pureSignature(Buffer.from([0xff, 0x20, 0x6b, 0x0a]), text));
        const part = new TextEncoder().encode(`--${SECRET}--`).subarray(2, 2 + SECRET.length);
        assert.equal(new Signer({ ...given, secret: part }).signature({ a: 'b' }), pureSignature(SECRET, text));
        const signature = pureSignature(SECRET, text);
        assert.equal(verify('https://h/', { a: 'b' }, part, { signature }), true);
        assert.equal(verifyUrl(`https://h/?a=b&Signature=${escape(signature)}`, part), true);
        assert.throws(() => new Signer({ ...given, secret: Buffer.from([0xff]) }).url({}), refused('SECRET'));
    });

    test('signs with SHA-1', () => {
        const signer = new Signer({
            endpoint: 'https://sdb.amazonaws.com/', accessKey: KEY, secret: SECRET, flags: Flag.HMAC_SHA1,
        });
        const url = pureSimpledb([['a', 'b']], 'HmacSHA1', 'sha1');
        assert.equal(signer.url({ a: 'b' }, NOW), url);
        assert.equal(verifyUrl(url, SECRET, { flags: Flag.HMAC_SHA1 }), true);
        assert.throws(() => verifyUrl(url, SECRET), refused('SIGNATURE_METHOD'));
    });

    test('may be used while its arguments are read', () => {
        // The inner request has more of everything than the outer one, or less.
        const few = [['inner', 'é']];
        const many = Array.from({ length: 700 }, (_, number) => [`inner.${number}`, 'é'.repeat(200)]);
        const post = { method: 'POST', unixTime: NOW.unixTime + 1 };
        let signed = 0;
        for (const pairs of [few, many]) {
            const [inner, query] = [pureSimpledb(pairs), SIMPLEDB.query(pairs, post)];
            const sign = (value) => {
                signed++;
                assert.equal(SIMPLEDB.url(pairs, NOW), inner);
                assert.equal(SIMPLEDB.query(pairs, post), query);
                assert.equal(verifyUrl(inner, SECRET), true);
                assert.throws(() => SIMPLEDB.url([...pairs, ['', '']]), refused('EMPTY_NAME'));
                return value;
            };
            const trap = (target) => new Proxy(target, {
                get: (object, name) => sign(Reflect.get(object, name)),
                ownKeys: (object) => sign(Reflect.ownKeys(object)),
                getPrototypeOf: (object) => sign(Reflect.getPrototypeOf(object)),
            });
            const outer = [['a', 'b'], ['c', 'd€']];
            for (const params of [
                {
                    get a() {
                        return sign('b');
                    },
                    get c() {
                        return sign('d€');
                    },
                },
                trap({ a: 'b', c: 'd€' }),
                trap(outer),
                outer.map(trap),
                (function* () {
                    yield sign(outer[0]);
                    yield sign(outer[1]);
                })(),
            ]) {
                const options = {
                    get method() {
                        return sign('GET');
                    },
                    get unixTime() {
                        return sign(NOW.unixTime);
                    },
                };
                assert.equal(SIMPLEDB.url(params, options), pureSimpledb(outer));
            }
            class Address extends URL {
                get href() {
                    return sign(super.href);
                }
            }
            const address = new Address('https://sdb.amazonaws.com/?a=b&c=d€');
            assert.equal(signUrl(address, KEY, SECRET, NOW), pureSimpledb(outer));
            assert.equal(verifyUrl(new Address(pureSimpledb(outer)), SECRET), true);
            assert.equal(checkTimeUrl(new Address(`https://h/?Timestamp=${STAMP}`), NOW), undefined);
            const item = trap({ a: 'b' });
            assert.equal(awsSignedRequest('com', item, KEY, SECRET, null, null, NOW), pureProduct([['a', 'b']]));
            assert.throws(() => verify('https://h/', item, SECRET), refused('UNSIGNED'));
        }
        assert.ok(signed > 60);
    });
});

describe('results and parameters of every size', () => {
    test('around the room that a call begins with, and beyond', () => {
        const shortest = pureSimpledb([['v', '']]).length;
        for (const middle of [4096, 16384, 65536]) {
            for (let size = middle - 8; size < middle + 8; size++) {
                assert.equal(percentEncode('x'.repeat(size)), 'x'.repeat(size));
                // An escaped character is six times as long in the result, and three times as long as it was in bytes.
                for (const escaped of [0, Math.floor((size - shortest) / 6)]) {
                    const pairs = [['v', 'é'.repeat(escaped) + 'x'.repeat(size - shortest - 6 * escaped)]];
                    const expected = pureSimpledb(pairs);
                    assert.ok(Math.abs(expected.length - size) < 20);
                    assert.equal(SIMPLEDB.url(pairs, NOW), expected);
                    assert.equal(signUrl(`https://sdb.amazonaws.com/?v=${pairs[0][1]}`, KEY, SECRET, NOW), expected);
                    assert.equal(awsSignedRequest('com', pairs, KEY, SECRET, null, null, NOW), pureProduct(pairs));
                }
            }
        }
    });

    test('megabytes, and thousands of parameters', () => {
        const pairs = [['v', 'é€x'.repeat(700_000)]];
        assert.equal(SIMPLEDB.url(pairs, NOW), pureSimpledb(pairs));
        const many = Array.from({ length: 5000 }, (_, number) => [`Item.${number}`, number]);
        const expected = pureSimpledb(many.map(([name, number]) => [name, `${number}`]));
        assert.equal(SIMPLEDB.url(many, NOW), expected);
        assert.equal(verifyUrl(expected, SECRET), true);
        assert.equal(SIMPLEDB.url({ a: 'b' }, NOW), pureSimpledb([['a', 'b']]));
    });

    test('large after small, and small after large', () => {
        const random = randomSource(7);
        const lengths = [0, 1, 5000, 21_844, 21_845, 21_846, 65_534, 65_535, 65_536, 200_000];
        for (let count = 0; count < 60; count++) {
            const [one, two] = [0, 1].map(() => lengths[Math.floor(random() * lengths.length)]);
            const letter = 'xé€'[count % 3];
            const pairs = [['a', 'x'.repeat(one)], [letter.repeat(1 + (two % 30_000)), letter.repeat(two)]];
            const expected = pureSimpledb(pairs);
            assert.equal(SIMPLEDB.url(pairs, NOW), expected);
            assert.equal(SIMPLEDB.url({ a: 'b' }, NOW), pureSimpledb([['a', 'b']]));
            assert.equal(verifyUrl(expected, SECRET), true);
            assert.equal(awsSignedRequest('com', pairs, KEY, SECRET, null, null, NOW), pureProduct(pairs));
        }
        for (const count of [255, 256, 257, 1000, 3]) {
            const pairs = Array.from({ length: count }, (_, number) => [`é${number}`, `${number}`]);
            assert.equal(SIMPLEDB.url(pairs, NOW), pureSimpledb(pairs));
        }
        for (const length of [33, 70_000, 33]) {
            assert.throws(() => SIMPLEDB.url({}, { method: 'x'.repeat(length) }), refused('METHOD'));
            assert.equal(SIMPLEDB.url({}, { ...NOW, method: 'get' }), pureSimpledb([]));
        }
    });

    test('a long refusal is whole', () => {
        const name = 'é'.repeat(40);
        assert.throws(() => SIMPLEDB.url({ [name]: 'x', Timestamp: 'y' }), refused('RESERVED'));
    });
});

describe('primitives', () => {
    test("are those of Node's crypto and encodeURIComponent", () => {
        const random = randomSource(1);
        for (const size of [0, 1, 63, 64, 65, 700, 2048, 16383, 16384, 100_000]) {
            const data = Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
            assert.equal(hmacBase64(data.subarray(0, 100), data), pureSignature(data.subarray(0, 100), data));
            const sha1 = hmacBase64(data.subarray(0, 100), data, { flags: Flag.HMAC_SHA1 });
            assert.equal(sha1, pureSignature(data.subarray(0, 100), data, 'sha1'));
            const encoded = data.toString('latin1').replace(/[^A-Za-z0-9._~-]/g, hexadecimal);
            assert.equal(percentEncode(data), encoded);
        }
        const text = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\0é€\u{1f600}";
        assert.equal(percentEncode(text), escape(text));
        assert.equal(hmacBase64('é\0', text), pureSignature('é\0', text));
        assert.equal(percentEncode(new Uint8Array(new SharedArrayBuffer(2))), '%00%00');
        const boaster = Object.defineProperty(new Uint8Array([65]), 'byteLength', { value: 1000 });
        assert.equal(percentEncode(boaster), 'A');
        assert.equal(hmacBase64(boaster, boaster), pureSignature('A', 'A'));
    });
});

describe('existing URLs', () => {
    test('are signed as they are meant', () => {
        const expected = pureSimpledb([['a', 'b c+d~'], ['e', ''], ['é', '/']]);
        for (const query of [
            'a=b+c%2Bd~&e&%c3%A9=/', '&&%C3%A9=%2f&e=&a=b%20c%2bd%7E', 'é=/&a=b+c%2Bd~&e=&Signature=old',
        ]) {
            assert.equal(signUrl(`https://sdb.amazonaws.com/?${query}`, KEY, SECRET, NOW), expected);
        }
        const url = new URL('https://sdb.amazonaws.com/');
        url.search = new URLSearchParams({ a: 'b c+d~', e: '', é: '/' });
        assert.equal(signUrl(url, KEY, SECRET, NOW), expected);
        assert.equal(signUrl(new URL(expected), null, SECRET), expected);
        assert.equal(signUrl(expected, null, SECRET), expected);
        assert.equal(signUrl(expected, KEY, SECRET, { stage: Stage.ERROR }), '');
        const body = signUrl(expected, KEY, SECRET, { method: 'POST', stage: Stage.QUERY });
        assert.equal(verifyUrl(`https://sdb.amazonaws.com/?${body}`, SECRET, { method: 'POST' }), true);
        assert.equal(verifyUrl(new URL(expected), SECRET), true);
    });

    test('are refused with a reason', () => {
        for (const [url, code] of [
            ['sdb.amazonaws.com/?a=b', 'URL'], ['https://user@h/?a=b', 'URL'], ['https://h/?a=b#c', 'URL'],
            ['https://h/?a=b&amp;c=d', 'URL'], ['https://h/?a=b c', 'URL'], ['https://h/?a=%4', 'ESCAPE'],
            ['https://h/?a=%ff', 'UTF8'], ['https://h/?AWSAccessKeyId=other', 'RESERVED'],
        ]) {
            let message;
            assert.throws(() => signUrl(url, KEY, SECRET), (error) => {
                message = error.message;
                return refused(code)(error);
            });
            assert.equal(signUrl(url, KEY, SECRET, { stage: Stage.ERROR }), message);
        }
        const words = 'url must be a string, not Object';
        assert.throws(() => signUrl({ href: 'https://h/' }, KEY, SECRET), { name: 'TypeError', message: words });
    });
});

describe('verification', () => {
    const params = [['a', '1'], ['a', '2'], ['SignatureMethod', 'HmacSHA256'], ['SignatureVersion', '2'], ['é', '']];
    const url = pureUrl('https://sdb.amazonaws.com', '/', params);
    const signature = new URL(url).searchParams.get('Signature');
    const endpoint = 'https://sdb.amazonaws.com/';

    test('finds out what is right and what is wrong', () => {
        assert.equal(verifyUrl(url, SECRET), true);
        assert.equal(verifyUrl(url, `${SECRET}x`), false);
        assert.equal(verifyUrl(url, SECRET, { method: 'DELETE' }), false);
        assert.equal(verifyUrl(url.replace('a=1', 'a=3'), SECRET), false);
        assert.equal(verify(endpoint, params, SECRET, { signature }), true);
        assert.equal(verify(endpoint, [...params, ['Signature', signature]], SECRET), true);
        assert.equal(verify(endpoint, new URL(url).searchParams, SECRET), true);
        assert.equal(verify(`${endpoint}x`, params, SECRET, { signature }), false);
        const post = pureUrl('https://sdb.amazonaws.com', '/', params, { method: 'POST' });
        assert.equal(verify(endpoint, new URL(post).searchParams, SECRET, { method: 'post' }), true);
        assert.equal(verify(endpoint, new URL(post).searchParams, SECRET), false);
        for (let at = 0; at < signature.length - 2; at++) {
            const spoilt = signature.slice(0, at) + (signature[at] === 'A' ? 'B' : 'A') + signature.slice(at + 1);
            assert.equal(verify(endpoint, params, SECRET, { signature: spoilt }), false);
        }
    });

    test('says what is no signed request', () => {
        assert.throws(() => verify(endpoint, params, SECRET), refused('UNSIGNED'));
        assert.throws(() => verifyUrl(url.split('&Signature')[0], SECRET), refused('UNSIGNED'));
        for (const malformed of ['x', `${signature}=`, signature.slice(1), ` ${signature}`]) {
            assert.throws(() => verify(endpoint, params, SECRET, { signature: malformed }), refused('SIGNATURE'));
        }
        assert.throws(() => verifyUrl(`${url}&Signature=${escape(signature)}`, SECRET), refused('SIGNATURE'));
        assert.throws(() => verify('sdb.amazonaws.com', params, SECRET, { signature }), (error) => {
            assert.match(error.message, /^endpoint: /);
            return refused('ENDPOINT')(error);
        });
        assert.throws(() => verifyUrl(url.replace('a=1', '%zz'), SECRET), (error) => {
            assert.match(error.message, /^url: .*at byte/);
            return refused('ESCAPE')(error);
        });
    });

    test('the time is checked in both directions', () => {
        const at = (change, options) => ({ unixTime: NOW.unixTime + change, ...options });
        const stamped = { Timestamp: STAMP };
        const address = `https://h/?Timestamp=${STAMP}`;
        for (const check of [(given) => checkTime(stamped, given), (given) => checkTimeUrl(address, given)]) {
            assert.equal(check(at(900)), undefined);
            assert.equal(check(at(-900)), undefined);
            assert.throws(() => check(at(901)), refused('EXPIRED'));
            assert.throws(() => check(at(-901)), refused('EARLY'));
            assert.throws(() => check(at(11, { window: 10 })), refused('EXPIRED'));
            assert.equal(check(at(10, { window: 10 })), undefined);
            assert.equal(check(at(1e9, { window: Number.MAX_SAFE_INTEGER })), undefined);
        }
        assert.equal(checkTime({ Expires: STAMP }, at(0)), undefined);
        assert.throws(() => checkTime({ Expires: STAMP }, at(1)), refused('EXPIRED'));
        const twice = [['Timestamp', STAMP], ['Timestamp', STAMP]];
        for (const params of [{}, { Timestamp: 'now' }, { Timestamp: STAMP, Expires: STAMP }, twice]) {
            assert.throws(() => checkTime(params, at(0)), refused('STAMP'));
        }
        assert.throws(() => checkTimeUrl('https://h/?Timestamp=%zz', at(0)), refused('ESCAPE'));
        assert.equal(checkTimeUrl(new URL(address), at(0)), undefined);
    });
});

describe('secrets', () => {
    test('are in no text of a signer, and in no copy', () => {
        const signer = new Signer({ endpoint: 'https://h/', accessKey: KEY, secret: SECRET, sessionToken: TOKEN });
        const shown = [
            util.inspect(signer, { showHidden: true, depth: 9 }), String(signer), JSON.stringify(signer),
            util.inspect(structuredClone(signer)), JSON.stringify(Object.getOwnPropertyDescriptors(signer)),
        ];
        for (const params of [{ Timestamp: 'x' }, { a: null }, { a: '\0' }]) {
            assert.throws(() => signer.url(params), (error) => shown.push(util.inspect(error, { depth: 9 })) > 0);
        }
        assert.throws(
            () => new Signer({ endpoint: 'https://h/', accessKey: KEY, secret: `${SECRET}\n` }).url({}),
            (error) => refused('SECRET')(error) && shown.push(util.inspect(error)) > 0,
        );
        assert.equal(shown.length, 9);
        for (const text of shown) {
            assert.ok(!text.includes(SECRET) && !text.includes(TOKEN), text);
        }
    });

    test('lie in memory that no other Buffer shares', () => {
        const secret = 'a-secret-to-look-for';
        const signer = new Signer({ endpoint: 'https://h/', accessKey: KEY, secret, sessionToken: TOKEN });
        const pool = Buffer.from(Buffer.from('x').buffer);
        assert.ok(!pool.includes(secret) && !pool.includes(TOKEN));
        assert.match(signer.url({}, NOW), /SecurityToken/);
    });

    test('are given up for the key that is made of them', { skip: process.platform !== 'linux' }, () => {
        // Of a secret of bytes there is no string. In a process of its own there is less to look through.
        const script = `
            const fs = require('node:fs');
            const koffi = require('koffi');
            const { Dialect, Flag, Signer, diagnoseUrl } = require(${JSON.stringify(FILE)});
            // What it is made of is unlike it, and it is too large for the engine to hold another copy.
            const secret = require('node:crypto').randomBytes(100).map((byte) => byte ^ 0xff || 1);
            const piece = Buffer.alloc(1 << 20);
            const own = [piece, secret].map((bytes) => [Number(koffi.address(bytes)), bytes.length]);

            function found() {
                let count = 0;
                const memory = fs.openSync('/proc/self/mem');
                const maps = fs.readFileSync('/proc/self/maps', 'latin1');
                for (const [, from, to] of maps.matchAll(/^(\\w+)-(\\w+) rw/gm)) {
                    const end = parseInt(to, 16);
                    for (let at = parseInt(from, 16); at < end; at += piece.length - secret.length) {
                        let there = 0;
                        try {
                            there = fs.readSync(memory, piece, 0, Math.min(piece.length, end - at), at);
                        } catch {}
                        const seen = piece.subarray(0, there);
                        for (let place = seen.indexOf(secret); place >= 0; place = seen.indexOf(secret, place + 1)) {
                            const address = at + place;
                            count += own.every(([start, size]) => address < start || address >= start + size);
                        }
                    }
                }
                fs.closeSync(memory);
                return count;
            }

            const options = { endpoint: 'https://h/', dialect: Dialect.AS_GIVEN, flags: Flag.ANY_CREDENTIAL };
            const signer = new Signer({ ...options, secret });
            const before = found();
            const signature = signer.signature({ a: 'b' });
            console.log(before, found(), signature === signer.signature({ a: 'b' }));
            diagnoseUrl('https://h/?a=b+c&Signature=x', secret, { withStringToSign: true });
            console.log(found());`;
        const done = run(['-e', script]);
        assert.equal(done.stderr, '');
        // Before the first signature it is in the signer alone.
        assert.equal(done.stdout, '1 0 true\n0\n');
    });
});

const SHOP = 'http://webservices.amazon.com/onca/xml';
const SEARCH = [
    ['Service', 'AWSECommerceService'], ['AWSAccessKeyId', KEY], ['Operation', 'ItemSearch'],
    ['Keywords', 'harry potter'], ['Timestamp', STAMP], ['Version', '2011-08-01'],
];
const SEARCHED = new URL(pureUrl('http://webservices.amazon.com', '/onca/xml', SEARCH));
const RIGHT = `GET\nwebservices.amazon.com\n/onca/xml\n${SEARCHED.search.slice(1).split('&Signature=')[0]}`;
const PLUS = RIGHT.replace('%20', '+');
const REFUSED_URL = `${SHOP}?${RIGHT.split('\n')[3]}&Signature=${escape(pureSignature(SECRET, PLUS))}`;

const namesOf = (diagnosis) => diagnosis.map((explanation) => explanation.map(({ name }) => name));

function includes(diagnosis, expected) {
    const found = namesOf(diagnosis).map((names) => [...names].sort().join(' '));
    assert.ok(found.includes([...expected].sort().join(' ')), `${expected} is not in ${JSON.stringify(found)}`);
}

describe('why a signature was refused', () => {
    const withStringToSign = true;

    test('a space as plus', () => {
        const signature = pureSignature(SECRET, PLUS);
        for (const diagnosis of [
            diagnose(SHOP, SEARCH, SECRET, { signature, withStringToSign }),
            diagnose(SHOP, new Map(SEARCH), Buffer.from(SECRET), { stringToSign: Buffer.from(PLUS), withStringToSign }),
            diagnoseUrl(REFUSED_URL, SECRET, { withStringToSign }),
            diagnoseUrl(Buffer.from(REFUSED_URL), SECRET, { withStringToSign, accessKey: KEY, method: 'get' }),
        ]) {
            assert.ok(Array.isArray(diagnosis));
            includes(diagnosis, ['space-as-plus']);
            const [mistake] = diagnosis.find(([{ name }, ...more]) => name === 'space-as-plus' && more.length === 0);
            assert.equal(mistake.number, 52);
            assert.match(mistake.text, /Keywords.*\+.*%20/);
            assert.deepEqual(diagnosis.stringToSign, Buffer.from(PLUS));
        }
        assert.ok(!('stringToSign' in diagnoseUrl(REFUSED_URL, SECRET)));
    });

    test('nothing', () => {
        const nothing = diagnoseUrl(REFUSED_URL, 'another secret', { withStringToSign });
        assert.equal(nothing.length, 0);
        assert.deepEqual(nothing.stringToSign, Buffer.alloc(0));
    });

    test('a right signature', () => {
        const signature = pureSignature(SECRET, RIGHT);
        assert.deepEqual(namesOf(diagnose(SHOP, SEARCH, SECRET, { signature })), [['right']]);
        assert.deepEqual(namesOf(diagnose(SHOP, [...SEARCH, ['Signature', signature]], SECRET)), [['right']]);
        assert.deepEqual(namesOf(diagnoseUrl(SEARCHED, SECRET)), [['right']]);
        const now = NOW.unixTime + 1000;
        assert.deepEqual(namesOf(diagnoseUrl(SEARCHED, SECRET, { now })), [['stamp-outside-window']]);
        assert.deepEqual(namesOf(diagnoseUrl(SEARCHED, SECRET, { now, window: 1001 })), [['right']]);
    });

    test('two mistakes at once', () => {
        const signature = pureSignature(SECRET, `${PLUS}\n`);
        includes(diagnose(SHOP, SEARCH, SECRET, { signature }), ['space-as-plus', 'trailing-newline']);
        assert.deepEqual(diagnose(SHOP, SEARCH, SECRET, { signature, mostMistakes: 1 }), []);
    });

    test('evidence is used', () => {
        const elsewhere = pureSignature(SECRET, RIGHT.replace('webservices.amazon.com', 'ecs.example.com'));
        const hosts = new Set(['a', 'ecs.example.com']);
        includes(diagnose(SHOP, SEARCH, SECRET, { signature: elsewhere, hosts }), ['other-host']);
        const twice = pureSignature(SECRET, RIGHT.replace('&Timestamp', '&Signature=of-before&Timestamp'));
        const given = { signature: Buffer.from(twice), oldSignature: 'of-before' };
        includes(diagnose(SHOP, SEARCH, SECRET, given), ['signature-signed']);
    });

    test('a request of a dialect', () => {
        const params = { Action: 'Select', SelectExpression: 'select a from b' };
        const text = SIMPLEDB.stringToSign(params, NOW).replaceAll('%20', '+');
        const signature = pureSignature(SECRET, text);
        const given = { signature, accessKey: KEY, dialect: Dialect.AWS_QUERY, ...NOW };
        includes(diagnose('https://sdb.amazonaws.com/', params, SECRET, given), ['space-as-plus']);
    });

    test('any bytes', () => {
        const any = Buffer.from([0xff, 0, 0x0a]);
        const nothing = diagnose(SHOP, SEARCH, any, { signature: any, stringToSign: any, body: any });
        assert.deepEqual(nothing, []);
    });

    test('what cannot be answered', () => {
        const signature = 'x';
        assert.throws(() => diagnose('ftp://h/', SEARCH, SECRET, { signature }), (error) => {
            assert.match(error.message, /^endpoint: /);
            return refused('ENDPOINT')(error);
        });
        assert.throws(() => diagnoseUrl('no URL', SECRET, { signature }), refused('URL'));
        assert.throws(() => diagnose(SHOP, SEARCH, SECRET), SigningError);
        assert.throws(() => diagnose(SHOP, SEARCH, SECRET, { hosts: ['a'] }), SigningError);
        assert.throws(() => diagnoseUrl(`${SHOP}?a=b`, SECRET), SigningError);
        for (const mostMistakes of [-1, 4, 2 ** 40]) {
            assert.throws(() => diagnoseUrl(REFUSED_URL, SECRET, { mostMistakes }), SigningError);
        }
        assert.throws(
            () => diagnose(SHOP, { a: '\0' }, SECRET, { signature }),
            refused('LIST_COUNT', 'parameter 1 "a": there is a NUL in the value'),
        );
    });

    test('comparing', () => {
        assert.equal(compare(RIGHT, Buffer.from(RIGHT)), '');
        const said = compare(PLUS, RIGHT);
        assert.match(said, /Keywords.*theirs.*%20.*ours.*\+/);
        assert.ok(!said.includes('\n'));
        assert.notEqual(compare(Buffer.from([0xff]), Buffer.from([0xfe])), '');
    });

    test('what is never asked', () => {
        for (const call of [
            () => diagnoseUrl(5, 's'),
            () => diagnoseUrl('u', null),
            () => diagnoseUrl('u', 's', { signature: 5 }),
            () => diagnoseUrl('u', 's', { hosts: 'host' }),
            () => diagnoseUrl('u', 's', { hosts: Buffer.from('host') }),
            () => diagnoseUrl('u', 's', { hosts: 5 }),
            () => diagnoseUrl('u', 's', { hosts: [5] }),
            () => diagnoseUrl('u', 's', { now: 1.5 }),
            () => diagnoseUrl('u', 's', { window: '900' }),
            () => diagnoseUrl('u', 's', { mostMistakes: true }),
            () => diagnoseUrl('u', 's', { dialect: Dialect.AS_GIVEN }),
            () => diagnoseUrl('u', 's', { string_to_sign: 'x' }),
            () => diagnose('https://h/', { a: null }, 's'),
            () => compare('a', null),
        ]) {
            assert.throws(call, TypeError);
        }
        assert.throws(() => diagnoseUrl('u', 's', { window: -1 }), RangeError);
        assert.throws(() => diagnoseUrl('u', 's', { hosts: ['a\nb'] }), refused('ENDPOINT'));
        assert.throws(() => diagnoseUrl('u', '\ud800'), refused('SECRET'));
        assert.throws(() => diagnoseUrl('u', 's', { body: '\ud800' }), refused('UTF8'));
    });
});

describe('a diagnosis by a pretender', () => {
    const EXPLAINED = [52, 61, 0, 130, 0];
    const REPORT = 'one: a\ntwo: b\n\nthree: c';
    const WORDS = koffi.array('size_t', 13);
    const text = (address, length) => length > 0
        ? Buffer.from(koffi.decode(BigInt(address), koffi.array('uint8_t', Number(length), 'Typed')))
        : Buffer.alloc(0);

    /** Another copy of the binding, whose library gives these answers to all that it is asked, and what it was asked. */
    function pretender({ report = REPORT, code = 0, words = '' } = {}) {
        const seen = [];
        const answer = (request, ...rest) => {
            const [evidence, numbers, cap, which, out, size] = rest.slice(-6);
            const of = koffi.decode(request, koffi.array('size_t', 14)).map(BigInt);
            const known = koffi.decode(evidence, WORDS).map(BigInt);
            const [time, dialectAndFlags] = koffi.decode(request + 112n, koffi.array('int64_t', 2)).map(BigInt);
            const times = koffi.decode(evidence + 104n, koffi.array('int64_t', 3)).map(BigInt);
            seen.push({
                which, cap, size, subject: rest.slice(0, -6), texts: {
                    method: text(of[1], of[2]), endpoint: text(of[3], of[4]), accessKey: text(of[5], of[6]),
                    secret: text(of[7], of[8]), sessionToken: text(of[10], of[11]), signature: text(known[1], known[2]),
                    stringToSign: text(known[3], known[4]), hosts: text(known[5], known[6]),
                    body: text(known[7], known[8]), contentType: text(known[9], known[10]),
                    oldSignature: text(known[11], known[12]),
                },
                numbers: [of[0], known[0], time, dialectAndFlags, ...times].map(Number),
            });
            if (code !== 0 && which !== 3) {
                return code;
            }
            koffi.encode(numbers, koffi.array('int32_t', 5), EXPLAINED);
            const bytes = Buffer.from([0, report, 'GET\n\xff\0', words][which], 'latin1');
            if (bytes.length < size) {
                koffi.encode(out, koffi.array('uint8_t', bytes.length + 1), [...bytes, 0]);
            }
            return bytes.length;
        };
        const file = koffi.load(LIBRARY);
        const load = () => ({
            func: (prototype) => /asr_v2_diagnose/.test(prototype) ? answer : file.func(prototype),
        });
        const module = { exports: {} };
        const source = fs.readFileSync(FILE, 'utf8');
        const required = (name) => name === 'koffi' ? { ...koffi, load } : require(name);
        vm.runInThisContext(`(function (require, module) {${source}\n})`)(required, module);
        return { ...module.exports, seen };
    }

    test('explanations', () => {
        const { diagnoseUrl, seen } = pretender();
        const expected = [
            [{ number: 52, name: 'space-as-plus', text: 'one: a' }, { number: 61, name: 'lower-hex', text: 'two: b' }],
            [{ number: 130, name: 'other-hash', text: 'three: c' }],
        ];
        assert.deepEqual(diagnoseUrl('url', 'secret'), expected);
        assert.deepEqual(seen.map(({ which }) => which), [1]);
        assert.ok(seen[0].cap >= 80 && seen[0].size >= 16384);
        const found = diagnoseUrl('url', 'secret', { withStringToSign: true });
        assert.deepEqual(found.stringToSign, Buffer.from('GET\n\xff\0', 'latin1'));
        assert.deepEqual([...found], expected);
        assert.deepEqual(seen.map(({ which }) => which), [1, 1, 2]);
    });

    test('reports of another form, and that are too long', () => {
        const other = pretender({ report: 'one line' }).diagnoseUrl('url', 'secret');
        assert.deepEqual(namesOf(other), [['space-as-plus', 'lower-hex'], ['other-hash']]);
        assert.ok(other.flat().every((mistake) => mistake.text.length > 10));
        const line = 'x'.repeat(30_000);
        const { diagnose, seen } = pretender({ report: `${line}\n${line}\n\n${line}` });
        const long = diagnose('https://h/', {}, 'secret');
        assert.deepEqual(long.flat().map((mistake) => mistake.text), [line, line, line]);
        assert.equal(seen.length, 2);
        assert.ok(seen[1].size > 90_000);
    });

    test('errors have the words of the library', () => {
        const { diagnoseUrl, seen } = pretender({ code: -23, words: 'url: there is none' });
        assert.throws(() => diagnoseUrl('u', 's'), { code: 'ASR_E_URL', status: -23, message: 'url: there is none' });
        assert.deepEqual(seen.map(({ which }) => which), [1, 3]);
        assert.throws(() => pretender({ code: -19 }).diagnoseUrl('u', 's'), { code: 'ASR_E_NO_MEMORY' });
    });

    test('what is asked', { skip: koffi.sizeof('size_t') !== 8 }, () => {
        const { diagnose, diagnoseUrl, seen } = pretender();
        diagnose('https://h/', [['b', '2'], ['a', 1]], Buffer.from([0xff, 0]), {
            method: 'post', signature: Buffer.from([0xfe]), stringToSign: 'é', hosts: ['one', 'two'], body: '{}',
            contentType: 'text/plain', oldSignature: 'old', now: 2 ** 33 + 5, window: 6, mostMistakes: 2,
            accessKey: 'id', sessionToken: 'token', dialect: Dialect.AWS_QUERY, unixTime: 7, flags: Flag.HMAC_SHA1,
        });
        diagnoseUrl(new URL('https://h/?é'), 's', { signature: null, hosts: null });
        const [first, second] = seen;
        assert.deepEqual(
            Object.fromEntries(Object.entries(first.texts).map(([name, bytes]) => [name, bytes.toString('latin1')])),
            {
                method: 'post', endpoint: 'https://h/', accessKey: 'id', secret: '\xff\0', sessionToken: 'token',
                signature: '\xfe', stringToSign: '\xc3\xa9', hosts: 'one\ntwo', body: '{}', contentType: 'text/plain',
                oldSignature: 'old',
            },
        );
        assert.deepEqual(first.numbers, [128, 128, 7, 4 * 2 ** 32 + 1, 2 ** 33 + 5, 6, 2]);
        assert.deepEqual(first.subject.slice(1).filter((one) => typeof one === 'number'), [3, 3, 2]);
        assert.deepEqual(second.subject, ['https://h/?%C3%A9', 17]);
        assert.equal(second.texts.signature.length + second.texts.hosts.length, 0);
        assert.deepEqual(second.numbers, [128, 128, 0, 0, 0, 900, 3]);
    });
});

// --- Processes, workers, modules -------------------------------------------------------------------------------------

/** Runs Node, with this library in the environment unless it says otherwise. */
function run(args, environment, folder = __dirname) {
    const env = { ...process.env, AWS_SIGNED_REQUEST_LIB: LIBRARY, ...environment };
    for (const name of Object.keys(env)) {
        if (env[name] === undefined) {
            delete env[name];
        }
    }
    return childProcess.spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
}

describe('the module', () => {
    test('can be loaded and used in several workers at once', async () => {
        const work = `
            const { parentPort, workerData } = require('node:worker_threads');
            const { Signer } = require(workerData.file);
            const signer = new Signer(workerData.signer);
            const gate = new Int32Array(workerData.gate);
            // Nobody begins before all are there.
            if (Atomics.add(gate, 0, 1) + 1 === workerData.workers) {
                Atomics.store(gate, 1, 1);
                Atomics.notify(gate, 1);
            }
            Atomics.wait(gate, 1, 0);
            let wrong = 0;
            for (let count = 0; count < 500; count++) {
                wrong += signer.url(workerData.params, workerData.now) !== workerData.expected;
            }
            parentPort.postMessage(wrong);`;
        const workers = 8;
        const gate = new SharedArrayBuffer(8);
        const answers = Array.from({ length: workers }, (_, number) => new Promise((resolve, reject) => {
            const params = { Action: 'Select', Worker: `${number}`, Value: 'é'.repeat(number * 797) };
            const worker = new Worker(work, {
                eval: true,
                workerData: {
                    file: FILE,
                    workers,
                    gate,
                    signer: { endpoint: 'https://sdb.amazonaws.com/', accessKey: KEY, secret: SECRET },
                    params,
                    now: NOW,
                    expected: pureSimpledb(Object.entries(params)),
                },
            });
            let answer;
            worker.on('message', (wrong) => {
                answer = wrong;
            });
            worker.on('error', reject);
            worker.on('exit', () => resolve(answer));
        }));
        assert.deepEqual(await Promise.all(answers), Array(workers).fill(0));
        assert.equal(SIMPLEDB.url({}, NOW), pureSimpledb([]));
    });

    test('can be imported by its name, and every name from it', () => {
        const names = Object.keys(binding);
        assert.ok(names.length > 15);
        const imports = `${names.join(', ')}`;
        for (const where of ['aws-signed-request', FILE]) {
            const script = `
                import { ${imports} } from ${JSON.stringify(where)};
                import * as all from ${JSON.stringify(where)};
                import whole from ${JSON.stringify(where)};
                const found = [${imports}];
                const expected = ${JSON.stringify(names)}.map((name) => whole[name]);
                if (found.some((each, index) => each === undefined || each !== expected[index])) {
                    throw new Error('a name is another thing');
                }
                console.log(Object.keys(all).filter((name) => !['default', 'module.exports'].includes(name)).join());
                console.log(aws_signed_request('com', {}, 'k', 's', null, null, { unixTime: 0 }).slice(0, 30));`;
            const done = run(['--input-type=module', '-e', script]);
            assert.equal(done.stderr, '');
            assert.equal(done.stdout, `${[...names].sort().join()}\nhttp://webservices.amazon.com/\n`);
        }
    });

    test('is loaded at the first call, and a failure can be put right', () => {
        const script = `
            const m = require(${JSON.stringify(FILE)});
            const signer = new m.Signer({ endpoint: 'https://h/', accessKey: 'k', secret: 's' });
            try {
                signer.url({});
                console.log('found');
            } catch (error) {
                console.log(error instanceof m.LibraryNotFoundError, error.name, error.message);
            }
            process.env.AWS_SIGNED_REQUEST_LIB = ${JSON.stringify(LIBRARY)};
            console.log(signer.signature({}).length);
            process.env.AWS_SIGNED_REQUEST_LIB = '/no/such/library';
            console.log(signer.signature({}).length);`;
        const done = run(['-e', script], { AWS_SIGNED_REQUEST_LIB: '/no/such/library' });
        assert.equal(done.stderr, '');
        const words = 'libaws_signed_request cannot be loaded: /no/such/library (from AWS_SIGNED_REQUEST_LIB): ';
        assert.ok(done.stdout.startsWith(`true LibraryNotFoundError ${words}`), done.stdout);
        assert.match(done.stdout, /\n44\n44\n$/);
    });

    test('finds the library where it is told, or where the system keeps libraries', (t) => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'asr-node-'));
        t.after(() => fs.rmSync(folder, { recursive: true }));
        fs.writeFileSync(path.join(folder, 'text.so'), 'not a library');
        fs.copyFileSync(LIBRARY, path.join(folder, 'libaws_signed_request.so.0'));
        fs.copyFileSync(LIBRARY, path.join(folder, 'other.so'));
        const said = (environment) =>
            run(['-p', `require(${JSON.stringify(FILE)}).version()`], environment, folder);
        const release = `${binding.version()}\n`;
        assert.equal(said({ AWS_SIGNED_REQUEST_LIB: 'other.so' }).stdout, release);
        for (const unset of [undefined, '']) {
            assert.equal(said({ AWS_SIGNED_REQUEST_LIB: unset, LD_LIBRARY_PATH: folder }).stdout, release);
            // The folder that a program runs in is not searched.
            const done = said({ AWS_SIGNED_REQUEST_LIB: unset, LD_LIBRARY_PATH: os.tmpdir() });
            if (done.status === 0) {
                assert.equal(done.stdout, release, 'a library that is installed on this system');
            } else {
                assert.match(done.stderr, /: libaws_signed_request\.so\.0 \(by the system's loader; /);
            }
        }
        // A file that is no library, and libraries that are other ones.
        const libc = /\/\S*\/libc\.so\.6$/m.exec(fs.readFileSync('/proc/self/maps', 'utf8'))[0];
        for (const [library, why] of [['text.so', 'text.so'], ['no-such.so', 'no-such.so'], [libc, 'aws_signed']]) {
            const done = said({ AWS_SIGNED_REQUEST_LIB: library, LD_LIBRARY_PATH: folder });
            assert.equal(done.status, 1);
            const words = /LibraryNotFoundError: libaws_signed_request cannot be loaded: (.*)/.exec(done.stderr);
            assert.ok(words[1].includes(why), done.stderr);
        }
    });

    test('is of the release of the library', () => {
        assert.equal(binding.version(), require('./package.json').version);
    });
});

describe('what is written twice', () => {
    const source = fs.readFileSync(FILE, 'utf8');
    const tidy = (text) => text.replace(/\s+/g, ' ').trim();

    test('the numbers are those of the header', () => {
        for (const [prefix, numbers] of [['E', Status], ['STAGE', Stage], ['DIALECT', Dialect], ['F', Flag]]) {
            const found = HEADER.matchAll(new RegExp(`\\bASR_${prefix}_(\\w+) = (-?\\d+),`, 'g'));
            const there = Object.fromEntries(Array.from(found, ([, name, number]) => [name, Number(number)]));
            assert.deepEqual(there, { ...numbers });
            assert.ok(Object.isFrozen(numbers));
        }
    });

    test('the prototypes are those of the header', () => {
        const declared = tidy(HEADER);
        const block = /const PROTOTYPES = \{(.*?)\n\};/s.exec(source)[1];
        const found = block.matchAll(/^ {4}\w+: (['`])(.*?)\1,$/gms);
        const prototypes = Array.from(found, ([, , prototype]) => tidy(prototype));
        assert.equal(prototypes.length, 20);
        for (const prototype of prototypes) {
            assert.ok(declared.includes(`${prototype};`), prototype);
        }
    });

    test('a request has its words where the header has them', () => {
        const [, block] = /typedef struct asr_v2_request \{(.*?)\}/s.exec(HEADER);
        const fields = block.trim().split(/\s*;\s*/).slice(0, -1);
        const names = fields.map((field) => /\w+$/.exec(field)[0].toUpperCase());
        const [, words] = /const REQUEST = \{(.*?)\};/s.exec(source);
        const found = Array.from(words.matchAll(/(\w+): (\d+)/g), ([, name, place]) => [name, Number(place)]);
        assert.ok(found.length > 8);
        for (const [name, place] of found) {
            assert.equal(names[place], name);
        }
        assert.deepEqual(fields.slice(14), ['int64_t unix_time', 'int32_t dialect', 'uint32_t flags']);
        assert.ok(fields.slice(0, 14).every((field) => /^(size_t |const .*\*)\w+$/.test(field)));
        const sizeOf = koffi.load(LIBRARY).func('size_t asr_sizeof(int32_t which)');
        assert.equal(sizeOf(2), 14 * koffi.sizeof('size_t') + 16);
    });

    test('evidence has its words where the header has them', () => {
        const [, block] = /typedef struct asr_v2_evidence \{(.*?)\}/s.exec(HEADER);
        const fields = block.trim().split(/\s*;\s*/).slice(0, -1);
        const names = fields.map((field) => /\w+$/.exec(field)[0].toUpperCase());
        const [, words] = /const EVIDENCE = \{(.*?)\};/s.exec(source);
        const found = Array.from(words.matchAll(/(\w+): (\d+)/g), ([, name, place]) => [name, Number(place)]);
        assert.equal(found.length, 7);
        for (const [name, place] of found) {
            assert.equal(names[place], name);
        }
        const rest = ['int64_t now', 'int64_t window', 'int32_t most_mistakes', 'int32_t reserved'];
        assert.deepEqual(fields.slice(13), rest);
        assert.ok(fields.slice(0, 13).every((field) => /^(size_t |const .*\*)\w+$/.test(field)));
        const sizeOf = koffi.load(LIBRARY).func('size_t asr_sizeof(int32_t which)');
        const evidence = koffi.struct([...Array(13).fill('size_t'), 'int64_t', 'int64_t', 'int32_t', 'int32_t']
            .reduce((members, type, index) => ({ ...members, [`m${index}`]: type }), {}));
        const which = Number(/\bASR_STRUCT_V2_EVIDENCE = (\d+),/.exec(HEADER)[1]);
        assert.equal(sizeOf(which), koffi.sizeof(evidence));
        const answers = Object.fromEntries(
            Array.from(HEADER.matchAll(/\bASR_ANSWER_(\w+) = (\d+),/g), ([, name, number]) => [name, Number(number)]),
        );
        const [, own] = /const Answer = \{(.*?)\};/s.exec(source);
        const there = Array.from(own.matchAll(/(\w+): (\d+)/g), ([, name, number]) => [name, Number(number)]);
        assert.deepEqual(Object.fromEntries(there), answers);
    });

    test('the declarations are those of the module', () => {
        const file = path.join(__dirname, 'aws_signed_request.d.ts');
        const program = ts.createProgram([file], { strict: true, types: [] });
        const checker = program.getTypeChecker();
        const declared = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
            .map((symbol) => [symbol, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol])
            .filter(([, symbol]) => symbol.flags & ts.SymbolFlags.Value);
        assert.deepEqual(declared.map(([symbol]) => symbol.name).sort(), Object.keys(binding).sort());
        for (const [{ name }, symbol] of declared) {
            if (typeof binding[name] === 'object') {
                const members = checker.getTypeOfSymbol(symbol).getProperties();
                const numbers = members.map((member) => [member.name, checker.getTypeOfSymbol(member).value ?? 'none']);
                assert.deepEqual(Object.fromEntries(numbers), Object.fromEntries(Object.entries(binding[name])), name);
            }
        }
        const [, signer] = declared.find(([{ name }]) => name === 'Signer');
        const methods = checker.getDeclaredTypeOfSymbol(signer).getProperties();
        const own = Object.getOwnPropertyNames(Signer.prototype).filter((name) => name !== 'constructor');
        assert.deepEqual(methods.map(({ name }) => name).sort(), own.sort());
    });
});

describe('documents', () => {
    test('the code of the README runs', () => {
        const text = fs.readFileSync(path.join(__dirname, 'README.md'), 'utf8');
        const blocks = Array.from(text.matchAll(/^```js\n(.*?)^```/gms), ([, block]) => block);
        assert.ok(blocks.length >= 4);
        // One after the other, in one program, as a reader would try them.
        const done = run(['-e', blocks.join('\n')]);
        assert.equal(done.stderr, '');
        assert.equal(done.status, 0);
        const said = blocks.join('').matchAll(/console\.log\(.*\); +\/\/ = (.*)$/gm);
        const promised = Array.from(said, ([, words]) => words);
        assert.ok(promised.length >= 3);
        const lines = done.stdout.split('\n');
        for (const words of promised) {
            assert.ok(lines.includes(words), `${words} is not in\n${done.stdout}`);
        }
        const module = Array.from(text.matchAll(/^```mjs\n(.*?)^```/gms), ([, block]) => block);
        assert.equal(module.length, 1);
        const imported = run(['--input-type=module', '-e', module[0]]);
        assert.equal(imported.stderr, '');
        assert.match(imported.stdout, /^https:\/\/sdb\.amazonaws\.com\/\?AWSAccessKeyId=/);
    });

    test('the example', () => {
        for (const [args, words, status] of [
            [[], /^aws_signed_request\n {4}http:\/\/webservices\.amazon\.com\/onca\/xml\?AWSAccessKeyId=/, 0],
            [['--published'], /^ItemLookup: as printed\n.*\nDescribeJobFlows: as printed\n/, 0],
            [['--help'], /--published/, 0],
            [['--nonsense'], /^$/, 2],
        ]) {
            const done = run([path.join(__dirname, 'example.js'), ...args]);
            assert.equal(done.status, status, done.stderr);
            assert.match(done.stdout, words);
        }
    });
});
