#!/usr/bin/env node
'use strict';

/*
 * Compares every stage of every vector with what others answered for it, through every door of the binding.
 *
 * Reads published.json, sigv2.json and urls.json of tests/vectors, and sigv2.json and sigv2-differential.json of the
 * folder that ASR_VECTORS names, if it is set. A file that cannot be read is a failure. The last line is the count.
 */

const fs = require('node:fs');
const path = require('node:path');
const {
    Dialect, Flag, Signer, SigningError, Stage, awsSignedRequest, signUrl, verify, verifyUrl,
} = require('./aws_signed_request.js');

const OWN = path.join(__dirname, '..', '..', 'tests', 'vectors');
const SET_BY_THE_FUNCTION = ['Service', 'AWSAccessKeyId', 'Timestamp', 'Version'];
const FLAG_OF_METHOD = { HmacSHA256: 0, HmacSHA1: Flag.HMAC_SHA1 };

let cases = 0;
let comparisons = 0;
let differences = 0;

function differ(what) {
    differences++;
    console.log(`FAILED ${what}`);
}

/** Compares what `ask` answers; a refusal is an answer, too. */
function compare(what, expected, ask) {
    comparisons++;
    let answer;
    try {
        answer = ask();
    } catch (error) {
        if (!(error instanceof SigningError)) {
            throw error;
        }
        answer = `refused: ${error.message}`;
    }
    if (answer !== expected) {
        differ(`${what}\n  expected ${JSON.stringify(expected)}\n  answer   ${JSON.stringify(answer)}`);
    }
}

/** What any case is made of, whichever file it stands in. */
function read(given) {
    const dialect = Dialect[(given.dialect ?? 'as_given').toUpperCase()];
    let flags = FLAG_OF_METHOD[given.signature_method];
    if (dialect === undefined || flags === undefined) {
        throw new Error(`${given.id}: a case of another kind`);
    }
    if (given.secret_key.trim() !== given.secret_key) {
        flags |= Flag.ANY_CREDENTIAL;
    }
    if (given.host === '') {
        flags |= Flag.EMPTY_HOST;
    }
    return {
        id: given.id,
        dialect,
        flags,
        method: given.method,
        secret: given.secret_key,
        accessKey: given.access_key,
        unixTime: given.unix_time ?? 0,
        stringToSign: given.string_to_sign_proved ?? given.string_to_sign,
        signature: given.signature_base64,
    };
}

/** The four lines of a string to sign, of which the last may hold anything. */
function lines(stringToSign) {
    const [method, host, place] = stringToSign.split('\n', 3);
    return { method, host, place, canonical: stringToSign.slice(method.length + host.length + place.length + 3) };
}

/** What each stage must be, built from the answer without any code of the library. Stages that need a signature are
    left out where the source has none. */
function expected({ stringToSign, signature, dialect }, scheme) {
    const { method, host, place, canonical } = lines(stringToSign);
    const stages = new Map([[Stage.CANONICAL, canonical], [Stage.STRING_TO_SIGN, stringToSign], [Stage.ERROR, '']]);
    if (signature) {
        const query = `${canonical}${canonical ? '&' : ''}Signature=${encodeURIComponent(signature)}`;
        const inBody = method === 'POST' && dialect !== Dialect.HTX;
        stages.set(Stage.SIGNATURE, signature);
        stages.set(Stage.QUERY, query);
        stages.set(Stage.URL, `${scheme}://${host}${place}${inBody ? '' : `?${query}`}`);
    }
    return stages;
}

const NAMES = Object.fromEntries(Object.entries(Stage).map(([name, number]) => [number, name]));

/** The same signature with its first character changed, so that it is another one of the same length. */
function spoilt(signature) {
    return (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
}

/** The parameters as decoded pairs, and the address they are sent to. */
function checkPairs(given) {
    const one = read(given);
    const { id, method, secret, flags, unixTime } = one;
    const endpoint = `${given.scheme}://${given.host}${given.path}`;
    const stages = expected(one, given.scheme);
    const signer = new Signer({
        endpoint, accessKey: one.accessKey, secret, dialect: one.dialect, sessionToken: given.session_token, flags,
    });
    for (const [stage, text] of stages) {
        compare(`${id} ${NAMES[stage]}`, text, () => signer.render(stage, given.params, { method, unixTime }));
    }
    if (stages.has(Stage.URL)) {
        const byTheFunction = ofTheFunction(given, one);
        if (byTheFunction) {
            compare(`${id} awsSignedRequest`, stages.get(Stage.URL), byTheFunction);
        }
    }

    // All that is signed, with what the dialect added, as the parameters of a request whose dialect is none, and as a
    // URL that is escaped by the language's own means.
    const all = lines(one.stringToSign).canonical.split('&').filter(Boolean).map(
        (pair) => pair.split('=').map(decodeURIComponent),
    );
    const url = `${endpoint}?${all.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
    const asGiven = expected({ ...one, dialect: Dialect.AS_GIVEN }, given.scheme);
    for (const [stage, text] of asGiven) {
        compare(`${id} ${NAMES[stage]} of the URL`, text, () =>
            signUrl(url, null, secret, { method, dialect: Dialect.AS_GIVEN, flags, stage }));
    }
    if (one.signature) {
        for (const [right, signature] of [[true, one.signature], [false, spoilt(one.signature)]]) {
            const signed = `${url}${all.length ? '&' : ''}Signature=${encodeURIComponent(signature)}`;
            const params = [...all, ['Signature', signature]];
            compare(`${id} verify`, right, () => verify(endpoint, all, secret, { method, signature, flags }));
            compare(`${id} verify, as parameter`, right, () => verify(endpoint, params, secret, { method, flags }));
            compare(`${id} verifyUrl`, right, () => verifyUrl(signed, secret, { method, flags }));
        }
    }
}

/** How awsSignedRequest is called for this case, if the case is one that it can express: what it sets by itself must be
    what the case has. */
function ofTheFunction(given, { dialect, flags, method, secret, unixTime }) {
    const server = 'webservices.amazon.';
    const address = [method, given.scheme, given.path].join(' ');
    if (address !== 'GET http /onca/xml' || !given.host.startsWith(server) || flags !== 0) {
        return undefined;
    }
    const params = new Map(given.params);
    let accessKey = given.access_key;
    let time = unixTime;
    if (dialect === Dialect.AS_GIVEN && params.get('Service') === 'AWSECommerceService' && params.has('Version')) {
        accessKey = params.get('AWSAccessKeyId') ?? '';
        const stamp = params.get('Timestamp') ?? '';
        if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(stamp)) {
            return undefined;
        }
        time = Date.parse(stamp) / 1000;
    } else if (dialect !== Dialect.PRODUCT_ADVERTISING || !accessKey) {
        return undefined;
    }
    const rest = given.params.filter(([name]) => !SET_BY_THE_FUNCTION.includes(name));
    const version = params.get('Version');
    return () =>
        awsSignedRequest(given.host.slice(server.length), rest, accessKey, secret, null, version, { unixTime: time });
}

/** A URL as it was found, signed as it stands. */
function checkUrl(given) {
    const one = read(given);
    const { id, method, secret, accessKey, flags, unixTime, dialect } = one;
    const stages = expected(one, given.url.split('://')[0]);
    const sign = (url, stage) => signUrl(url, accessKey, secret, { method, unixTime, dialect, flags, stage });
    for (const [stage, text] of stages) {
        compare(`${id} ${NAMES[stage]}`, text, () => sign(given.url, stage));
    }
    const query = stages.get(Stage.QUERY);
    const url = stages.get(Stage.URL);
    const whole = url.includes('?') ? url : `${url}?${query}`;
    for (const [stage, text] of stages) {
        compare(`${id} ${NAMES[stage]} once more`, text, () => sign(whole, stage));
    }
    const wrong = whole.replace(/Signature=[^&]*$/, `Signature=${encodeURIComponent(spoilt(one.signature))}`);
    compare(`${id} verifyUrl`, true, () => verifyUrl(whole, secret, { method, flags }));
    compare(`${id} verifyUrl, spoilt`, false, () => verifyUrl(wrong, secret, { method, flags }));
}

function main() {
    const files = [
        [path.join(OWN, 'published.json'), checkPairs],
        [path.join(OWN, 'sigv2.json'), checkPairs],
        [path.join(OWN, 'urls.json'), checkUrl],
    ];
    const external = process.env.ASR_VECTORS;
    if (external) {
        files.push([path.join(external, 'sigv2.json'), checkPairs]);
        files.push([path.join(external, 'sigv2-differential.json'), checkPairs]);
    } else {
        console.log('ASR_VECTORS is not set: there are no third-party cases to read');
    }
    for (const [file, check] of files) {
        let read;
        try {
            const content = JSON.parse(fs.readFileSync(file, 'utf8'));
            read = content.cases ?? content;
        } catch (error) {
            differ(`${path.basename(file)}: ${error.message}`);
            continue;
        }
        const before = comparisons;
        for (const one of read) {
            cases++;
            try {
                check(one);
            } catch (error) {
                differ(`${one.id}: ${error.stack}`);
            }
        }
        console.log(`${path.basename(file)}: ${read.length} cases, ${comparisons - before} comparisons`);
        if (read.length === 0) {
            differ(`${path.basename(file)}: there is no case in it`);
        }
    }
    console.log(`node: ${cases} cases, ${comparisons} comparisons, ${differences} differences`);
    return differences === 0 ? 0 : 1;
}

process.exitCode = main();
